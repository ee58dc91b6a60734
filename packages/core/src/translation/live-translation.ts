import { checkOptions, configError } from '../errors.ts'
import { formatInfo, wireFormat, type AudioFormat } from '../protocol/formats.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'
import {
  checkRetryForSeconds,
  encodeTranslationSettings,
  type Language,
} from '../protocol/settings.ts'
import { SentMessages } from '../session/sent-messages.ts'
import { Spoken, type SpeechEvent, type Word } from '../session/spoken.ts'
import { checkId } from '../transport/address.ts'
import { writeAudio } from '../transport/audio-message.ts'
import type { Connection } from '../transport/connection.ts'
import { EventStream } from '../transport/event-stream.ts'
import type { ConnectionRequest } from '../transport/request.ts'
import { RequestSeries } from '../transport/request-series.ts'
import type { Service } from '../transport/service.ts'

/** Options of `translation.live`. */
export interface TranslationOptions {
  /** The language to speak. Without it the words stay in theirs and only the voice changes. */
  targetLanguage?: Language | undefined
  /** The voice to speak with; it should be of the target language. */
  voiceId?: string | undefined
  /** Default `pcm_24000`: 24 kHz, 16 bit, mono. */
  inputFormat?: AudioFormat | undefined
  /** Default `pcm_48000`: 48 kHz, 16 bit, mono. */
  outputFormat?: AudioFormat | undefined
  /** Model alias. Default `s2s-translate`. */
  model?: string | undefined
  /** Model alias for listening. Default `stt-translate`. */
  transcriptionModel?: string | undefined
  /** Model alias for speaking. Default `default`. */
  speechModel?: string | undefined
  /** Settings that this version does not know, under their wire names. */
  extraSettings?: Readonly<Record<string, unknown>> | undefined
  /** How long the service itself may look for a free worker, in seconds. Default: not at all. */
  retryForSeconds?: number | undefined
  /** A warm connection from `connect('translation')`, shared with other requests. Default: one of its own. */
  connection?: Connection | undefined
  /** Ends the operation with an `aborted` error. */
  signal?: AbortSignal | undefined
}

/** What a {@link LiveTranslation} yields: spoken audio and its words, in the target language. */
export type TranslationEvent = SpeechEvent

/** What is known of a translation when it is complete, or in `error.partial` when it broke off. */
export interface TranslationResult {
  /** The words spoken, joined by single spaces. */
  text: string
  words: Word[]
  durationSeconds: number
  /** The service's id of the request, for support. */
  requestId: string | undefined
}

/**
 * Speech in, speech out, in another language or voice. Send audio near the pace at which it is spoken, read events at the
 * same time. About 2 s of silence before `finish` keep the service from losing the last sentence.
 */
export class LiveTranslation implements AsyncIterable<TranslationEvent>, AsyncDisposable {
  readonly #stream: EventStream<TranslationEvent, TranslationResult>
  readonly #series: RequestSeries
  readonly #service: Service
  readonly #spoken: Spoken
  readonly #sent: SentMessages
  #isWritable = true
  #hasStarted = false

  /** @internal Made by `translation.live`. */
  constructor(service: Service, options: TranslationOptions) {
    checkOptions('translation.live', options)
    const {
      inputFormat = 'pcm_24000',
      outputFormat = 'pcm_48000',
      connection,
      signal,
      voiceId,
    } = options
    this.#service = service
    this.#spoken = new Spoken(formatInfo(outputFormat, 'output').bytesPerSample)
    this.#sent = new SentMessages(service.maxMessageBytes)
    const setup = {
      modelName: options.model ?? 's2s-translate',
      transcriptionModelName: options.transcriptionModel ?? 'stt-translate',
      speechModelName: options.speechModel ?? 'default',
      inputFormat: wireFormat(inputFormat, 'input'),
      outputFormat: wireFormat(outputFormat, 'output'),
      voiceId: voiceId === undefined ? undefined : checkId('voiceId', voiceId),
      settings: encodeTranslationSettings(options),
      retryForSeconds: checkRetryForSeconds(options.retryForSeconds),
    }
    this.#series = new RequestSeries(
      service,
      { endpoint: 'translation', setup, connection },
      {
        onRequest: (request) => this.#begin(request),
        onMessage: (message, bytes) => this.#receive(message, bytes),
        onComplete: () => this.#stream.finish(),
        canRetry: () => this.#sent.canRepeat,
        onFailed: (error) => this.#stream.fail(error),
      },
    )
    this.#stream = new EventStream(service, signal, {
      received: () => this.#received(),
      onFull: () => this.#series.request?.pause(),
      onDrained: () => this.#series.request?.resume(),
      onEnd: () => {
        this.#isWritable = false
        this.#series.stop()
      },
    })
    this.#stream.start(() => this.#series.open())
  }

  /** Settles when the stream ends. Rejects with the error that the iteration throws. */
  get result(): Promise<TranslationResult> {
    return this.#stream.result
  }

  /** Sends audio in the input format, cut anywhere. Throws `config` after `finish`; nothing once the stream has failed. */
  send(audio: Uint8Array | ArrayBuffer): void {
    if (this.#isWritable) {
      const bytes = audio instanceof ArrayBuffer ? new Uint8Array(audio) : audio
      if (!(bytes instanceof Uint8Array))
        throw configError('send takes a Uint8Array or an ArrayBuffer in the input format.')
      if (bytes.length > 0) this.#send(bytes)
    } else if (!this.#stream.hasEnded) throw configError('send was called after finish.')
  }

  /** Says that the audio is complete, and waits for the rest. Calling it again returns the same result. */
  finish(): Promise<TranslationResult> {
    this.#isWritable = false
    this.#end()
    return this.result
  }

  /** Stops at once: nothing more is yielded, and `result` rejects with `aborted`. Calling it again does nothing. */
  cancel(): void {
    this.#stream.cancel()
  }

  /** Cancels what is under way and waits until the connection, unless shared, is closed. */
  close(): Promise<void> {
    this.#stream.cancel()
    return this.#series.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  [Symbol.asyncIterator](): AsyncIterator<TranslationEvent, undefined> {
    return this.#stream.events
  }

  #send(audio: Uint8Array): void {
    const { request } = this.#series
    writeAudio(this.#service.platform, audio, request?.suffix ?? '}', (message) => {
      this.#sent.push(message)
      request?.send(message)
    })
  }

  #end(): void {
    const { firstAudioMs, idleMs } = this.#service.timeouts
    this.#series.request?.end(() => (this.#spoken.durationSeconds > 0 ? idleMs : firstAudioMs))
  }

  #begin(request: ConnectionRequest): void {
    request.start()
    for (const message of this.#sent.messages) request.send(message)
    if (!this.#isWritable) this.#end()
  }

  #receive(message: ServerMessage, bytes: number): void {
    const event = this.#spoken.take(message)
    if (event.type === 'ready' && this.#hasStarted) return
    if (event.type === 'ready') this.#hasStarted = true
    else this.#sent.forget()
    this.#stream.push(event, event.type === 'audio' ? event.audio.length : bytes)
  }

  #received(): TranslationResult {
    const { words, durationSeconds, requestId } = this.#spoken
    return { text: words.map((word) => word.text).join(' '), words, durationSeconds, requestId }
  }
}

/** What `translation.live` of a client does, as a function of its own. Throws `config` for a wrong option. */
export function translateLive(service: Service, options: TranslationOptions = {}): LiveTranslation {
  return new LiveTranslation(service, options)
}
