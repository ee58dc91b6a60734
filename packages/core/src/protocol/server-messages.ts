import { GradiumError } from '../errors.ts'

/** The request a message belongs to, on a socket that carries several. */
interface Routed {
  clientRequestId?: string
  /** Fields that this version does not know, under their wire names. */
  extra?: Record<string, unknown>
}

/** The service has accepted the setup. */
export interface ReadyMessage extends Routed {
  type: 'ready'
  requestId: string
  modelName?: string
  /** The model that the alias stands for. */
  resolvedModelName?: string
  /** Output rate of speech and translation; the service's own clock for transcription. */
  sampleRateHz?: number
  /** Samples of one 80 ms frame. */
  frameSize?: number
  /** Transcription only: how many 80 ms frames text lags behind the audio. */
  delayInFrames?: number
  residency?: string
  audioStreamNames?: string[]
  textStreamNames?: string[]
}

/** A piece of synthesised audio. Times are seconds on the timeline of this request. */
export interface AudioMessage extends Routed {
  type: 'audio'
  audio: Uint8Array
  startSeconds: number
  endSeconds: number
  streamId?: number
}

/** A spoken word (speech, translation: with an end) or a transcribed piece (without one). */
export interface TextMessage extends Routed {
  type: 'text'
  text: string
  startSeconds: number
  endSeconds?: number
  streamId?: number
}

/** The end of the last transcribed piece of a stream. */
export interface EndTextMessage extends Routed {
  type: 'end-text'
  endSeconds: number
  streamId?: number
}

/** The probability that nobody will speak for the next `horizonSeconds`. */
export interface VadHorizon {
  horizonSeconds: number
  inactivityProbability: number
}

/** The voice activity report for 80 ms of audio. */
export interface StepMessage extends Routed {
  type: 'step'
  vad: VadHorizon[]
  stepIndex: number
  stepDurationSeconds: number
  /** Audio that the service has taken in so far. */
  totalDurationSeconds: number
}

export interface FlushedMessage extends Routed {
  type: 'flushed'
  /** As it was sent; some servers answer a number with a string. */
  flushId: number | string
}

export interface EndOfStreamMessage extends Routed {
  type: 'end-of-stream'
}

export interface ErrorMessage extends Routed {
  type: 'error'
  message: string
  errorCode?: number
}

/** A message of a type that this version does not know. Never an error. */
export interface UnknownMessage extends Routed {
  type: 'unknown'
  /** The type on the wire. */
  wireType: string
}

export type ServerMessage =
  | ReadyMessage
  | AudioMessage
  | TextMessage
  | EndTextMessage
  | StepMessage
  | FlushedMessage
  | EndOfStreamMessage
  | ErrorMessage
  | UnknownMessage

/** Turns strict base64 into bytes; throws on anything else. */
export type DecodeBase64 = (text: string) => Uint8Array

type Kind = 'string' | 'number' | 'strings' | 'audio' | 'vad' | 'id'
type Field = readonly [name: string, kind: Kind, isRequired?: true]
type Fields = ReadonlyMap<string, Field>

const routing: [string, Field][] = [['client_req_id', ['clientRequestId', 'string']]]
const times: [string, Field][] = [['stream_id', ['streamId', 'number']], ...routing]

function message(
  type: ServerMessage['type'],
  fields: [string, Field][],
): [ServerMessage['type'], Fields] {
  return [type, new Map(fields)]
}

const messages = new Map<string, [ServerMessage['type'], Fields]>([
  [
    'ready',
    message('ready', [
      ['request_id', ['requestId', 'string', true]],
      ['model_name', ['modelName', 'string']],
      ['model_ext', ['resolvedModelName', 'string']],
      ['sample_rate', ['sampleRateHz', 'number']],
      ['frame_size', ['frameSize', 'number']],
      ['delay_in_frames', ['delayInFrames', 'number']],
      ['delay_in_tokens', ['delayInFrames', 'number']],
      ['residency', ['residency', 'string']],
      ['audio_stream_names', ['audioStreamNames', 'strings']],
      ['text_stream_names', ['textStreamNames', 'strings']],
      ...routing,
    ]),
  ],
  [
    'audio',
    message('audio', [
      ['audio', ['audio', 'audio', true]],
      ['start_s', ['startSeconds', 'number', true]],
      ['stop_s', ['endSeconds', 'number', true]],
      ...times,
    ]),
  ],
  [
    'text',
    message('text', [
      ['text', ['text', 'string', true]],
      ['start_s', ['startSeconds', 'number', true]],
      ['stop_s', ['endSeconds', 'number']],
      ...times,
    ]),
  ],
  ['end_text', message('end-text', [['stop_s', ['endSeconds', 'number', true]], ...times])],
  [
    'step',
    message('step', [
      ['vad', ['vad', 'vad', true]],
      ['step_idx', ['stepIndex', 'number', true]],
      ['step_duration_s', ['stepDurationSeconds', 'number', true]],
      ['total_duration_s', ['totalDurationSeconds', 'number', true]],
      ...routing,
    ]),
  ],
  ['flushed', message('flushed', [['flush_id', ['flushId', 'id', true]], ...routing])],
  ['end_of_stream', message('end-of-stream', routing)],
  [
    'error',
    message('error', [
      ['message', ['message', 'string', true]],
      ['code', ['errorCode', 'number']],
      ...routing,
    ]),
  ],
])
messages.set('vad', messages.get('step') as [ServerMessage['type'], Fields])

/** The error for a message that breaks the protocol. */
export function protocolError(what: string): GradiumError {
  return new GradiumError('protocol', `The service sent ${what}.`, { phase: 'stream' })
}

/**
 * Reads one message of the service from JSON text into a fresh object. Unknown types become `unknown` messages, unknown
 * fields are kept in `extra`, and `null` counts as absent. Throws `protocol` for anything that is not a message.
 */
export function parseServerMessage(json: string, decodeBase64: DecodeBase64): ServerMessage {
  return parseAudioFrame(json, decodeBase64) ?? parseAnyMessage(json, decodeBase64)
}

const audioPrefix = '{"type":"audio","audio":"'

/**
 * Reads the common form of an audio message without handing its payload to `JSON.parse`. Returns undefined for every
 * other form, so that correctness never rests on it: both paths give the same for every frame.
 */
export function parseAudioFrame(
  json: string,
  decodeBase64: DecodeBase64,
): AudioMessage | undefined {
  if (!json.startsWith(audioPrefix)) return undefined
  const end = json.indexOf('"', audioPrefix.length)
  if (end < 0 || json.charCodeAt(end + 1) !== 44) return undefined
  const payload = json.slice(audioPrefix.length, end)
  if (payload.includes('\\')) return undefined
  const tail = parseObject(`{${json.slice(end + 2)}`)
  if ('type' in tail || 'audio' in tail) return undefined
  return readFields('audio', messages.get('audio')![1], tail, decodeBase64, payload) as AudioMessage
}

/** Reads a message of any form with `JSON.parse`. */
export function parseAnyMessage(json: string, decodeBase64: DecodeBase64): ServerMessage {
  const raw = parseObject(json)
  const type = raw['type']
  if (typeof type !== 'string') throw protocolError('a message without a type')
  const known = messages.get(type)
  if (known !== undefined) return readFields(known[0], known[1], raw, decodeBase64)
  const unknown = readFields('unknown', unknownFields, raw, decodeBase64) as UnknownMessage
  unknown.wireType = type.slice(0, 256)
  return unknown
}

const unknownFields: Fields = new Map(routing)

function parseObject(json: string): Record<string, unknown> {
  let raw: unknown
  try {
    raw = JSON.parse(json)
  } catch {
    throw protocolError('a message that is not JSON')
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw protocolError('a message that is not a JSON object')
  }
  return raw as Record<string, unknown>
}

function readFields(
  type: ServerMessage['type'],
  fields: Fields,
  raw: Record<string, unknown>,
  decodeBase64: DecodeBase64,
  audio?: string,
): ServerMessage {
  const result: Record<string, unknown> = { type }
  if (audio !== undefined) result['audio'] = readAudio(audio, decodeBase64)
  let extra: [string, unknown][] | undefined
  for (const key of Object.keys(raw)) {
    if (key === 'type') continue
    const value = raw[key]
    const field = fields.get(key)
    if (field === undefined) (extra ??= []).push([key, value])
    else if (value !== null) result[field[0]] = readValue(type, key, field[1], value, decodeBase64)
  }
  for (const [key, [name, , isRequired]] of fields) {
    if (isRequired && result[name] === undefined) {
      throw protocolError(`a message of type "${type}" without ${key}`)
    }
  }
  if (extra !== undefined) result['extra'] = Object.fromEntries(extra)
  return result as unknown as ServerMessage
}

function readValue(
  type: string,
  key: string,
  kind: Kind,
  value: unknown,
  decodeBase64: DecodeBase64,
): unknown {
  switch (kind) {
    case 'string':
      if (typeof value === 'string') return value
      break
    case 'number':
      if (Number.isFinite(value)) return value
      break
    case 'id':
      if (typeof value === 'string' || typeof value === 'number') return value
      break
    case 'strings':
      if (Array.isArray(value)) return value.filter((item) => typeof item === 'string')
      break
    case 'audio':
      if (typeof value === 'string') return readAudio(value, decodeBase64)
      break
    case 'vad':
      if (Array.isArray(value)) return value.map(readHorizon)
  }
  throw protocolError(`a message of type "${type}" whose ${key} has the wrong type`)
}

function readAudio(text: string, decodeBase64: DecodeBase64): Uint8Array {
  try {
    return decodeBase64(text)
  } catch {
    throw protocolError('an audio message that is not valid base64')
  }
}

function readHorizon(value: unknown): VadHorizon {
  const { horizon_s: horizonSeconds, inactivity_prob: inactivityProbability } = (value ??
    {}) as Record<string, unknown>
  if (typeof horizonSeconds !== 'number' || typeof inactivityProbability !== 'number') {
    throw protocolError('a voice activity report without horizon_s or inactivity_prob')
  }
  return { horizonSeconds, inactivityProbability }
}
