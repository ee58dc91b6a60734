import { decodeBase64 } from '../wire/base64.ts'
import type { AudioFormat } from '../wire/audio-format.ts'
import { type JsonObject, booleanField, isJsonObject, stringField } from '../wire/json-fields.ts'
import { parseSpeechSetup } from '../wire/setup.ts'
import type { HttpCall, HttpReply } from './http-call.ts'
import { RequestRun, type RunOutput } from './request-run.ts'
import { plainError, requireSpeechKey, restStream } from './rest-stream.ts'
import type { Service } from './service.ts'

const contentTypes = {
  wav: 'audio/wav',
  opus: 'audio/ogg',
  pcm: 'audio/pcm',
  mulaw: 'audio/basic',
  alaw: 'audio/x-alaw-basic',
} satisfies Record<AudioFormat['encoding'], string>

function readFields(body: Uint8Array): JsonObject | undefined {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body))
    return isJsonObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function line(output: Extract<RunOutput, { kind: 'data' }>): string | Uint8Array {
  return typeof output.data === 'string' ? `${output.data}\n` : output.data
}

/** Raw sound alone. A failure leaves no trace in it but the missing end (PROTOCOL.md §9.1). */
function sound(output: Extract<RunOutput, { kind: 'data' }>): Uint8Array | undefined {
  const { message } = output
  return message?.type === 'audio' ? decodeBase64(message.audio) : undefined
}

/** `POST /post/speech/tts` (PROTOCOL.md §9.1). */
export async function postSpeech(service: Service, call: HttpCall): Promise<HttpReply> {
  const record = service.openSession('rest-tts', call.credentials.key)
  const fields = readFields(await call.body())
  const failed = (text: string): HttpReply => {
    service.violation(record, text)
    return plainError(text)
  }
  if (call.credentials.isValid) {
    if (fields === undefined) return failed('invalid request body: expected a JSON object')
    for (const name of ['text', 'voice_id', 'output_format']) {
      if (typeof fields[name] !== 'string') return failed(`missing field '${name}'`)
    }
  }
  const config = fields?.['json_config'] ?? call.query.get('json_config') ?? undefined
  let format: AudioFormat | undefined
  let isRaw = false
  const start = async (): Promise<RequestRun> => {
    const key = requireSpeechKey(call)
    const known = { ...fields, json_config: config, pronunciation_id: undefined }
    const setup = parseSpeechSetup(known)
    format = setup.output
    isRaw = booleanField(known, 'only_audio') ?? false
    const run = new RequestRun({ service, record, key, clientRequestId: undefined, setup })
    run.push({ type: 'text', text: stringField(known, 'text') ?? '' })
    run.push({ type: 'end_of_stream' })
    return run
  }
  const reply = await restStream({
    service,
    call,
    record,
    isSpeech: true,
    start,
    write: (output) => (isRaw ? sound(output) : line(output)),
    contentType: 'application/x-ndjson',
  })
  if (isRaw && reply.status === 200 && format !== undefined) {
    return { ...reply, headers: { 'content-type': contentTypes[format.encoding] } }
  }
  return reply
}
