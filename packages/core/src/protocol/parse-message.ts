import { GradiumError } from '../errors.ts'
import { audioMessagePrefix } from './client-messages.ts'
import { isJsonObject } from './json-object.ts'
import type { AudioMessage, ServerMessage, StepMessage, VadHorizon } from './server-messages.ts'

/** Turns strict base64 into bytes; throws on anything else. */
export type DecodeBase64 = (text: string) => Uint8Array

/** Reads the value of a field; undefined when it has the wrong type. */
type Read = (value: unknown, decodeBase64: DecodeBase64) => unknown
/** By their names on the wire. */
type Fields = Readonly<Record<string, readonly [name: string, read: Read, isRequired?: true]>>

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

/** Some servers write it as text. */
function code(value: unknown): number | undefined {
  return number(value) ?? (typeof value === 'string' ? number(Number(value)) : undefined)
}

function id(value: unknown): string | number | undefined {
  return string(value) ?? number(value)
}

const routing: Fields = { client_req_id: ['clientRequestId', string] }
const stream: Fields = { stream_id: ['streamId', number], ...routing }

/** Every message of the service by its type on the wire. */
const messages: Readonly<Record<string, Fields>> = {
  ready: {
    request_id: ['requestId', string, true],
    model_name: ['modelName', string],
    model_ext: ['resolvedModelName', string],
    sample_rate: ['sampleRateHz', number],
    frame_size: ['frameSize', number],
    delay_in_frames: ['delayInFrames', number],
    delay_in_tokens: ['delayInFrames', number],
    residency: ['residency', string],
    audio_stream_names: ['audioStreamNames', strings],
    text_stream_names: ['textStreamNames', strings],
    ...routing,
  },
  audio: {
    audio: ['audio', decoded, true],
    start_s: ['startSeconds', number, true],
    stop_s: ['endSeconds', number, true],
    ...stream,
  },
  text: {
    text: ['text', string, true],
    start_s: ['startSeconds', number, true],
    stop_s: ['endSeconds', number],
    ...stream,
  },
  end_text: { stop_s: ['endSeconds', number, true], ...stream },
  step: {
    vad: ['vad', horizons, true],
    step_idx: ['stepIndex', number, true],
    step_duration_s: ['stepDurationSeconds', number, true],
    total_duration_s: ['totalDurationSeconds', number, true],
    ...routing,
  },
  flushed: { flush_id: ['flushId', id, true], ...routing },
  end_of_stream: routing,
  error: {
    message: ['message', string],
    code: ['errorCode', code],
    ...routing,
  },
}

const vocabulary = new Map(
  Object.entries(messages).map(([wireType, fields]) => [
    wireType,
    { type: wireType.replaceAll('_', '-'), fields: new Map(Object.entries(fields)) },
  ]),
)
// An older name of the same.
vocabulary.set('vad', vocabulary.get('step')!)
const unknown = { type: 'unknown', fields: new Map(Object.entries(routing)) }

/** Whose a message is that breaks the protocol otherwise; undefined when it does not say. */
export function clientRequestIdOf(text: string): string | undefined {
  try {
    const raw: unknown = JSON.parse(text)
    return isJsonObject(raw) ? string(raw['client_req_id']) : undefined
  } catch {
    return undefined
  }
}

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

interface AudioTail {
  start_s: number
  stop_s: number
  stream_id: number
  client_req_id?: string
}

const comma = 44

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
    tail = JSON.parse(`{${json.slice(end + 2)}`)
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
  const isRouted = clientRequestId !== undefined
  if (isRouted && typeof clientRequestId !== 'string') return undefined
  if (Object.keys(tail).length !== (isRouted ? 4 : 3)) return undefined
  return clientRequestId === undefined
    ? { type: 'audio', audio, startSeconds, endSeconds, streamId }
    : { type: 'audio', audio, startSeconds, endSeconds, streamId, clientRequestId }
}

/** Reads a message of any form with `JSON.parse`. */
export function parseAnyMessage(json: string, decodeBase64: DecodeBase64): ServerMessage {
  const raw = parseObject(json)
  const step = raw['type'] === 'step' ? parseStep(raw) : undefined
  if (step !== undefined) return step
  const { type: wireType } = raw
  if (typeof wireType !== 'string') throw protocolError('a message without a type')
  const { type, fields } = vocabulary.get(wireType) ?? unknown
  const message: Record<string, unknown> = { type }
  if (type === 'unknown') message['wireType'] = wireType.slice(0, 256)
  const extra: [string, unknown][] = []
  for (const key of Object.keys(raw)) {
    if (key === 'type') continue
    const value = raw[key]
    const known = fields.get(key)
    if (known === undefined) extra.push([key, value])
    else if (value !== null) {
      const [field, read] = known
      const result = read(value, decodeBase64)
      if (result === undefined)
        throw protocolError(`a message of type "${type}" whose ${key} has the wrong type`)
      message[field] = result
    }
  }
  for (const [key, [field, , isRequired]] of fields) {
    if (isRequired && message[field] === undefined)
      throw protocolError(`a message of type "${type}" without ${key}`)
  }
  if (extra.length > 0) message['extra'] = Object.fromEntries(extra)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the table has checked it field by field
  return message as unknown as ServerMessage
}

/** A step in its usual form: they come 12.5 times a second. Undefined for any other. */
function parseStep(raw: Readonly<Record<string, unknown>>): StepMessage | undefined {
  const vad = horizons(raw['vad'])
  const stepIndex = number(raw['step_idx'])
  const stepDurationSeconds = number(raw['step_duration_s'])
  const totalDurationSeconds = number(raw['total_duration_s'])
  const isWhole = vad !== undefined && stepIndex !== undefined && stepDurationSeconds !== undefined
  if (!isWhole || totalDurationSeconds === undefined || Object.keys(raw).length !== 5)
    return undefined
  return { type: 'step', vad, stepIndex, stepDurationSeconds, totalDurationSeconds }
}

function parseObject(json: string): Readonly<Record<string, unknown>> {
  let raw: unknown
  try {
    raw = JSON.parse(json)
  } catch {
    throw protocolError('a message that is not JSON')
  }
  if (!isJsonObject(raw)) throw protocolError('a message that is not a JSON object')
  return raw
}

function strings(value: unknown): unknown {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined
}

function decoded(value: unknown, decodeBase64: DecodeBase64): unknown {
  if (typeof value !== 'string') return undefined
  try {
    return decodeBase64(value)
  } catch {
    throw protocolError('an audio message that is not valid base64')
  }
}

function horizons(value: unknown): VadHorizon[] | undefined {
  if (!Array.isArray(value)) return undefined
  const reports = value.map((item: Record<string, unknown> | null) => ({
    horizonSeconds: item?.['horizon_s'],
    inactivityProbability: item?.['inactivity_prob'],
  }))
  return reports.every(isHorizon) ? reports : undefined
}

function isHorizon(horizon: Record<keyof VadHorizon, unknown>): horizon is VadHorizon {
  return (
    typeof horizon.horizonSeconds === 'number' && typeof horizon.inactivityProbability === 'number'
  )
}
