/** A failure the client is told about: an `error` message, then a close with the same code (PROTOCOL.md §3.4, §10.1). */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** Policy: key, setup, format, order, credits, session length. */
export const policyViolation = 1008

/** Worker failures, and parameters the worker refuses. */
export const internalError = 1011
