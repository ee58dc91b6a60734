import { Deadline } from '../session/deadline.ts'
import type { Service } from '../transport/service.ts'

/** How much of its longest life a session has when it should end soon, and how much more when it must. */
const oldAge = 0.8
const lastStretch = 0.15

/** Tells when a session gets old, and again when it is about to end. It does not keep a process alive. */
export class SessionAge {
  readonly #maxMs: number
  readonly #deadline: Deadline
  #isLate = false

  constructor(service: Service, onOld: (isLate: boolean) => void) {
    this.#maxMs = service.maxSessionSeconds * 1_000
    this.#deadline = new Deadline(service.clock, () => this.#expire(onOld), true)
  }

  /** A session begins that is so old already. */
  start(ageMs: number): void {
    this.#isLate = false
    this.#deadline.start(this.#maxMs * oldAge - ageMs)
  }

  stop(): void {
    this.#deadline.stop()
  }

  #expire(onOld: (isLate: boolean) => void): void {
    const isLate = this.#isLate
    this.#isLate = true
    if (!isLate) this.#deadline.start(this.#maxMs * lastStretch)
    onOld(isLate)
  }
}
