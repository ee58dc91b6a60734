import { GradiumError, type GradiumErrorCode, type GradiumErrorDetails } from '../errors.ts'

/** What the service or the connection said of a failure. */
export interface Failure {
  /** The text of an error message, an HTTP body or a close reason. */
  text: string
  /** The code inside the service's error message or text. */
  serverCode?: number | undefined
  closeCode?: number | undefined
  status?: number | undefined
  retryAfterMs?: number | undefined
  /** Whether it is a refusal before any work began, which carries no code. */
  isRefusal?: boolean | undefined
  /** Whether a token was shown, not the key. */
  hasToken?: boolean | undefined
}

type Verdict = readonly [code: GradiumErrorCode, advice: string, isRetryable?: boolean]

const sessionLimit: Verdict = [
  'session-limit',
  'Start a new session; if it ended early, set maxSessionSeconds.',
]
const limit: Verdict = ['limit', 'Wait for a session to end, or raise the limit.']
const spent: Verdict = ['limit', 'Check usage.credits().', false]
const auth: Verdict = ['auth', 'Check the API key and its region.']
const order: Verdict = ['protocol', 'Send a setup first and nothing after the end.']
const voice: Verdict = ['policy', 'Take a voiceId from voices.list().']
const missing: Verdict = ['policy', 'Check the id, or baseUrl if nothing is found there.']
const unreadable: Verdict = ['protocol', 'The service could not take a message: send smaller ones.']
const policy: Verdict = ['policy', 'Correct the request.']
const internal: Verdict = ['internal', 'Try again.']

const freshToken = 'Mint a fresh token for each connection; check the key that mints them.'

const wordings: readonly (readonly [RegExp, Verdict])[] = [
  [/maximum duration/i, sessionLimit],
  [/^internal server error$/i, internal],
  // These quote the request, whose words must not be taken for the service's.
  [/embeddings not found/i, voice],
  [/dictionary|should be between|parsing/i, policy],
  [/credit|quota|subscription|billing/i, spent],
  [/concurren|too many|rate limit/i, limit],
  [/session not found/i, order],
  [/api key|authenticat|unauthori[sz]ed|token/i, auth],
  [/not found|unsupported|region endpoint|invalid/i, policy],
]

/**
 * Turns what the service said into the one error class. The wording decides first, then the code inside the message, then
 * the close code, and the HTTP status only where nothing else is known: this service answers 500 to a wrong key
 * (PROTOCOL.md §10).
 */
export function failureError(failure: Failure, details: GradiumErrorDetails = {}): GradiumError {
  const { serverCode, closeCode, status, retryAfterMs } = failure
  const text = readable(failure.text)
  const [code, usual, isRetryable] = judge(text, serverCode ?? closeCode, failure)
  const advice = code === 'auth' && failure.hasToken === true ? freshToken : usual
  const said =
    text !== ''
      ? `Gradium answered: ${JSON.stringify(text)}.`
      : status === undefined
        ? `Gradium ended it with code ${serverCode ?? closeCode ?? 1005} and no explanation.`
        : `Gradium answered with HTTP status ${status} and no explanation.`
  return new GradiumError(code, `${said} ${advice}`, {
    serverCode,
    closeCode,
    status,
    retryAfterMs,
    isRetryable,
    ...details,
  })
}

function judge(text: string, code: number | undefined, { status, isRefusal }: Failure): Verdict {
  if (code === undefined && status === 404) return missing
  // What a gateway says of its upstream is not the service's judgement of the request.
  if (code === undefined && status !== undefined && status > 500) return internal
  if (code === undefined || code === 1008 || code === 1011 || code === 1002) {
    const wording = wordings.find(([pattern]) => pattern.test(text))
    if (wording !== undefined) return wording[1]
  }
  switch (code) {
    case 1008:
      return policy
    case 1002:
      return order
    case 1003:
    case 1007:
    case 1009:
      return unreadable
    case 1013:
      return limit
    case undefined:
      return isRefusal === true ? policy : judgeStatus(status, text)
  }
  return internal
}

function judgeStatus(status: number | undefined, text: string): Verdict {
  if (status === 401 || (status === 403 && /^(?:forbidden)?$/i.test(text))) return auth
  if (status === 429) return limit
  if (status !== undefined && status < 500) return policy
  return internal
}

/** The first line of a text, well-formed, without control characters and at most 200 characters long. */
export function readable(text: string): string {
  const [line = ''] = text.trim().split('\n', 1)
  return (
    line
      // oxlint-disable-next-line no-control-regex -- they would let a server write into terminals and logs
      .replaceAll(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, ' ')
      .slice(0, 200)
      .replaceAll(/\p{Surrogate}/gu, '\ufffd')
      .trim()
  )
}
