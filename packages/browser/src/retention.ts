/**
 * Counts the users of a controller. What ends with the last of them ends a moment later, so that a component which is removed
 * and put back at once (StrictMode, hot reloading) keeps what it has.
 */
export class Retention {
  readonly #onFirst: () => void
  readonly #onNone: () => void
  #users = 0
  #isHeld = false

  constructor(onFirst: () => void, onNone: () => void) {
    this.#onFirst = onFirst
    this.#onNone = onNone
  }

  /** Returns what gives it back; calling that twice does nothing. */
  retain(): () => void {
    this.#users += 1
    if (!this.#isHeld) {
      this.#isHeld = true
      this.#onFirst()
    }
    let isMine = true
    return () => {
      if (!isMine) return
      isMine = false
      this.#users -= 1
      queueMicrotask(() => this.#look())
    }
  }

  #look(): void {
    if (this.#users > 0 || !this.#isHeld) return
    this.#isHeld = false
    this.#onNone()
  }
}
