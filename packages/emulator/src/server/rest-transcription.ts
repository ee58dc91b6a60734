import { parseTranscriptionSetup } from '../wire/setup.ts'
import { WireError } from '../wire/wire-error.ts'
import type { HttpCall, HttpReply } from './http-call.ts'
import { RequestRun } from './request-run.ts'
import { type RestStreamOptions, plainError, requireSpeechKey, restStream } from './rest-stream.ts'
import type { Service } from './service.ts'

const formatOfContentType: ReadonlyMap<string, string> = new Map([
  ['', 'wav'],
  ['audio/wav', 'wav'],
  ['audio/pcm', 'pcm'],
  ['audio/ogg', 'opus'],
  ['audio/opus', 'opus'],
])

const pieceBytes = 64 * 1024
const lineTypes: ReadonlySet<string> = new Set(['text', 'end_text', 'error'])

function isValidJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/** `POST /post/speech/asr` (PROTOCOL.md §9.2). */
export async function postTranscription(service: Service, call: HttpCall): Promise<HttpReply> {
  const record = service.openSession('rest-stt', call.credentials.key)
  const { compatibility } = service.settings
  const body = await call.body()
  const contentType = call.headers['content-type'] ?? ''
  const config = call.query.get('json_config') ?? undefined
  const format =
    call.query.get('input_format') ??
    formatOfContentType.get((contentType.split(';', 1)[0] ?? '').trim().toLowerCase())
  const failed = (text: string): HttpReply => {
    service.violation(record, text)
    return plainError(text)
  }
  if (call.credentials.isValid) {
    if (format === undefined) return failed(`unsupported content type for SST '${contentType}'`)
    if (config !== undefined && !isValidJson(config)) {
      if (!compatibility.isInvalidConfigSilent) return failed('invalid json_config: not valid JSON')
      service.violation(record, 'json_config is not valid JSON')
      return { status: 200, headers: { 'content-type': 'application/x-ndjson' }, body: '' }
    }
  }
  const start = async (): Promise<RequestRun> => {
    const key = requireSpeechKey(call)
    const fields = {
      model_name: call.query.get('model') ?? undefined,
      input_format: format,
      json_config: config,
    }
    const setup = parseTranscriptionSetup(fields, compatibility.isLanguageRequired)
    if (body.length === 0) throw new WireError(1008, 'the audio is empty')
    const run = new RequestRun({ service, record, key, clientRequestId: undefined, setup })
    for (let position = 0; position < body.length; position += pieceBytes) {
      run.push({ type: 'audio', audio: body.subarray(position, position + pieceBytes) })
    }
    run.push({ type: 'end_of_stream' })
    return run
  }
  const write: RestStreamOptions['write'] = ({ data, message }) => {
    const isWritten =
      message === undefined || compatibility.hasExtraRestLines || lineTypes.has(message.type)
    if (!isWritten) return undefined
    return typeof data === 'string' ? `${data}\n` : data
  }
  return restStream({
    service,
    call,
    record,
    isSpeech: false,
    start,
    write,
    contentType: 'application/x-ndjson',
  })
}
