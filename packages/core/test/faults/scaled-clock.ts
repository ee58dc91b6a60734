import type { Clock } from '../../src/session/deadline.ts'

interface Timer {
  readonly dueAt: number
  readonly run: () => void
  handle: NodeJS.Timeout | undefined
}

/** The real clock, so many times faster; it knows which of its timers run. */
export class ScaledClock implements Clock {
  readonly #speed: number
  readonly #timers = new Set<Timer>()
  #skippedMs = 0

  constructor(speed: number) {
    this.#speed = speed
  }

  /** Timers that have been set and have neither run nor been cleared. */
  get timers(): number {
    return this.#timers.size
  }

  now(): number {
    return this.at(performance.now())
  }

  /** What it shows at a moment of `performance.now()`. */
  at(realMs: number): number {
    return realMs * this.#speed + this.#skippedMs
  }

  setTimeout(run: () => void, milliseconds: number): unknown {
    const timer: Timer = { dueAt: this.now() + milliseconds, run, handle: undefined }
    this.#timers.add(timer)
    timer.handle = setTimeout(() => this.#fire(timer), milliseconds / this.#speed)
    return timer
  }

  clearTimeout(timer: unknown): void {
    for (const known of this.#timers) {
      if (known !== timer) continue
      clearTimeout(known.handle)
      this.#timers.delete(known)
    }
  }

  /** The process stood still for so long: whatever was due runs late, all at once. */
  stall(milliseconds: number): void {
    this.#skippedMs += milliseconds
    for (const timer of this.#timers) {
      if (timer.dueAt > this.now()) continue
      clearTimeout(timer.handle)
      this.#fire(timer)
    }
  }

  /** Resolves when so much time has passed. */
  after(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.setTimeout(resolve, milliseconds))
  }

  #fire(timer: Timer): void {
    if (this.#timers.delete(timer)) timer.run()
  }
}
