import { Deadline, type Clock } from './deadline.ts'

/** How long a connection may be silent. */
export interface LivenessOptions {
  /** Silence before the peer is asked for a sign of life, in milliseconds. */
  pingMs: number
  /** Silence after that before it counts as dead, in milliseconds. */
  pongMs: number
  ask(): void
  onDead(): void
}

/**
 * Notices a peer that is gone without a word: asks after some silence, and gives up when silence follows. A process that
 * was stalled itself looks a second time, because {@link Deadline} does. It does not keep a process alive.
 */
export class Liveness {
  readonly #options: LivenessOptions
  readonly #deadline: Deadline
  #hasAsked = false

  constructor(clock: Clock, options: LivenessOptions) {
    this.#options = options
    this.#deadline = new Deadline(clock, () => this.#expire(), true)
  }

  /** Begins, or begins anew. */
  start(): void {
    this.#hasAsked = false
    this.#deadline.start(this.#options.pingMs)
  }

  /** Something came from the peer. Cheap: it is called per message. */
  heard(): void {
    if (!this.#deadline.isRunning) return
    this.#hasAsked = false
    this.#deadline.touch(this.#options.pingMs)
  }

  /** Asks at once. */
  check(): void {
    this.#hasAsked = true
    this.#deadline.start(this.#options.pongMs)
    this.#options.ask()
  }

  /** Nothing can be heard from now on, or nothing matters. */
  stop(): void {
    this.#deadline.stop()
  }

  #expire(): void {
    if (this.#hasAsked) this.#options.onDead()
    else this.check()
  }
}
