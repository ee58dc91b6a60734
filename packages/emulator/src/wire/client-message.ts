import { AudioError } from '@gradium-kit/audio'
import { decodeBase64 } from './base64.ts'
import { type JsonObject, isJsonObject, stringField } from './json-fields.ts'
import { WireError, policyViolation } from './wire-error.ts'

/** A flush id comes back exactly as it was sent, whatever its JSON type (PROTOCOL.md §11). */
export type FlushId = string | number | boolean | object

/** A frame from the client whose envelope is understood; its content is checked when it is used. */
export interface ClientFrame {
  type: string
  clientRequestId: string | undefined
  fields: JsonObject
}

/** What a request takes in after its setup. */
export type ClientInput =
  | { type: 'text'; text: string }
  | { type: 'audio'; audio: Uint8Array }
  | { type: 'flush'; flushId: FlushId }
  | { type: 'end_of_stream' }

/**
 * Reads one text frame (PROTOCOL.md §3): a JSON object with `type` anywhere in it.
 * @throws WireError 1008 for anything else.
 */
export function parseClientFrame(text: string): ClientFrame {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw new WireError(policyViolation, 'invalid message: not valid JSON')
  }
  if (!isJsonObject(parsed)) {
    throw new WireError(policyViolation, 'invalid message: expected a JSON object')
  }
  const type = stringField(parsed, 'type')
  if (type === undefined) {
    throw new WireError(policyViolation, "invalid message: missing field 'type'")
  }
  return { type, clientRequestId: stringField(parsed, 'client_req_id'), fields: parsed }
}

function audioInput(fields: JsonObject): ClientInput {
  const audio = stringField(fields, 'audio')
  if (audio === undefined) throw missing('audio')
  try {
    return { type: 'audio', audio: decodeBase64(audio) }
  } catch (error) {
    if (!(error instanceof AudioError)) throw error
    throw new WireError(policyViolation, "invalid field 'audio': not valid base64")
  }
}

function flushId(fields: JsonObject): FlushId {
  const value = fields['flush_id']
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value
    default:
      if (typeof value !== 'object' || value === null) throw missing('flush_id')
      return value
  }
}

function missing(name: string): WireError {
  return new WireError(policyViolation, `invalid message: missing field '${name}'`)
}

/**
 * Reads the content of a frame that belongs to a running request.
 * @throws WireError 1008 for a type not in `accepted` and for missing or malformed fields.
 */
export function parseClientInput(frame: ClientFrame, accepted: ReadonlySet<string>): ClientInput {
  if (!accepted.has(frame.type)) {
    throw new WireError(policyViolation, `unknown message type '${frame.type.slice(0, 40)}'`)
  }
  switch (frame.type) {
    case 'text': {
      const text = stringField(frame.fields, 'text')
      if (text === undefined) throw missing('text')
      return { type: 'text', text }
    }
    case 'audio':
      return audioInput(frame.fields)
    case 'flush':
      return { type: 'flush', flushId: flushId(frame.fields) }
    default:
      return { type: 'end_of_stream' }
  }
}
