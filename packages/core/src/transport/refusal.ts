import { GradiumError } from '../errors.ts'
import { failureError, readable } from '../protocol/failure.ts'
import { parseRestError } from '../protocol/rest-error.ts'

/** The error for a WebSocket upgrade that was answered with anything but 101. */
export function refusalError(
  status: number,
  body: string,
  retryAfterMs: number | undefined,
  redact: (text: string) => string = (text) => text,
  hasToken = false,
): GradiumError {
  const parsed = parseRestError(status, body)
  const failure = { ...parsed, text: redact(parsed.text) }
  const isGradium = status === 401 || status === 403 || status === 429 || status >= 500
  if (isGradium) return failureError({ ...failure, retryAfterMs, hasToken }, { phase: 'handshake' })
  const said = readable(failure.text)
  return new GradiumError(
    'connection',
    `The WebSocket upgrade was answered with HTTP status ${status}${said === '' ? '' : ` and ${JSON.stringify(said)}`}: something other than Gradium is at this address. Check baseUrl and any proxy in between.`,
    { phase: 'handshake', kind: 'handshake', status, isRetryable: false },
  )
}

/** The wait that a `retry-after` header asks for, in milliseconds; undefined for none, a date or nonsense. */
export function parseRetryAfter(header: string | null | undefined): number | undefined {
  const seconds = Number(header)
  return seconds > 0 && seconds < Infinity ? seconds * 1_000 : undefined
}
