import type { Clock } from '../session/deadline.ts'

/** Sockets do not say when they have sent; one looks. */
const pollMs = 10

interface Waiting {
  seconds: number
  timer: unknown
  resolve: () => void
}

/** Those who wait until less audio is under way. */
export class Drain {
  readonly #clock: Clock
  readonly #isDrained: (seconds: number) => boolean
  readonly #waiting = new Set<Waiting>()

  constructor(clock: Clock, isDrained: (seconds: number) => boolean) {
    this.#clock = clock
    this.#isDrained = isDrained
  }

  /** Resolves when less than so many seconds are under way. */
  wait(seconds: number): Promise<void> {
    if (this.#isDrained(seconds)) return Promise.resolve()
    return new Promise((resolve) => {
      const waiting: Waiting = { seconds, resolve, timer: undefined }
      this.#waiting.add(waiting)
      this.#poll(waiting)
    })
  }

  /** Something has changed. */
  look(): void {
    for (const waiting of this.#waiting) {
      if (!this.#isDrained(waiting.seconds)) continue
      this.#waiting.delete(waiting)
      this.#clock.clearTimeout(waiting.timer)
      waiting.resolve()
    }
  }

  #poll(waiting: Waiting): void {
    waiting.timer = this.#clock.setTimeout(() => {
      this.look()
      if (this.#waiting.has(waiting)) this.#poll(waiting)
    }, pollMs)
  }
}
