import { checkOptions, configError, type GradiumError } from '../errors.ts'
import { encodeFlush } from '../protocol/client-messages.ts'
import { formatInfo, type FormatInfo } from '../protocol/formats.ts'
import { checkRetryForSeconds, encodeTranscriptionSettings } from '../protocol/settings.ts'
import type { ServerMessage, StepMessage, TextMessage } from '../protocol/server-messages.ts'
import { unknownEvent } from '../session/unknown-event.ts'
import { TurnDetector } from '../session/turn-detector.ts'
import { sendAudio } from '../transport/audio-message.ts'
import { EventStream } from '../transport/event-stream.ts'
import type { Service } from '../transport/service.ts'
import { refuseContainer } from './container-check.ts'
import { PendingFlushes } from './pending-flushes.ts'
import type { TranscriptionEvent, TranscriptionStreamOptions } from './stream-options.ts'
import { Segments, type NumberedSegment, type Transcript } from './segments.ts'

/** Seconds of audio under way before a missing answer counts as a stall. */
const progressSeconds = 1

/** Bytes that may wait to leave while a source is read faster than the network takes them. */
const bytesAhead = 1_048_576

/** Sockets do not say when they have sent; one looks. */
const drainedPollMs = 10

/**
 * Audio in, text out, as it is spoken. Send audio at any pace and in any cut; read events with `for await`, or just
 * `await finish()`. Words are final when they come: the service revises nothing.
 */
export class LiveTranscription implements AsyncIterable<TranscriptionEvent>, AsyncDisposable {
  readonly #stream: EventStream<TranscriptionEvent, Transcript>
  readonly #service: Service
  readonly #format: FormatInfo
  readonly #segments = new Segments()
  readonly #turns: TurnDetector
  readonly #flushes: PendingFlushes
  #sentBytes = 0
  #totalDurationSeconds = 0
  #requestId: string | undefined
  #isProgressOwed = false
  #isWritable = true

  /** @internal Made by `transcription.live`. */
  constructor(service: Service, options: TranscriptionStreamOptions) {
    checkOptions('transcription.live', options)
    const {
      format = 'pcm_24000',
      model = 'default',
      turn,
      connection,
      signal,
      retryForSeconds,
    } = options
    this.#service = service
    this.#format = formatInfo(format, 'input')
    this.#turns = new TurnDetector(turn)
    this.#flushes = new PendingFlushes(service.clock, service.timeouts.flushMs)
    this.#stream = new EventStream(
      service,
      {
        endpoint: 'transcription',
        connection,
        signal,
        setup: {
          modelName: model,
          inputFormat: this.#format.name,
          settings: encodeTranscriptionSettings(options),
          retryForSeconds: checkRetryForSeconds(retryForSeconds),
        },
      },
      {
        onMessage: (message) => this.#receive(message),
        received: () => this.#transcript(),
        onEnd: (result) => this.#stop(result),
      },
    )
    this.#stream.request?.start()
  }

  /** Settles when the stream ends. Rejects with the error that the iteration throws. */
  get result(): Promise<Transcript> {
    return this.#stream.result
  }

  /** Audio sent that the service has not reported yet, in seconds; 0 for containers, whose bytes tell no time. */
  get secondsInFlight(): number {
    const bytesPerSecond = this.#format.bytesPerSample * this.#format.sampleRateHz
    if (bytesPerSecond === 0) return 0
    return Math.max(0, this.#sentBytes / bytesPerSecond - this.#totalDurationSeconds)
  }

  /**
   * Sends audio in the format named, cut anywhere: any number of bytes. Throws `config` after `finish`, and does nothing
   * once the stream has failed.
   */
  send(audio: Uint8Array | ArrayBuffer | Int16Array): void {
    if (!this.#isWritable) {
      if (this.#stream.hasEnded) return
      throw configError('send was called after finish.')
    }
    const bytes = this.#bytesOf(audio)
    if (bytes.length === 0) return
    if (this.#sentBytes === 0 && this.#format.bytesPerSample > 0) refuseContainer(bytes)
    this.#sentBytes += bytes.length
    const { request } = this.#stream
    sendAudio(this.#service.platform, request, bytes)
    if (!this.#isProgressOwed && this.secondsInFlight >= progressSeconds) {
      this.#isProgressOwed = true
      request?.owe(() => this.#service.timeouts.progressMs)
    }
  }

  /**
   * Has the service transcribe all it was sent without waiting for more. Resolves when it answers, which it does after the
   * words; the stream goes on. Rejects with `timeout` when no answer comes, and with the stream's error when it ends.
   */
  flush(): Promise<void> {
    const { request } = this.#stream
    if (!this.#isWritable || request === undefined) return this.#refuseFlush()
    const { flushId, answered } = this.#flushes.add()
    request.send(encodeFlush(flushId, request.suffix))
    return answered
  }

  /** Says that the audio is complete, and waits for the rest of the text. Calling it again returns the same result. */
  finish(): Promise<Transcript> {
    if (this.#isWritable) {
      this.#isWritable = false
      const { finishMs } = this.#service.timeouts
      this.#stream.request?.end(() => Math.max(finishMs, this.secondsInFlight * 500 + 5_000))
    }
    return this.result
  }

  /** Stops at once: nothing more is yielded, and `result` rejects with `aborted`. Calling it again does nothing. */
  cancel(): void {
    this.#stream.cancel()
  }

  /** Cancels what is under way and waits until the connection, unless shared, is closed. */
  close(): Promise<void> {
    return this.#stream.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  [Symbol.asyncIterator](): AsyncIterator<TranscriptionEvent, undefined> {
    return this.#stream.events
  }

  /**
   * Resolves when less than so many seconds of audio, and not many bytes, are under way, or the stream has ended. Wait for it
   * when you send faster than real time. Never rejects.
   * @param seconds Default 5.
   */
  drained(seconds = 5): Promise<void> {
    const { clock } = this.#service
    return new Promise((resolve) => {
      const look = (): void => {
        const buffered = this.#stream.request?.connection.bufferedAmount ?? 0
        const isDrained = this.secondsInFlight < seconds && buffered < bytesAhead
        if (isDrained || this.#stream.hasEnded) resolve()
        else clock.setTimeout(look, drainedPollMs)
      }
      look()
    })
  }

  /** @internal Whether the stream is over, however it ended. */
  get hasEnded(): boolean {
    return this.#stream.hasEnded
  }

  /** @internal Ends the stream with the error of whoever feeds it. */
  fail(error: GradiumError): void {
    this.#stream.fail(error)
  }

  /** Whoever does not look at the answer need not handle it. */
  #refuseFlush(): Promise<void> {
    const refused = this.#stream.hasEnded
      ? this.result.then(() => undefined)
      : Promise.reject(configError('flush was called after finish.'))
    refused.catch(() => {})
    return refused
  }

  #bytesOf(audio: Uint8Array | ArrayBuffer | Int16Array): Uint8Array {
    if (audio instanceof Uint8Array) return audio
    if (audio instanceof ArrayBuffer) return new Uint8Array(audio)
    if (audio instanceof Int16Array && this.#format.encoding === 'pcm16') {
      return new Uint8Array(audio.buffer, audio.byteOffset, audio.byteLength)
    }
    throw configError(
      'send takes a Uint8Array or an ArrayBuffer in the format named, or an Int16Array of PCM samples.',
    )
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case 'text':
        this.#startSegment(message)
        break
      case 'end-text':
        this.#endSegment(this.#segments.end(message.endSeconds, message.streamId ?? 0))
        break
      case 'step':
        this.#step(message)
        break
      case 'flushed':
        this.#flushes.settle(message.flushId)
        break
      case 'ready': {
        const { requestId, delayInFrames, modelName: model } = message
        this.#requestId = requestId
        this.#stream.push({ type: 'ready', requestId, delayInFrames, model })
        break
      }
      default:
        this.#stream.push(unknownEvent(message))
    }
  }

  #startSegment({ text, startSeconds, streamId = 0 }: TextMessage): void {
    const { started, ended } = this.#segments.start(text, startSeconds, streamId)
    this.#endSegment(ended)
    this.#turns.heard()
    this.#stream.push({ type: 'segment-start', segmentId: started.segmentId, text, startSeconds })
  }

  #endSegment(ended: NumberedSegment | undefined): void {
    if (ended?.endSeconds === undefined) return
    this.#stream.push({ type: 'segment-end', ...ended, endSeconds: ended.endSeconds })
  }

  #step({ vad, stepIndex, totalDurationSeconds }: StepMessage): void {
    this.#totalDurationSeconds = Math.max(this.#totalDurationSeconds, totalDurationSeconds)
    if (this.#isProgressOwed && this.#isWritable && this.secondsInFlight < progressSeconds) {
      this.#isProgressOwed = false
      this.#stream.request?.owe(() => Infinity)
    }
    this.#stream.push({ type: 'step', vad, stepIndex, totalDurationSeconds })
    const end = this.#turns.step(vad)
    if (end !== undefined)
      this.#stream.push({ type: 'turn-end', atSeconds: totalDurationSeconds, ...end })
  }

  #transcript(): Transcript {
    return this.#segments.transcript({
      durationSeconds: this.#totalDurationSeconds,
      requestId: this.#requestId,
    })
  }

  #stop(result: Promise<Transcript>): void {
    this.#isWritable = false
    this.#flushes.settleAll(result)
  }
}

/** What `transcription.live` of a client does, as a function of its own. Throws `config` for a wrong option. */
export function transcribeLive(
  service: Service,
  options: TranscriptionStreamOptions = {},
): LiveTranscription {
  return new LiveTranscription(service, options)
}
