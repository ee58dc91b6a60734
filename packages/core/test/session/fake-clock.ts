import type { Clock } from '../../src/session/deadline.ts'

interface Timer {
  dueAt: number
  run: () => void
}

/** A clock that stands until it is told to go on. */
export class FakeClock implements Clock {
  #now = 0
  readonly #timers = new Set<Timer>()

  /** What every timer was set to, in milliseconds. */
  readonly delays: number[] = []

  now(): number {
    return this.#now
  }

  get timers(): number {
    return this.#timers.size
  }

  setTimeout(run: () => void, milliseconds: number): unknown {
    this.delays.push(milliseconds)
    const timer = { dueAt: this.#now + milliseconds, run }
    this.#timers.add(timer)
    return timer
  }

  clearTimeout(timer: unknown): void {
    for (const known of this.#timers) if (known === timer) this.#timers.delete(known)
  }

  /** Runs every timer at its time. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#now = Math.max(this.#now, timer.dueAt)
      this.#timers.delete(timer)
      timer.run()
    }
    this.#now = end
  }

  /** Time passes in a process that is stalled: what was due runs late, all at once. */
  stall(milliseconds: number): void {
    this.#now += milliseconds
    for (const timer of this.#timers) {
      if (timer.dueAt > this.#now) continue
      this.#timers.delete(timer)
      timer.run()
    }
  }

  #next(end: number): Timer | undefined {
    const due = [...this.#timers].filter((timer) => timer.dueAt <= end)
    return due.toSorted((a, b) => a.dueAt - b.dueAt)[0]
  }
}
