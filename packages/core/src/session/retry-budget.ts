import type { Clock } from './deadline.ts'

/** An attempt to connect that waits for its turn or has had it. */
export interface Admission {
  /** Gives the turn up, or the wait for it. */
  cancel(): void
  /** How the attempt ended. Only the first call counts, and only after its turn. */
  settle(isConnected: boolean): void
}

interface Attempt {
  readonly run: () => void
}

const fullBudget = 10
const massLoss = { streams: 5, withinMs: 1_000 }

/**
 * What all operations of a client may spend on new connections. It never fails them, it delays them: after many failures
 * one attempt at a time asks whether the service is back, and the others wait for its answer.
 */
export class RetryBudget {
  readonly #clock: Clock
  readonly #waiting = new Set<Attempt>()
  readonly #running = new Set<Attempt>()
  #left = fullBudget
  #lostAt: number[] = []

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A stream was lost. Returns whether five were within the last second. */
  lost(): boolean {
    this.#lostAt = [...this.#lostAt, this.#clock.now()].slice(-massLoss.streams)
    const [first, last] = [this.#lostAt[0]!, this.#lostAt.at(-1)!]
    return this.#lostAt.length === massLoss.streams && last - first <= massLoss.withinMs
  }

  /** An attempt to connect failed. */
  failed(): void {
    this.#left = Math.max(0, this.#left - 1)
  }

  /** A connection works again. */
  recovered(): void {
    this.#left = Math.min(fullBudget, this.#left + 1)
    this.#admitNext()
  }

  /** Calls `run`, at once where it may, otherwise when its turn comes. `run` must not throw. */
  admit(run: (admission: Admission) => void): Admission {
    const attempt = { run: () => run(admission) }
    const admission: Admission = {
      cancel: () => {
        this.#waiting.delete(attempt)
        this.#running.delete(attempt)
        this.#admitNext()
      },
      settle: (isConnected) => {
        if (!this.#running.delete(attempt)) return
        if (isConnected) this.recovered()
        else {
          this.failed()
          this.#admitNext()
        }
      },
    }
    this.#waiting.add(attempt)
    this.#admitNext()
    return admission
  }

  #admitNext(): void {
    for (const attempt of this.#waiting) {
      if (this.#left <= fullBudget / 2 && this.#running.size > 0) return
      this.#waiting.delete(attempt)
      this.#running.add(attempt)
      attempt.run()
    }
  }
}
