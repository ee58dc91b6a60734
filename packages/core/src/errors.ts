/** Survives two copies of this package in one program, where `instanceof` would not. */
const brand = Symbol.for('gradium-kit.error')

/**
 * What went wrong, as a stable string.
 *
 * | code | meaning | worth another try |
 * | --- | --- | --- |
 * | `config` | a wrong option, input or order of calls; found before or without the network | no |
 * | `aborted` | the caller's signal, `cancel()` or `close()` ended it | no |
 * | `timeout` | a deadline passed; `phase` says which | yes, except while finishing |
 * | `connection` | no connection, or it broke before the service was ready; `kind` says how | mostly |
 * | `auth` | the key or token was refused | no |
 * | `policy` | the service refused the request: voice, format, setting, region | no |
 * | `limit` | too many sessions or requests, or no credits left | yes, unless credits are gone |
 * | `session-limit` | the session reached its maximum length | yes, in a new session |
 * | `internal` | the service failed | yes |
 * | `protocol` | a message that breaks the protocol | no |
 * | `truncated` | the stream ended before the service said that it was complete | yes |
 * | `backpressure` | a declared buffer limit was reached | no |
 * | `token` | the token provider failed | no |
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

/** How a connection failed. */
export type ConnectionFailure =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'tls'
  | 'handshake'
  | 'reset'
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
 * The one error class of gradium-kit. `message` is a sentence that says what happened and what to do.
 * No field holds a key, a token or a URL with one.
 */
export class GradiumError extends Error {
  override readonly name: string
  readonly code: GradiumErrorCode
  readonly phase: GradiumErrorPhase
  /** Whether the same call may succeed when it is made again. */
  readonly isRetryable: boolean
  /** How the connection failed, with code `connection`. */
  readonly kind: ConnectionFailure | undefined
  /** The code inside the service's own error (PROTOCOL.md, Errors). */
  readonly serverCode: number | undefined
  /** The WebSocket close code, when the connection was closed. */
  readonly closeCode: number | undefined
  /** The HTTP status. It never decides alone: this service answers 500 to a wrong key. */
  readonly status: number | undefined
  /** How long the service asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined
  /** The service's id of the request, for support. */
  readonly requestId: string | undefined
  /** Connections or HTTP requests made for this operation. */
  readonly attempts: number
  /** What had been received before the failure: the same shape as the result. */
  readonly partial: unknown
  /** @internal */
  readonly [brand] = true

  constructor(code: GradiumErrorCode, message: string, details: GradiumErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = code === 'aborted' ? 'AbortError' : 'GradiumError'
    this.code = code
    this.phase = details.phase ?? 'config'
    this.isRetryable = details.isRetryable ?? retryable.has(code)
    this.kind = details.kind
    this.serverCode = details.serverCode
    this.closeCode = details.closeCode
    this.status = details.status
    this.retryAfterMs = details.retryAfterMs
    this.requestId = details.requestId
    this.attempts = details.attempts ?? 1
    this.partial = details.partial
  }

  /** Recognises an error of any copy or version of this package. */
  static is(error: unknown): error is GradiumError {
    return error instanceof Error && brand in error
  }

  /** The same error with more details; fields given win. */
  with(details: GradiumErrorDetails): GradiumError {
    const error = new GradiumError(this.code, this.message, {
      ...this,
      cause: this.cause,
      ...details,
    })
    if (this.stack !== undefined) error.stack = this.stack
    return error
  }

  /** Everything but `partial`, which may hold minutes of audio. */
  toJSON(): Record<string, unknown> {
    const { name, message, code, phase, isRetryable, kind, serverCode, closeCode, status } = this
    const { retryAfterMs, requestId, attempts } = this
    return {
      ...{ name, message, code, phase, isRetryable, kind, serverCode, closeCode, status },
      ...{ retryAfterMs, requestId, attempts },
    }
  }
}

/** A cause that is safe to keep: name, message and code of a foreign error, nothing it refers to. */
export function plainCause(error: unknown): Error | undefined {
  if (!(error instanceof Error)) return undefined
  const cause = new Error(error.message)
  cause.name = error.name
  if ('code' in error && typeof error.code === 'string') Object.assign(cause, { code: error.code })
  return cause
}

/** The error for an operation that the caller's signal ended. */
export function abortedError(phase: GradiumErrorPhase): GradiumError {
  return new GradiumError('aborted', 'The operation was aborted.', { phase })
}

/** The error for a wrong option, input or order of calls. */
export function configError(message: string): GradiumError {
  return new GradiumError('config', message, { phase: 'config' })
}
