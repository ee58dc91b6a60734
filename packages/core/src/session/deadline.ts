/** The longest time that timers of every runtime keep. */
const longestMs = 2_147_483_647

/** Time as this package sees it; replaceable in tests. */
export interface Clock {
  /** Milliseconds of a clock that never jumps. */
  now(): number
  /** A background timer does not keep the process alive, where a runtime can tell. */
  setTimeout(run: () => void, milliseconds: number, isBackground?: boolean): unknown
  clearTimeout(timer: unknown): void
}

/** The clock of the running system. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout: (run, milliseconds, isBackground) => {
    const timer: { unref?: () => void } | number = setTimeout(run, milliseconds)
    if (isBackground === true && typeof timer === 'object') timer.unref?.()
    return timer
  },
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- timers are what setTimeout gave
  clearTimeout: (timer) => clearTimeout(timer as Parameters<typeof clearTimeout>[0]),
}

/**
 * A deadline that moves. {@link Deadline.touch} costs one clock reading, so it may be called per frame. When the process
 * itself was stalled, one full further window is granted: what was owed may already be waiting in the socket.
 */
export class Deadline {
  readonly #clock: Clock
  readonly #onExpired: () => void
  readonly #isBackground: boolean
  #timer: unknown
  #windowMs = 0
  #startedAt = 0
  #dueAt = 0
  /** Whether the further window has been granted. */
  #isExtended = false

  constructor(clock: Clock, onExpired: () => void, isBackground = false) {
    this.#clock = clock
    this.#onExpired = onExpired
    this.#isBackground = isBackground
  }

  get isRunning(): boolean {
    return this.#timer !== undefined
  }

  /** Starts or restarts it. `Infinity` stops it. */
  start(milliseconds: number): void {
    this.stop()
    if (milliseconds === Infinity) return
    this.#windowMs = Math.min(Math.max(milliseconds, 0), longestMs)
    this.touch()
    this.#arm(this.#windowMs)
  }

  /** Something happened: the window begins anew, with another length if one is given. */
  touch(milliseconds = this.#windowMs): void {
    if (this.#timer !== undefined && milliseconds < this.#windowMs) this.start(milliseconds)
    else {
      this.#isExtended = false
      this.#windowMs = Math.min(milliseconds, longestMs)
      this.#startedAt = this.#clock.now()
    }
  }

  stop(): void {
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #arm(milliseconds: number): void {
    this.#dueAt = this.#clock.now() + milliseconds
    this.#timer = this.#clock.setTimeout(() => this.#look(), milliseconds, this.#isBackground)
  }

  #look(): void {
    const now = this.#clock.now()
    const remaining = this.#startedAt + this.#windowMs - now
    if (remaining > 1) this.#arm(remaining)
    else if (!this.#isExtended && now - this.#dueAt > 1_000) {
      this.touch()
      this.#isExtended = true
      this.#arm(this.#windowMs)
    } else {
      this.#timer = undefined
      this.#onExpired()
    }
  }
}
