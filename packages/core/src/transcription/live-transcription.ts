import { checkOptions, configError, GradiumError } from '../errors.ts'
import type { Setup } from '../protocol/client-messages.ts'
import { formatInfo, type FormatInfo } from '../protocol/formats.ts'
import { checkRetryForSeconds, encodeTranscriptionSettings } from '../protocol/settings.ts'
import type { ServerMessage, StepMessage, TextMessage } from '../protocol/server-messages.ts'
import { unknownEvent } from '../session/unknown-event.ts'
import { TurnDetector } from '../session/turn-detector.ts'
import { checkRequest } from '../transport/check-request.ts'
import { EventStream } from '../transport/event-stream.ts'
import type { Service } from '../transport/service.ts'
import { audioBytes } from './audio-bytes.ts'
import { Congestion, type LinkStatus } from './congestion.ts'
import { refuseContainer } from './container-check.ts'
import { Drain } from './drain.ts'
import { PendingFlushes } from './pending-flushes.ts'
import type { TranscriptionEvent, TranscriptionStreamOptions } from './stream-options.ts'
import { Segments, type Gap, type NumberedSegment, type Transcript } from './segments.ts'
import { SessionChain } from './session-chain.ts'

/** Bytes that may wait to leave while a source is read faster than the network takes them. */
const bytesAhead = 1_048_576

/** What an event of our own weighs while it waits. */
const smallBytes = 100

/**
 * Audio in, text out, as it is spoken. Send audio at any pace and in any cut; read events with `for await`, or just
 * `await finish()`. Words are final when they come: the service revises nothing. A session that breaks or gets too old is
 * replaced; times go on, and each word comes once.
 */
export class LiveTranscription implements AsyncIterable<TranscriptionEvent>, AsyncDisposable {
  readonly #stream: EventStream<TranscriptionEvent, Transcript>
  readonly #format: FormatInfo
  readonly #segments = new Segments()
  readonly #turns: TurnDetector
  readonly #flushes: PendingFlushes
  readonly #chain: SessionChain
  readonly #gaps: Gap[] = []
  readonly #congestion = new Congestion()
  readonly #drain: Drain
  #status: LinkStatus = 'connected'
  #requestId: string | undefined
  #hasSent = false
  #isWritable = true

  /** @internal Made by `transcription.live`. */
  constructor(service: Service, options: TranscriptionStreamOptions) {
    checkOptions('transcription.live', options)
    const { format = 'pcm_24000', model = 'default', turn, connection, signal, resume } = options
    this.#format = formatInfo(format, 'input')
    this.#turns = new TurnDetector(turn)
    this.#flushes = new PendingFlushes(service.clock, service.timeouts.flushMs)
    this.#drain = new Drain(service.clock, (seconds) => {
      const { bufferedAmount, secondsInFlight } = this.#chain
      const isLittle = secondsInFlight < seconds && bufferedAmount < bytesAhead
      return isLittle || this.#stream.hasEnded
    })
    const isResuming =
      resume !== false && connection === undefined && this.#format.bytesPerSample > 0
    const setup: Setup = {
      modelName: model,
      inputFormat: this.#format.name,
      settings: encodeTranscriptionSettings(options),
      retryForSeconds: checkRetryForSeconds(options.retryForSeconds),
    }
    checkRequest('transcription', setup, connection)
    this.#chain = new SessionChain(
      service,
      { setup, format: this.#format, connection, isResuming },
      {
        onMessage: (message, bytes) => this.#receive(message, bytes),
        onStatus: (status) => {
          this.#congestion.update(0)
          if (status === 'reconnecting') this.#flushes.pause()
          this.#report(status)
        },
        onGap: (gap) => {
          this.#gaps.push(gap)
          this.#push({ type: 'gap', ...gap }, smallBytes)
        },
        onEnd: (error) => (error === undefined ? this.#stream.finish() : this.#stream.fail(error)),
      },
    )
    this.#stream = new EventStream(service, signal, {
      received: () => this.#transcript(),
      onEnd: () => this.#stop(),
    })
    this.#stream.start(() => this.#chain.open())
  }

  /** Settles when the stream ends. Rejects with the error that the iteration throws. */
  get result(): Promise<Transcript> {
    return this.#stream.result
  }

  /** Audio sent that the service has not reported yet, in seconds; 0 for containers, whose bytes tell no time. */
  get secondsInFlight(): number {
    return this.#chain.secondsInFlight
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
    const bytes = audioBytes(audio, this.#format)
    if (bytes.length === 0) return
    if (!this.#hasSent && this.#format.bytesPerSample > 0) refuseContainer(bytes)
    this.#hasSent = true
    try {
      this.#chain.feed.push(bytes, this.#chain.sent)
    } catch (error) {
      if (!GradiumError.is(error)) throw error
      this.#stream.fail(error)
      return
    }
    this.#chain.pump()
    this.#watchCongestion()
  }

  /**
   * Has the service transcribe all it was sent without waiting for more. Resolves when it answers, which it does after the
   * words; the stream goes on. Rejects with `timeout` when a session that was told does not answer, and with the stream's error when it ends.
   */
  flush(): Promise<void> {
    if (!this.#isWritable) return this.#refuseFlush()
    const { flushId, answered } = this.#flushes.add()
    this.#chain.feed.flush(flushId, () => this.#flushes.told(flushId))
    answered.catch(() => this.#chain.feed.settleFlush(flushId))
    this.#chain.pump()
    return answered
  }

  /** Says that the audio is complete, and waits for the rest of the text. Calling it again returns the same result. */
  finish(): Promise<Transcript> {
    if (this.#isWritable) {
      this.#isWritable = false
      this.#chain.finish()
    }
    return this.result
  }

  /** Stops at once: nothing more is yielded, and `result` rejects with `aborted`. Calling it again does nothing. */
  cancel(): void {
    this.#stream.cancel()
  }

  /** Cancels what is under way and waits until the connection, unless shared, is closed. */
  close(): Promise<void> {
    this.#stream.cancel()
    return this.#chain.close()
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
    return this.#drain.wait(seconds)
  }

  /**
   * The audio whose text is not final yet, from `startSeconds` on: after an error, what another transcription would have to
   * hear. A copy. Where a session is not resumed (`resume: false`, `connection`, Ogg Opus) only what has not been sent; for
   * containers `startSeconds` is 0.
   */
  unfinishedAudio(): { audio: Uint8Array; startSeconds: number } {
    const { feed, timeline } = this.#chain
    const final = Math.max(feed.tail, feed.positionAt(timeline.commitment.seconds))
    // The service fills the last frame up, and may end a word there.
    const position = Math.min(final, feed.head)
    return { audio: feed.copyFrom(position), startSeconds: feed.secondsAt(position) }
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

  /** Steps do not wait for a slow reader, nor does anything for one who has not begun: the result has all the text. */
  #push(event: TranscriptionEvent, bytes: number): void {
    const { isFull, isRead } = this.#stream.events
    if (!isFull || (isRead && event.type !== 'step')) this.#stream.push(event, bytes)
  }

  #receive(message: ServerMessage, bytes: number): void {
    switch (message.type) {
      case 'text':
        this.#startSegment(message, bytes)
        break
      case 'end-text':
        this.#endSegment(this.#segments.end(message.endSeconds, message.streamId ?? 0), bytes)
        break
      case 'step':
        this.#step(message, bytes)
        break
      case 'flushed':
        this.#flushes.settle(message.flushId)
        break
      case 'ready': {
        const { requestId, delayInFrames, modelName: model } = message
        if (this.#requestId === undefined)
          this.#push({ type: 'ready', requestId, delayInFrames, model }, bytes)
        this.#requestId = requestId
        break
      }
      default:
        this.#push(unknownEvent(message), bytes)
    }
  }

  #startSegment({ text, startSeconds, streamId = 0 }: TextMessage, bytes: number): void {
    const { started, ended } = this.#segments.start(text, startSeconds, streamId)
    this.#endSegment(ended, bytes)
    this.#turns.heard()
    const { segmentId } = started
    this.#push({ type: 'segment-start', segmentId, text, startSeconds }, bytes)
  }

  #endSegment(ended: NumberedSegment | undefined, bytes: number): void {
    if (ended?.endSeconds === undefined) return
    this.#push({ type: 'segment-end', ...ended, endSeconds: ended.endSeconds }, bytes)
  }

  #step({ vad, stepIndex, totalDurationSeconds }: StepMessage, bytes: number): void {
    this.#push({ type: 'step', vad, stepIndex, totalDurationSeconds }, bytes)
    const end = this.#turns.step(vad)
    if (end) this.#push({ type: 'turn-end', atSeconds: totalDurationSeconds, ...end }, bytes)
    this.#watchCongestion()
  }

  #watchCongestion(): void {
    const { current, secondsInFlight } = this.#chain
    const isBusy = current?.isListening === true && !current.isReplaying
    const status = isBusy ? this.#congestion.update(secondsInFlight) : undefined
    if (status !== undefined) this.#report(status)
    this.#drain.look()
  }

  #report(status: LinkStatus): void {
    // A change that was planned is nothing to tell.
    if (status === this.#status && status === 'connected') return
    this.#status = status
    const { secondsInFlight, outage } = this.#chain
    const attempt = status === 'reconnecting' ? outage.retries : 0
    const bufferedSeconds = Math.round(secondsInFlight * 1_000) / 1_000
    const requestId = this.#requestId
    this.#push({ type: 'status', status, attempt, bufferedSeconds, requestId }, smallBytes)
  }

  #transcript(): Transcript {
    return this.#segments.transcript({
      durationSeconds: this.#chain.timeline.totalSeconds,
      requestId: this.#requestId,
      gaps: this.#gaps,
    })
  }

  #stop(): void {
    this.#isWritable = false
    this.#chain.stop()
    this.#drain.look()
    this.#flushes.settleAll(this.result)
  }
}

/** What `transcription.live` of a client does, as a function of its own. Throws `config` for a wrong option. */
export function transcribeLive(
  service: Service,
  options: TranscriptionStreamOptions = {},
): LiveTranscription {
  return new LiveTranscription(service, options)
}
