import { checkOptions, configError, type GradiumError } from '../errors.ts'

/** How often and how long a lost connection is tried again. */
export interface RetryOptions {
  /**
   * Tries after a loss, until a session has given results and lasted 10 s. 0 never tries again. Default 5 for what has given
   * no results yet, then as many as fit into `maxOutageMs`.
   */
  maxRetries: number | undefined
  /** How long one outage may last, in milliseconds. Default 30,000. */
  maxOutageMs: number
  /** The longest random part of the first delay, in milliseconds; it doubles with each try. 1 to 8,000, default 250. */
  baseMs: number
}

/** An outage as its next delay depends on it. */
export interface Outage {
  /** Tries that have been made. */
  retries: number
  elapsedMs: number
  /** Whether a session has given results. */
  hasWorked: boolean
  /** Whether another try gets another token. */
  hasFreshTokens: boolean
  /** Whether many connections of this client were lost at once. */
  isMassLoss: boolean
}

const defaults: RetryOptions = { maxRetries: undefined, maxOutageMs: 30_000, baseMs: 250 }
const floorMs = 100
const longestMs = 8_000
const slowMs = 1_000
const earlyRetries = 5
const tokenRetries = 2

/** The defaults with the caller's wishes; throws `config` for a value out of range. */
export function resolveRetry(wishes: Partial<RetryOptions> = {}): RetryOptions {
  checkOptions('retry', wishes)
  const options = { ...defaults }
  for (const [name, value] of Object.entries(wishes)) {
    if (value === undefined) continue
    if (!isOption(name)) throw configError(`There is no retry option ${name.slice(0, 40)}.`)
    if (typeof value !== 'number' || !(value >= 0)) {
      throw configError(`retry.${name} is a number, 0 or more.`)
    }
    options[name] = value
  }
  const { maxRetries, baseMs } = options
  if (maxRetries !== undefined && maxRetries % 1 > 0)
    throw configError('retry.maxRetries is a whole number.')
  if (!(baseMs >= 1 && baseMs <= longestMs)) {
    throw configError(`retry.baseMs is 1 to ${longestMs} milliseconds.`)
  }
  return options
}

/**
 * How long to wait before another try, in milliseconds; undefined when the error is final. What was refused for good is not
 * tried again, except a token that a new one may replace before the stream began.
 * @param random A number from 0 up to 1, so that many clients do not come back at once.
 */
export function retryDelayMs(
  error: GradiumError,
  outage: Outage,
  options: RetryOptions,
  random: () => number,
): number | undefined {
  const { retries, elapsedMs, hasWorked } = outage
  const { maxRetries = hasWorked ? Infinity : earlyRetries } = options
  if (retries >= maxRetries) return undefined
  const delayMs = error.isRetryable
    ? delayOf(error, outage, options.baseMs, random())
    : isStaleToken(error, outage)
      ? 0
      : Infinity
  const leftMs = options.maxOutageMs - elapsedMs
  if (delayMs === Infinity) return undefined
  if (delayMs <= leftMs) return delayMs
  // The last try is made when the time is up, not long before; never sooner than a busy service asks for.
  return leftMs >= floorMs && error.code !== 'limit' ? leftMs : undefined
}

function delayOf(error: GradiumError, outage: Outage, baseMs: number, random: number): number {
  const { retries, isMassLoss, hasWorked } = outage
  if (error.phase === 'token' && retries >= tokenRetries && !hasWorked) return Infinity
  if (error.code === 'limit') return Math.max(slowMs, error.retryAfterMs ?? 0) * (1 + random)
  const first = isMassLoss || isBusy(error.closeCode) ? Math.max(slowMs, baseMs) : baseMs
  return floorMs + random * Math.min(longestMs, first * 2 ** retries)
}

/** The server goes away, restarts or asks to come back later (RFC 6455 §7.4 and its registry). */
function isBusy(closeCode: number | undefined): boolean {
  return closeCode === 1001 || closeCode === 1012 || closeCode === 1013
}

function isStaleToken({ code, phase }: GradiumError, outage: Outage): boolean {
  const isEarly = phase === 'connect' || phase === 'handshake' || phase === 'ready'
  return code === 'auth' && isEarly && outage.hasFreshTokens && outage.retries === 0
}

function isOption(name: string): name is keyof RetryOptions {
  return Object.hasOwn(defaults, name)
}
