import { GradiumError } from '../errors.ts'
import { Deadline, type Clock } from '../session/deadline.ts'

interface Pending {
  deadline: Deadline
  resolve: () => void
  reject: (error: unknown) => void
}

/** Flushes that the service has not answered yet. Ids are compared as text: some servers answer 1 with "1". */
export class PendingFlushes {
  readonly #clock: Clock
  readonly #timeoutMs: number
  readonly #pending = new Map<string, Pending>()
  #nextId = 1

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock
    this.#timeoutMs = timeoutMs
  }

  /** A new flush, to be sent under its id. */
  add(): { flushId: number; answered: Promise<void> } {
    const flushId = this.#nextId++
    const answered = new Promise<void>((resolve, reject) => {
      const deadline = new Deadline(this.#clock, () => {
        this.#pending.delete(String(flushId))
        const message = `Gradium did not answer a flush within ${this.#timeoutMs} ms. The stream goes on; finish() is sure to return everything.`
        reject(new GradiumError('timeout', message, { phase: 'stream' }))
      })
      this.#pending.set(String(flushId), { deadline, resolve, reject })
    })
    // Whoever does not wait for the answer need not handle its absence.
    answered.catch(() => {})
    return { flushId, answered }
  }

  /** A session has been told of it, and owes the answer from now on. */
  told(flushId: number): void {
    this.#pending.get(String(flushId))?.deadline.start(this.#timeoutMs)
  }

  /** The session that was told is lost: no answer is owed until another one is told. */
  pause(): void {
    for (const { deadline } of this.#pending.values()) deadline.stop()
  }

  /** The service has answered. */
  settle(flushId: number | string): void {
    const pending = this.#pending.get(String(flushId))
    this.#pending.delete(String(flushId))
    pending?.deadline.stop()
    pending?.resolve()
  }

  /** The stream is over: with its result all text is there, with its error the flush has failed too. */
  settleAll(result: Promise<unknown>): void {
    for (const { deadline, resolve, reject } of this.#pending.values()) {
      deadline.stop()
      result.then(resolve, reject)
    }
    this.#pending.clear()
  }
}
