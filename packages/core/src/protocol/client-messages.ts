import { configError } from '../errors.ts'

/** The three sockets of the service (PROTOCOL.md §1). */
export type Endpoint = 'speech' | 'transcription' | 'translation'

/** The path of each socket below the base URL. */
export const endpointPaths: Readonly<Record<Endpoint, string>> = {
  speech: 'speech/tts',
  transcription: 'speech/asr',
  translation: 'speech/s2s',
}

/** The first message of a request, in our names (PROTOCOL.md §3.2). Absent fields stay absent on the wire. */
export interface Setup {
  modelName?: string | undefined
  voiceId?: string | undefined
  /** A voice's name; the service looks at it only when `voiceId` is absent. */
  voice?: string | undefined
  inputFormat?: string | undefined
  outputFormat?: string | undefined
  pronunciationId?: string | undefined
  transcriptionModelName?: string | undefined
  speechModelName?: string | undefined
  /** Settings of the endpoint, under their wire names. */
  settings?: Readonly<Record<string, unknown>> | undefined
  clientRequestId?: string | undefined
  /** Whether the service closes the socket after its `end_of_stream`. Its default is true. */
  closeOnEndOfStream?: boolean | undefined
  /** How long the service itself looks for a free worker, in seconds. */
  retryForSeconds?: number | undefined
}

/** Every message a client can send, in our names. */
export type ClientMessage =
  | ({ type: 'setup' } & Setup)
  | { type: 'text'; text: string; clientRequestId?: string | undefined }
  | { type: 'audio'; audio: Uint8Array; clientRequestId?: string | undefined }
  | { type: 'flush'; flushId: number; clientRequestId?: string | undefined }
  | { type: 'end-of-stream'; clientRequestId?: string | undefined }

const setupFields: readonly (readonly [keyof Setup, string])[] = [
  ['modelName', 'model_name'],
  ['voiceId', 'voice_id'],
  ['voice', 'voice'],
  ['inputFormat', 'input_format'],
  ['outputFormat', 'output_format'],
  ['pronunciationId', 'pronunciation_id'],
  ['transcriptionModelName', 'stt_model_name'],
  ['speechModelName', 'tts_model_name'],
  ['clientRequestId', 'client_req_id'],
  ['closeOnEndOfStream', 'close_ws_on_eos'],
  ['retryForSeconds', 'retry_for_s'],
]

/**
 * Writes a setup message. Settings travel as a JSON string, the form that every server accepts. Throws `config` for settings
 * that are no JSON.
 */
export function encodeSetup(setup: Setup): string {
  const wire: Record<string, unknown> = { type: 'setup' }
  for (const [name, wireName] of setupFields) {
    if (setup[name] !== undefined) wire[wireName] = setup[name]
  }
  try {
    if (setup.settings !== undefined && Object.keys(setup.settings).length > 0) {
      wire['json_config'] = JSON.stringify(setup.settings)
    }
    return JSON.stringify(wire)
  } catch {
    throw configError('The settings cannot be written as JSON. Look at extraSettings.')
  }
}

/** What follows the payload of every message of one request. */
export function messageSuffix(clientRequestId: string | undefined): string {
  return clientRequestId === undefined
    ? '}'
    : `,"client_req_id":${JSON.stringify(clientRequestId)}}`
}

/** What precedes the base64 payload of an audio message, in both directions. */
export const audioMessagePrefix = '{"type":"audio","audio":"'

/** Writes a text message. */
export function encodeText(text: string, suffix: string): string {
  return `{"type":"text","text":${JSON.stringify(text)}${suffix}`
}

/** Writes a flush message. */
export function encodeFlush(flushId: number, suffix: string): string {
  return `{"type":"flush","flush_id":${flushId}${suffix}`
}

/** Writes an end of stream. */
export function encodeEndOfStream(suffix: string): string {
  return `{"type":"end_of_stream"${suffix}`
}

/** Checks an id that a client chooses for a request; throws `config`. */
export function checkClientRequestId(id: string): string {
  if (typeof id !== 'string' || id.length === 0 || id.length > 256) {
    throw configError('A clientRequestId is a string of 1 to 256 characters.')
  }
  return id
}
