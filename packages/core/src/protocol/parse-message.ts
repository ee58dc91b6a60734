import { GradiumError } from '../errors.ts'
import { audioMessagePrefix } from './client-messages.ts'
import type { AudioMessage, ServerMessage, UnknownMessage, VadHorizon } from './server-messages.ts'

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

/**
 * Reads the common form of an audio message without handing its payload to `JSON.parse`. Returns undefined for every other
 * form, so that correctness never rests on it: where it answers, it answers as {@link parseAnyMessage} would.
 */
export function parseAudioFrame(
  json: string,
  decodeBase64: DecodeBase64,
): AudioMessage | undefined {
  if (!json.startsWith(audioMessagePrefix)) return undefined
  const end = json.indexOf('"', audioMessagePrefix.length)
  if (json.charCodeAt(end + 1) !== comma) return undefined
  let tail: AudioTail
  let audio: Uint8Array
  try {
    tail = JSON.parse(`{${json.slice(end + 2)}`) as AudioTail
    audio = decodeBase64(json.slice(audioMessagePrefix.length, end))
  } catch {
    return undefined
  }
  const {
    start_s: startSeconds,
    stop_s: endSeconds,
    stream_id: streamId,
    client_req_id: clientRequestId,
  } = tail
  if (!Number.isFinite(startSeconds) || !Number.isFinite(endSeconds) || !Number.isFinite(streamId))
    return undefined
  let fields = 3
  if (clientRequestId !== undefined) {
    if (typeof clientRequestId !== 'string') return undefined
    fields = 4
  }
  for (const _key in tail) fields -= 1
  if (fields !== 0) return undefined
  return clientRequestId === undefined
    ? { type: 'audio', audio, startSeconds, endSeconds, streamId }
    : { type: 'audio', audio, startSeconds, endSeconds, streamId, clientRequestId }
}

interface AudioTail {
  start_s: number
  stop_s: number
  stream_id: number
  client_req_id?: string
}

const comma = 44

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
): ServerMessage {
  const result: Record<string, unknown> = { type }
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
