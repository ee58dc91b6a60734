import { GradiumError, abortedError, withDetails } from '../errors.ts'
import type { AudioFormat } from '../protocol/formats.ts'
import { encodeTranscriptionSettings, type TranscriptionSettings } from '../protocol/settings.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'
import { request } from '../transport/http.ts'
import { readMessages } from '../transport/json-lines.ts'
import type { Service } from '../transport/service.ts'
import { Segments, type Transcript } from './segments.ts'
import { prepareUpload, type AudioSource } from './upload.ts'

/** Options of `transcription.transcribe`. */
export interface TranscribeOptions extends TranscriptionSettings {
  /** What the audio is. WAV and Ogg Opus are recognised; raw samples must be named. */
  format?: AudioFormat | undefined
  /** Model alias. Default `default`. */
  model?: string | undefined
  /** Ends the operation with an `aborted` error. */
  signal?: AbortSignal | undefined
}

/** Bytes of ten seconds of the slowest format, for which the service gets another second to begin its answer. */
const bytesPerExtraSecond = 80_000

/** Transcribes a recording over HTTP (PROTOCOL.md §9.2). */
export async function transcribe(
  service: Service,
  audio: AudioSource,
  options: TranscribeOptions,
): Promise<Transcript> {
  const { model = 'default', signal } = options
  const settings = encodeTranscriptionSettings(options)
  const hasSettings = Object.keys(settings).length > 0
  if (signal?.aborted === true) throw abortedError('config')
  // Before the source is touched: without a key it would be read for nothing.
  service.credentials.apiKey()
  const upload = await prepareUpload(audio, options.format, signal)
  const { format, mediaType, body, byteLength } = upload
  const { headersMs } = service.timeouts
  const segments = new Segments()
  const found: { requestId?: string; durationSeconds?: number } = {}
  function take(message: ServerMessage): void {
    switch (message.type) {
      case 'text':
        segments.start(message.text, message.startSeconds, message.streamId ?? 0)
        break
      case 'end-text':
        segments.end(message.endSeconds, message.streamId ?? 0)
        break
      case 'ready':
        found.requestId = message.requestId
        break
      case 'step':
        found.durationSeconds = message.totalDurationSeconds
        break
      default:
    }
  }
  try {
    await request(
      service,
      {
        method: 'POST',
        path: 'post/speech/asr',
        query: {
          model,
          input_format: format,
          json_config: hasSettings ? JSON.stringify(settings) : undefined,
        },
        body,
        contentType:
          mediaType === 'audio/wav' || mediaType === 'audio/ogg' ? mediaType : 'audio/pcm',
        signal,
        headersMs:
          byteLength === undefined
            ? Infinity
            : headersMs + (byteLength / bytesPerExtraSecond) * 1_000,
        canRepeat: () => segments.all.length === 0 && !(body instanceof ReadableStream),
      },
      (response, touch) => readMessages(service, response, touch, take),
    )
  } catch (error) {
    const reason = upload.sourceFailure() ?? error
    if (!GradiumError.is(reason)) throw reason
    throw withDetails(reason, { partial: segments.transcript(found) })
  }
  const warnings =
    segments.all.length === 0 && hasSettings
      ? [
          'The transcript is empty. The service is known to answer so to settings that it does not accept.',
        ]
      : []
  return segments.transcript({ ...found, warnings })
}
