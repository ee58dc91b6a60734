/** Survives two copies of this package in one program, where `instanceof` would not. */
const brand = Symbol.for('gradium-kit.error')

/**
 * What went wrong, as a stable string.
 *
 * | code | meaning | worth another try |
 * | --- | --- | --- |
 * | `config` | a wrong option, input or order of calls; found before or without the network | no |
 * | `aborted` | the caller's signal, `cancel()` or `close()` ended it | no |
 * | `timeout` | a deadline passed; `phase` says which | yes |
 * | `connection` | no connection, or it broke before the service was ready; `kind` says how | mostly |
 * | `auth` | the key or token was refused | no |
 * | `policy` | the service refused the request: voice, format, setting, region | no |
 * | `limit` | too many sessions or requests, or no credits left | yes, unless credits are gone |
 * | `session-limit` | the session reached its maximum length | yes, in a new session |
 * | `internal` | the service failed | yes |
 * | `protocol` | a message that breaks the protocol | no |
 * | `truncated` | the stream ended before the service said that it was complete | yes |
 * | `backpressure` | a declared buffer limit was reached | no |
 * | `token` | the token provider failed | yes, where it threw |
 *
 * The other codes come from `@gradium-kit/browser` alone, whose README explains them.
 */
export type GradiumErrorCode =
  | 'config'
  | 'aborted'
  | 'timeout'
  | 'connection'
  | 'auth'
  | 'policy'
  | 'limit'
  | 'session-limit'
  | 'internal'
  | 'protocol'
  | 'truncated'
  | 'backpressure'
  | 'token'
  | 'unsupported'
  | 'insecure-context'
  | 'mic-denied'
  | 'mic-not-found'
  | 'mic-busy'
  | 'mic-constraint'
  | 'mic-lost'
  | 'worklet-load'
  | 'audio-blocked'

/** How far the operation had come. */
export type GradiumErrorPhase =
  | 'config'
  | 'token'
  | 'connect'
  | 'handshake'
  | 'ready'
  | 'stream'
  | 'finish'
  | 'close'
  | 'capture'
  | 'playback'

/** How a connection failed. */
export type ConnectionFailure =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'tls'
  | 'handshake'
  | 'reset'
  | 'half-open'
  | 'closed'

/** Details of a {@link GradiumError}; each becomes a field of the same name. */
export interface GradiumErrorDetails {
  phase?: GradiumErrorPhase | undefined
  /** Overrides what the code implies. */
  isRetryable?: boolean | undefined
  kind?: ConnectionFailure | undefined
  serverCode?: number | undefined
  closeCode?: number | undefined
  status?: number | undefined
  retryAfterMs?: number | undefined
  requestId?: string | undefined
  attempts?: number | undefined
  partial?: unknown
  cause?: unknown
}

const retryable: ReadonlySet<GradiumErrorCode> = new Set([
  'timeout',
  'connection',
  'limit',
  'session-limit',
  'internal',
  'truncated',
])

/**
 * The one error class of gradium-kit. `message` is a sentence that says what happened and what to do. No field holds a key,
 * a token or a URL with one. Details that are not known are absent.
 */
export class GradiumError extends Error {
  declare readonly code: GradiumErrorCode
  declare readonly phase: GradiumErrorPhase
  /** Whether the same call may succeed when it is made again. */
  declare readonly isRetryable: boolean
  /** Connections or HTTP requests made for this operation; 0 where it ended before. */
  declare readonly attempts: number
  /** How the connection failed, with code `connection` or `truncated`. */
  declare readonly kind?: ConnectionFailure
  /** The code inside the service's own error (PROTOCOL.md §10). */
  declare readonly serverCode?: number
  /** The WebSocket close code, when the connection was closed. */
  declare readonly closeCode?: number
  /** The HTTP status. It never decides alone: this service answers 500 to a wrong key. */
  declare readonly status?: number
  /** How long the service asked to wait, in milliseconds. */
  declare readonly retryAfterMs?: number
  /** The service's id of the request, for support. */
  declare readonly requestId?: string
  /** What had been received before the failure, in the shape of the result. Not enumerable: it may hold minutes of audio. */
  declare readonly partial?: unknown

  constructor(code: GradiumErrorCode, message: string, details: GradiumErrorDetails = {}) {
    const { cause, partial, ...rest } = details
    super(message, cause === undefined ? undefined : { cause })
    if (partial !== undefined) hide(this, 'partial', partial)
    const known = Object.entries(rest).filter(([, value]) => value !== undefined)
    const attempts = details.phase === 'config' ? 0 : 1
    const implied = { code, phase: 'config', isRetryable: retryable.has(code), attempts }
    Object.assign(this, implied, Object.fromEntries(known))
  }

  /** `AbortError` with code `aborted`, as the web platform has it; otherwise `GradiumError`. */
  override get name(): string {
    return this.code === 'aborted' ? 'AbortError' : 'GradiumError'
  }

  /** @internal */
  get [brand](): boolean {
    return true
  }

  /** Recognises an error of any copy or version of this package. */
  static is(error: unknown): error is GradiumError {
    return error instanceof Error && brand in error
  }

  /** Message and details, without `partial` and without a stack. */
  toJSON(): Record<string, unknown> {
    const details: Record<string, unknown> = {}
    return Object.assign(details, this, { name: this.name, message: this.message })
  }
}

/** The same error, where it happened, with more details, which win. */
export function withDetails(error: GradiumError, details: GradiumErrorDetails): GradiumError {
  const { code, message, cause, partial } = error
  const all = Object.assign({ cause, partial }, error, details)
  const detailed = new GradiumError(code, message, all)
  hide(detailed, 'stack', error.stack)
  return detailed
}

function hide(error: GradiumError, name: string, value: unknown): void {
  Object.defineProperty(error, name, { value, configurable: true, writable: true })
}

/** A cause that is safe to keep: name, message and code of a foreign error, nothing it refers to. */
export function plainCause(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined
  const cause = new Error(error.message)
  cause.name = error.name
  if ('code' in error && typeof error.code === 'string') Object.assign(cause, { code: error.code })
  return cause
}

/** The error for an operation that the caller ended. */
export function abortedError(
  phase: GradiumErrorPhase,
  message = 'The operation was aborted.',
): GradiumError {
  return new GradiumError('aborted', message, { phase })
}

/** Checks that a call got an object of options; throws `config`. */
export function checkOptions(call: string, options: unknown): void {
  if (typeof options !== 'object' || options === null)
    throw configError(`${call} takes an object of options.`)
}

/** A wrong value as an error shows it: in quotes, and not all of it. */
export function quoted(value: unknown): string {
  return JSON.stringify(String(value).slice(0, 40))
}

/** The error for a wrong option, input or order of calls. */
export function configError(message: string): GradiumError {
  return new GradiumError('config', message, { phase: 'config' })
}
