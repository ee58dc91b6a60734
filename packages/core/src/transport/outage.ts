import { withDetails, type GradiumError } from '../errors.ts'
import { Deadline } from '../session/deadline.ts'
import type { Admission } from '../session/retry-budget.ts'
import { retryDelayMs } from '../session/retry-policy.ts'
import type { Service } from './service.ts'

/** How long a session must have worked before a break counts as a new outage. */
const stableMs = 10_000

/** What an operation allows itself besides the client's options. */
export interface OutageLimits {
  maxRetries?: number
  /** Whether each attempt takes a token of its own. Default: whether the client has a token provider. */
  hasFreshTokens?: boolean
}

/**
 * The attempts of one operation to get and keep a session: counts them, waits between them as the retry policy says, and
 * shares the client's budget (PROTOCOL.md §14.1).
 */
export class Outage {
  /** Sessions tried so far. */
  attempts = 1
  readonly #service: Service
  readonly #limits: OutageLimits
  #retries = 0
  #startedAt: number | undefined
  #readyAt: number | undefined
  #hasProgressed = false
  #hasWorked = false
  #timer: unknown
  /** How long a turn for an attempt is waited for. */
  #patience: Deadline | undefined
  #admission: Admission | undefined
  #lastError: GradiumError | undefined

  constructor(service: Service, limits: OutageLimits = {}) {
    this.#service = service
    this.#limits = limits
  }

  /** Connections tried again since the outage began; 0 while there is none. */
  get retries(): number {
    return this.#retries
  }

  /** The service is ready. */
  connected(): void {
    this.#judge()
    this.#readyAt = this.#service.clock.now()
    this.#hasProgressed = false
    this.#settle(true)
  }

  /** The session does its work. */
  progressed(): void {
    this.#hasProgressed = true
    this.#hasWorked = true
  }

  /** The session has done all its work: a later break is another outage. */
  completed(): void {
    this.#readyAt = undefined
    this.#reset()
  }

  /**
   * Calls `run` when it is time for another attempt, or `giveUp` when the turn for it does not come while the outage may
   * last; returns false when the error is final.
   */
  again(error: GradiumError, run: () => void, giveUp: () => void): boolean {
    const { clock, budget, credentials, retry, random } = this.#service
    const now = clock.now()
    // A provider without another token adds nothing to the refusal of the one it had.
    if (error.code !== 'token' || this.#lastError?.code !== 'auth') this.#lastError = error
    this.#judge(error)
    // What is final says nothing about the next attempt of another: it gives its turn back, and costs nothing.
    if (!error.isRetryable) this.#admission?.cancel()
    else if (this.#readyAt === undefined && this.#admission === undefined) budget.failed()
    const isMassLoss = this.#readyAt !== undefined && budget.lost()
    this.#settle(false)
    this.#readyAt = undefined
    this.#startedAt ??= now
    const outage = {
      retries: this.#retries,
      elapsedMs: now - this.#startedAt,
      hasWorked: this.#hasWorked,
      hasFreshTokens: this.#limits.hasFreshTokens ?? credentials.hasTokenProvider,
      isMassLoss,
    }
    const { maxRetries = retry.maxRetries } = this.#limits
    const most = {
      ...retry,
      maxRetries: maxRetries && Math.min(maxRetries, retry.maxRetries ?? Infinity),
    }
    const delayMs = retryDelayMs(error, outage, most, random)
    if (delayMs === undefined) return false
    this.#retries += 1
    this.#timer = clock.setTimeout(() => this.#try(run, giveUp), delayMs)
    return true
  }

  /** The error to report when there is no other attempt. */
  report(error: GradiumError): GradiumError {
    const last = error.code === 'token' && this.#lastError !== undefined ? this.#lastError : error
    // What was found before there was a connection was no attempt.
    const attempts = last.code === 'config' ? this.attempts - 1 : this.attempts
    return withDetails(last, { attempts })
  }

  /** A warm connection had died unnoticed: an attempt that costs nothing. */
  replaceStale(run: () => void): void {
    this.attempts += 1
    run()
  }

  /** Makes no more attempts. */
  stop(): void {
    this.#service.clock.clearTimeout(this.#timer)
    this.#patience?.stop()
    this.#admission?.cancel()
    this.#admission = undefined
  }

  #try(run: () => void, giveUp: () => void): void {
    const { clock, budget, retry } = this.#service
    const leftMs = (this.#startedAt ?? 0) + retry.maxOutageMs - clock.now()
    this.#patience = new Deadline(clock, () => {
      this.stop()
      giveUp()
    })
    this.#patience.start(leftMs)
    let isWaiting = true
    const admission = budget.admit((own) => {
      isWaiting = false
      this.#admission = own
      this.#patience?.stop()
      this.attempts += 1
      run()
    })
    // What had its turn at once may have used it up by now.
    if (isWaiting) this.#admission = admission
  }

  /** A session that has worked for long enough, or for as long as it might, ends the outage before it. */
  #judge(error?: GradiumError): void {
    const workedMs = this.#service.clock.now() - (this.#readyAt ?? Infinity)
    const enoughMs = error?.code === 'session-limit' ? 0 : stableMs
    if (this.#hasProgressed && workedMs >= enoughMs) this.#reset()
  }

  #settle(isConnected: boolean): void {
    this.#admission?.settle(isConnected)
    this.#admission = undefined
  }

  #reset(): void {
    this.#retries = 0
    this.#startedAt = undefined
  }
}
