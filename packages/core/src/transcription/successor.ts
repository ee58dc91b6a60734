import { abortedError, type GradiumError } from '../errors.ts'
import { rolloverStep } from '../session/rollover.ts'
import type { Epoch } from './epoch.ts'

/** The session that is to follow the present one, made ready before that gets too old. */
export class Successor {
  /** How long the service lets a session live. */
  limitSeconds: number
  readonly #connect: () => Epoch
  #epoch: Epoch | undefined
  /** Why there is none. */
  #status: 'none' | 'refused' | 'failed' = 'none'

  constructor(limitSeconds: number, connect: () => Epoch) {
    this.limitSeconds = limitSeconds
    this.#connect = connect
  }

  /** Connects when it is time; returns whether the present session should end now. */
  isDue(present: Epoch, isQuiet: boolean): boolean {
    const readiness = this.#epoch?.readyAt === undefined ? 'connecting' : 'ready'
    const next = this.#epoch === undefined ? this.#status : readiness
    const { limitSeconds } = this
    // A session is sent no more audio than it may have, so audio, unlike time, can wait for the next one.
    const canWait = next === 'none' || next === 'connecting'
    const audioSeconds = Math.min(present.sentSeconds, canWait ? limitSeconds * 0.94 : Infinity)
    const ageSeconds = Math.max(present.clockSeconds, audioSeconds)
    const step = rolloverStep({ ageSeconds, limitSeconds, isQuiet, next })
    if (step === 'open') {
      this.#epoch = this.#connect()
      this.#epoch.request.start()
    }
    return step !== 'open' && step !== 'stay'
  }

  /** The service has ended a session for its age: those that follow are replaced before that. */
  learn(ended: Epoch): void {
    const heardSeconds = (ended.heardSeconds ?? 0) - ended.baseSeconds
    const ageSeconds = Math.max(ended.clockSeconds, heardSeconds)
    if (heardSeconds > 0) this.limitSeconds = Math.min(this.limitSeconds, ageSeconds)
  }

  /** Takes it, ready or not; the next one is made in its time. */
  take(): Epoch | undefined {
    const epoch = this.#epoch
    this.#epoch = undefined
    this.#status = 'none'
    return epoch
  }

  /** Takes it if it is ready; one that is still connecting is given up. */
  takeReady(): Epoch | undefined {
    const epoch = this.take()
    if (epoch?.readyAt !== undefined) return epoch
    epoch?.fail(abortedError('ready'))
    return undefined
  }

  /** A session has ended; returns whether it was this one. */
  hasFailed(epoch: Epoch, error: GradiumError | undefined): boolean {
    if (epoch !== this.#epoch) return false
    this.#epoch = undefined
    this.#status = error?.code === 'limit' ? 'refused' : 'failed'
    return true
  }
}
