import type { FaultMoment } from '@gradium-kit/emulator'
import type { Strike, Variant } from './check-cell.ts'
import type { Rewrite } from './rewriter.ts'
import { inSession } from './rules.ts'

const onSocket = ['speech', 'transcription', 'multiplexed'] as const
const speaking = ['speech', 'multiplexed', 'restSpeech'] as const
const listening = ['transcription', 'restTranscription'] as const

type Fields = Record<string, unknown>
type Answers = readonly (string | Uint8Array)[]

/**
 * Says something else in place of the results of the first request or of all, from the place of the strike on. The first
 * request of the first connection is the one that faults are aimed at.
 */
function rewritten(
  name: string,
  say: (message: Fields, text: string, place: number) => Answers,
  details: Partial<Variant> = {},
): Variant {
  const stage = ({ api, moment, isLasting }: Strike): { rewrite: Rewrite } => {
    const first = moment === 'start' ? 0 : 3
    const places = new Map<number, number>()
    return {
      rewrite: (text, _index, connection) => {
        const message = JSON.parse(text) as Fields
        const isAimed = api !== 'multiplexed' || message['client_req_id'] === 'r1'
        const isStruck = isAimed && (connection === 0 || (isLasting && api !== 'multiplexed'))
        if (message['type'] === 'ready' || !isStruck) return [text]
        const place = places.get(connection) ?? 0
        places.set(connection, place + 1)
        return place < first ? [text] : say(message, text, place - first)
      },
    }
  }
  return { name, stage, ...details }
}

const isResult = ({ type }: Fields): boolean => type === 'audio' || type === 'text'

/** One field of the results is missing or wrong. */
function without(field: string, value?: unknown, details: Partial<Variant> = {}): Variant {
  const say = (message: Fields, text: string): Answers =>
    field in message && isResult(message)
      ? [JSON.stringify({ ...message, [field]: value })]
      : [text]
  return rewritten(`${field} ${JSON.stringify(value)}`, say, details)
}

const cutHere = (_message: Fields, text: string, place: number): Answers =>
  place === 0 ? [Buffer.from(text.slice(0, text.length / 2))] : []

const nothingMore = (): Answers => []
const asJunk = (_message: Fields, text: string): Answers => [text.slice(0, -1)]
const large = JSON.stringify({ type: 'large', padding: 'x'.repeat(40_000) })
const limit = { client: { maxMessageBytes: 32_768 } }

function oversized(details: Partial<Variant>): Variant {
  const made = rewritten('too large', (_message, text) => [large, text], details)
  return { ...made, stage: (strike) => ({ ...made.stage?.(strike), ...limit }) }
}

/** `ready` twice, results for nobody, and more of everything after the end. */
const twice: Rewrite = (text) => {
  const message = JSON.parse(text) as Fields
  const stray = { ...message, client_req_id: 'nobody' }
  if (message['type'] === 'ready') return [text, text]
  if (message['type'] === 'end_of_stream') return [text, text, JSON.stringify(stray)]
  return message['client_req_id'] === undefined ? [text] : [JSON.stringify(stray), text]
}

const strange = JSON.stringify({ type: 'hint', urgency: 1 })
const tooLong = 'Session exceeded maximum duration of 300 seconds'
const atToken = { apis: ['token'] as const }
const atEnd: FaultMoment = 'end'

/** What the service or the network can do to a session that runs. */
export const whileStreamingVariants: Readonly<Record<string, readonly Variant[]>> = {
  F16: [
    // A reset takes along what an answer over HTTP has not sent yet, which may be all of it.
    inSession({ kind: 'reset' }, undefined, { apis: onSocket }),
    inSession({ kind: 'fin' }),
  ],
  F17: [inSession({ kind: 'deaf' })],
  F18: [inSession({ kind: 'error', code: 1011, message: 'Internal server error' })],
  F19: [
    inSession({ kind: 'error', code: 1008, message: 'API key is revoked or expired' }),
    inSession({ kind: 'error', code: 1008, message: 'Unsupported request' }),
  ],
  F20: [
    inSession({ kind: 'close', code: 1001 }, undefined, { codes: ['internal'] }),
    inSession({ kind: 'close', code: 1012 }, undefined, { codes: ['internal'] }),
    inSession({ kind: 'close', code: 1013 }, undefined, { codes: ['limit'] }),
  ],
  F21: [
    inSession({ kind: 'close', code: 1000 }, undefined, { apis: onSocket }),
    rewritten('the end is missing', nothingMore, { apis: ['restSpeech'] }),
    rewritten('a line is cut', cutHere, { apis: ['restSpeech', 'restTranscription'] }),
  ],
  F22: [inSession({ kind: 'error', code: 1008, message: tooLong })],
  F23: [inSession({ kind: 'stall' })],
  F26: [
    inSession({ kind: 'malformed-json' }, undefined, { apis: [...onSocket, ...speaking] }),
    inSession({ kind: 'malformed-json' }, undefined, { apis: ['restTranscription'] }),
    rewritten('junk', asJunk, atToken),
  ],
  F27: [
    inSession({ kind: 'unknown-type' }, undefined, {
      apis: [...onSocket, 'restSpeech', 'restTranscription'],
    }),
    inSession({ kind: 'extra-fields' }, undefined, {
      apis: [...onSocket, 'restSpeech', 'restTranscription'],
    }),
    rewritten(
      'more fields',
      (message) => [JSON.stringify({ ...message, more: [1, null] })],
      atToken,
    ),
  ],
  F28: [
    without('audio', undefined, { apis: speaking }),
    without('audio', 5, { apis: speaking }),
    without('text', undefined, { apis: listening }),
    without('start_s', 'soon', { apis: listening }),
    rewritten('no token', () => ['{"expires_at":"soon"}'], atToken),
    rewritten('an odd token', () => ['{"token":5}'], atToken),
  ],
  F29: [inSession({ kind: 'binary' })],
  F30: [oversized({ apis: [...onSocket, 'restSpeech', 'restTranscription', 'token'] })],
  F31: [inSession({ kind: 'bad-base64' })],
  F32: [{ name: 'twice and for nobody', stage: () => ({ rewrite: twice }) }],
  F33: [
    {
      name: 'a word after the answer',
      stage: () => ({ emulator: { compatibility: { isTextAfterFlushed: true } } }),
      run: { hasFlush: true },
    },
  ],
  F34: [
    {
      name: 'need_more_text',
      apis: ['speech', 'multiplexed'],
      stage: () => ({ emulator: { compatibility: { hasNeedMoreText: true } } }),
    },
    rewritten('a hint', (_message, text) => [strange, text], { apis: speaking }),
  ],
  F35: [inSession({ kind: 'stall' }, atEnd)],
}
