import { WavReader, detectContainer, wavHeader, withTrueWavSizes } from '@gradium-kit/audio'
import { GradiumError, checkOptions, configError, withDetails } from '../errors.ts'
import { formatInfo, type AudioFormat, type FormatInfo } from '../protocol/formats.ts'
import { concatBytes } from '../protocol/lines.ts'
import { protocolError } from '../protocol/parse-message.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'
import { Spoken, type Word } from '../session/spoken.ts'
import { cleanText } from '../text/clean-text.ts'
import { chunksOf } from '../transport/chunks.ts'
import { readMessages, truncatedError } from '../transport/json-lines.ts'
import { request } from '../transport/http.ts'
import type { Service } from '../transport/service.ts'
import { speechSetup, type SpeechOptions } from './speech-options.ts'

/** Options of `speech.generate`. */
export interface GenerateOptions extends Omit<SpeechOptions, 'voice'> {
  /** The whole text. */
  text: string
  /** A voice's id, from `voices.list()` or your own. This call has no default voice. */
  voiceId: string
  /** Default `wav`: 48 kHz, 16 bit, mono. */
  format?: AudioFormat | undefined
  /**
   * Asks for bare audio instead of messages: a little less to transfer, but no words, and a cut answer looks like a whole
   * one. Default false.
   */
  rawAudio?: boolean | undefined
  /**
   * Whether the answer must close with the service's end marker. Default true; the live service is assumed to send one
   * (PROTOCOL.md §12, A8).
   */
  requiresEndMarker?: boolean | undefined
}

/** A finished synthesis. */
export interface SpeechResult {
  /** The audio in the format asked for. A WAV has its true sizes. */
  audio: Uint8Array
  format: AudioFormat
  /** For HTTP and `Blob`s, such as `audio/wav`. */
  mediaType: string
  sampleRateHz: number
  words: Word[]
  durationSeconds: number
  /** The service's id of the request, for support. Undefined for raw audio and for empty text. */
  requestId: string | undefined
  /** Whether the service said that the audio is complete; false for raw audio, which cannot tell. */
  isVerified: boolean
}

/** Synthesises a whole text over HTTP (PROTOCOL.md §9.1). */
export async function generate(service: Service, options: GenerateOptions): Promise<SpeechResult> {
  checkOptions('speech.generate', options)
  const { text, format = 'wav', rawAudio = false, requiresEndMarker = true, signal } = options
  if (typeof text !== 'string') throw configError('text is a string.')
  if (options.voiceId === undefined) {
    throw configError('speech.generate needs a voiceId: take one from voices.list().')
  }
  const setup = speechSetup(options, format)
  const gathering = new Gathering(formatInfo(format, 'output'))
  if (text.trim() === '') return gathering.result(true)
  const body = JSON.stringify({
    text: cleanText(text),
    voice_id: setup.voiceId,
    output_format: setup.outputFormat,
    model_name: setup.modelName,
    pronunciation_id: setup.pronunciationId,
    json_config:
      Object.keys(setup.settings ?? {}).length > 0 ? JSON.stringify(setup.settings) : undefined,
    only_audio: rawAudio,
  })
  const call = {
    method: 'POST',
    path: 'post/speech/tts',
    body,
    contentType: 'application/json',
    signal,
    canRepeat: () => gathering.isEmpty,
  } as const
  try {
    await request(service, call, async (response, touch) => {
      if (rawAudio) await gathering.readRaw(response, touch)
      else {
        await readMessages(service, response, touch, (message) => gathering.take(message))
        if (requiresEndMarker && !gathering.hasEnded) throw truncatedError()
      }
    })
    const result = gathering.result(gathering.hasEnded)
    if (format === 'wav' && detectContainer(result.audio) !== 'wav')
      throw protocolError('audio that is not the WAV asked for')
    return result
  } catch (error) {
    const partial = gathering.result(false)
    throw GradiumError.is(error)
      ? withDetails(error, { requestId: partial.requestId, partial })
      : error
  }
}

/** The pieces of an answer, and the result they make so far. */
class Gathering {
  readonly #format: FormatInfo
  readonly #pieces: Uint8Array[] = []
  readonly #spoken = new Spoken()
  hasEnded = false

  constructor(format: FormatInfo) {
    this.#format = format
  }

  /** Whether nothing has come that was paid for. */
  get isEmpty(): boolean {
    return this.#pieces.length === 0 && this.#spoken.words.length === 0
  }

  take(message: ServerMessage): void {
    if (message.type === 'end-of-stream') this.hasEnded = true
    const event = this.#spoken.take(message)
    if (event.type === 'audio') this.#pieces.push(event.audio)
  }

  async readRaw(response: Response, touch: () => void): Promise<void> {
    for await (const chunk of chunksOf(response.body)) {
      touch()
      this.#pieces.push(chunk)
    }
    const { bytesPerSample, sampleRateHz, encoding } = this.#format
    const reader = encoding === 'wav' ? new WavReader() : undefined
    let bytes = 0
    for (const piece of this.#pieces) bytes += (reader?.push(piece) ?? piece).length
    const bytesPerSecond = (reader === undefined ? bytesPerSample : 2) * sampleRateHz
    if (bytesPerSecond > 0) this.#spoken.durationSeconds = bytes / bytesPerSecond
  }

  result(isVerified: boolean): SpeechResult {
    const { words, durationSeconds, requestId, sampleRateHz: saidHz = 0 } = this.#spoken
    const sampleRateHz = saidHz > 0 ? saidHz : this.#format.sampleRateHz
    const { name: format, mediaType } = this.#format
    const audio = this.#audio(sampleRateHz)
    return { audio, format, mediaType, sampleRateHz, words, durationSeconds, requestId, isVerified }
  }

  #audio(sampleRateHz: number): Uint8Array {
    if (this.#format.encoding !== 'wav') return concatBytes(this.#pieces)
    if (this.#pieces.length > 0) return this.#wav()
    return wavHeader({ encoding: 'pcm', bitsPerSample: 16, channelCount: 1, sampleRateHz }, 0)
  }

  /** With its true sizes, or as it came when it breaks off before they could be written. */
  #wav(): Uint8Array {
    const whole = concatBytes(this.#pieces)
    try {
      return withTrueWavSizes(whole)
    } catch {
      return whole
    }
  }
}
