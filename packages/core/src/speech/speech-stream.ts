import { checkOptions, configError, GradiumError } from '../errors.ts'
import { encodeText } from '../protocol/client-messages.ts'
import { formatInfo, type FormatInfo } from '../protocol/formats.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'
import { openSource, readSource, releaseSource, type Source } from '../session/source.ts'
import { Spoken, roundingSeconds, type SpeechEvent } from '../session/spoken.ts'
import { spokenLength } from '../text/spoken-length.ts'
import { flushTag } from '../text/tags.ts'
import { WholeWords } from '../text/whole-words.ts'
import { EventStream } from '../transport/event-stream.ts'
import { RequestSeries } from '../transport/request-series.ts'
import type { ConnectionRequest } from '../transport/request.ts'
import type { Service } from '../transport/service.ts'
import { EarlySpeech } from './early-speech.ts'
import { HeldSpeech } from './held-speech.ts'
import { Script, charactersIn } from './script.ts'
import { SessionAge } from './session-age.ts'
import { speechSetup } from './speech-options.ts'
import type { SpeechStreamOptions, SpeechStreamResult } from './stream-options.ts'

/** How much of the session limit a connection has left that others have used, at the least. */
const sharedLifetime = 0.2

/**
 * Speech as it is made. Read it with `for await`; write text before, while or after reading. It ends when the service said
 * that all is spoken; any other end is an error. A connection that fails before the first audio is replaced unnoticed, and
 * a text longer than a session is spoken in several (raw formats), with times that go on.
 */
export class SpeechStream implements AsyncIterable<SpeechEvent>, AsyncDisposable {
  readonly #stream: EventStream<SpeechEvent, SpeechStreamResult>
  readonly #series: RequestSeries
  readonly #service: Service
  readonly #format: FormatInfo
  readonly #isResuming: boolean
  readonly #canSplit: boolean
  readonly #words = new WholeWords()
  readonly #spoken: Spoken
  readonly #script: Script
  readonly #age: SessionAge
  /** Of the part being said; undefined before it, and when it is complete. */
  #delivery: EarlySpeech | HeldSpeech | undefined
  #partStartSeconds = 0
  #source: Source<string> | undefined
  #isWritable = true
  #hasStarted = false
  #seamSeconds = 0

  /** @internal Made by `speech.stream`. */
  constructor(service: Service, options: SpeechStreamOptions) {
    checkOptions('speech.stream', options)
    const { format = 'pcm_24000', text, connection, signal, dedicated = false, resume } = options
    this.#service = service
    this.#format = formatInfo(format, 'output')
    const setup = speechSetup(options, format)
    const isRaw = this.#format.bytesPerSample > 0
    if (resume !== undefined && resume !== 'segment') throw configError("resume takes 'segment'.")
    if (resume !== undefined && !isRaw)
      throw configError(`resume: 'segment' needs a raw format (pcm, ulaw or alaw), not ${format}.`)
    if (text !== undefined && typeof text !== 'string') this.#source = openSource('text', text)
    this.#spoken = new Spoken(this.#format.bytesPerSample)
    this.#canSplit = isRaw && connection === undefined
    this.#isResuming = resume !== undefined
    const mostCharacters = charactersIn(service.maxSessionSeconds)
    this.#script = new Script(this.#canSplit ? mostCharacters : Infinity)
    const isPooled = (): boolean =>
      !dedicated && this.#script.partLength <= mostCharacters * sharedLifetime
    this.#age = new SessionAge(service, (isLate) => this.#hurry(isLate))
    this.#series = new RequestSeries(
      service,
      { endpoint: 'speech', setup, connection, isPooled },
      {
        onRequest: (request) => this.#begin(request),
        onMessage: (message, bytes) => this.#receive(message, bytes),
        onComplete: () => this.#continue(),
        canRetry: () => this.#canRetry(),
        isComplete: () => this.#isAllSaid,
        onFailed: (error) => this.#stream.fail(error),
      },
    )
    this.#stream = new EventStream(service, signal, {
      received: () => this.#received(),
      onFull: () => this.#series.request?.pause(),
      onDrained: () => this.#series.request?.resume(),
      onEnd: () => this.#stop(),
    })
    const isBlank = typeof text === 'string' && text.trim() === ''
    this.#stream.start(() => {
      if (isBlank) this.#stream.finish()
      else if (typeof text !== 'string') this.#series.open()
    })
    if (typeof text === 'string') {
      this.write(text)
      this.end()
    } else if (this.#source !== undefined) void this.#pump(this.#source)
  }

  /** Settles when the stream ends. Rejects with the error that the iteration throws. */
  get result(): Promise<SpeechStreamResult> {
    return this.#stream.result
  }

  /**
   * Adds text, cut anywhere. Only whole words leave; the last one waits for what follows. Throws `config` after `end`, and
   * does nothing once the stream has failed.
   */
  write(text: string): void {
    if (typeof text !== 'string')
      throw configError('The text is made of strings: a stream of bytes needs setEncoding first.')
    if (this.#isWritable) this.#say(this.#words.push(text))
    else if (!this.#stream.hasEnded) throw configError('write was called after end.')
  }

  /** Has all that was written spoken without waiting for more. Used too often, it makes speech less natural. */
  flush(): void {
    if (!this.#isWritable) return
    const rest = this.#words.take()
    if (rest !== '' || !this.#script.isEmpty) this.#say(`${rest} ${flushTag}`.trim())
  }

  /** Says that the text is complete. Calling it again does nothing. */
  end(): void {
    if (!this.#isWritable) return
    this.#say(this.#words.take())
    this.#isWritable = false
    this.#script.end()
    const isDone = this.#script.pieces.length === 0 && !this.#series.isOpen
    if (this.#script.isEmpty || isDone) this.#stream.finish()
    else this.#endPart()
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

  [Symbol.asyncIterator](): AsyncIterator<SpeechEvent, undefined> {
    return this.#stream.events
  }

  #say(text: string): void {
    if (text === '') return
    if (this.#script.length + text.length > this.#service.maxQueuedBytes) {
      const message = 'Too much text waits to be spoken (maxQueuedBytes). Write it as it is needed.'
      this.#stream.fail(new GradiumError('backpressure', message, { phase: 'stream' }))
      return
    }
    const pieces = this.#script.add(text)
    if (!this.#series.isOpen) this.#series.open()
    else this.#send(pieces)
  }

  /** Sends words of the part being said, and its end when that is known. */
  #send(pieces: readonly string[]): void {
    const { request } = this.#series
    for (const piece of pieces) request?.send(encodeText(piece, request.suffix))
    this.#endPart()
  }

  #endPart(): void {
    if (!this.#script.isPartComplete) return
    const { firstAudioMs, idleMs } = this.#service.timeouts
    this.#series.request?.end(() => (this.#delivery?.hasBegun === true ? idleMs : firstAudioMs))
  }

  /** A session begins. */
  #begin(request: ConnectionRequest): void {
    const start = this.#partStartSeconds
    this.#spoken.continueAt(start)
    if (start > this.#seamSeconds) {
      this.#seamSeconds = start
      this.#push({ type: 'seam', atSeconds: start }, 0)
    }
    this.#delivery = this.#isResuming ? new HeldSpeech(this.#format, start) : new EarlySpeech(start)
    const leftSeconds = this.#service.maxSessionSeconds - request.connection.ageMs / 1_000
    if (this.#canSplit) this.#script.limit(charactersIn(leftSeconds))
    request.start()
    this.#send(this.#script.pieces)
  }

  #receive(message: ServerMessage, bytes: number): void {
    const event = this.#spoken.take(message)
    if (event.type === 'ready') {
      const { request } = this.#series
      this.#age.start(request?.connection.ageMs ?? 0)
      // The reader is still busy with what earlier sessions have said.
      if (this.#stream.events.isHeldUp) request?.pause()
      if (this.#hasStarted) return
      this.#hasStarted = true
    }
    for (const each of this.#delivery?.take(event) ?? []) this.#push(each, bytes)
  }

  #push(event: SpeechEvent, bytes: number): void {
    if (event.type === 'audio') this.#series.outage.progressed()
    this.#stream.push(event, event.type === 'audio' ? event.audio.length : bytes)
  }

  /** The session will not live much longer: what has not been written yet is said in the next. */
  #hurry(isLate: boolean): void {
    if (this.#script.isPartComplete || !this.#canSplit) return
    this.#script.hurry(isLate)
    this.#endPart()
  }

  /** All of a part has been said. */
  #continue(): void {
    for (const event of this.#delivery?.end() ?? []) this.#push(event, 0)
    this.#delivery = undefined
    this.#age.stop()
    if (!this.#script.next()) {
      this.#stream.finish()
      return
    }
    this.#partStartSeconds = this.#spoken.durationSeconds
    if (this.#script.pieces.length > 0) this.#series.open()
  }

  #canRetry(): boolean {
    const delivery = this.#delivery
    if (delivery?.hasBegun !== true) return true
    const length = delivery.canContinue ? this.#spokenLength() : undefined
    if (length === undefined) return false
    this.#script.continueAfter(length)
    this.#partStartSeconds = delivery.releasedSeconds
    return true
  }

  /** Whether the whole part has been said, and the service has just not confirmed it. */
  get #isAllSaid(): boolean {
    const { hasBegun = false, canContinue = false } = this.#delivery ?? {}
    const length = hasBegun && canContinue ? this.#spokenLength() : undefined
    return length !== undefined && length >= this.#script.text.length
  }

  /** Characters of the part being said whose audio has been handed on. */
  #spokenLength(): number | undefined {
    const { text } = this.#script
    const start = this.#partStartSeconds
    const end = (this.#delivery?.releasedSeconds ?? start) + roundingSeconds
    const words = this.#spoken.words
      .filter((word) => word.startSeconds >= start && word.endSeconds <= end)
      .map((word) => word.text)
    return spokenLength(text, words)
  }

  #stop(): void {
    this.#isWritable = false
    this.#age.stop()
    this.#series.stop()
    void releaseSource(this.#source)
    this.#source = undefined
  }

  async #pump(source: Source<string>): Promise<void> {
    try {
      const isOver = (): boolean => this.#stream.hasEnded
      await readSource('text', source, isOver, (piece) => this.write(piece))
      this.#source = undefined
      this.end()
    } catch (error) {
      if (!GradiumError.is(error)) throw error
      this.#stream.fail(error)
    }
  }

  #received(): SpeechStreamResult {
    // What has come and not been handed on was not heard.
    if (this.#delivery !== undefined) this.#spoken.continueAt(this.#delivery.releasedSeconds)
    const { words, durationSeconds, requestId, sampleRateHz } = this.#spoken
    const { text, saidBefore } = this.#script
    const length = this.#spokenLength()
    const later = joined(this.#script.later, this.#words.take())
    const spokenText = length === undefined ? undefined : joined(saidBefore, text.slice(0, length))
    const remainingText = length === undefined ? undefined : joined(text.slice(length), later)
    const spokenSeconds = length === undefined ? undefined : (words.at(-1)?.endSeconds ?? 0)
    const said = { spokenText, spokenSeconds, remainingText }
    return { words, durationSeconds, requestId, sampleRateHz, ...said }
  }
}

/** Two pieces of text as one, without what `flush` put into it. */
function joined(start: string, end: string): string {
  return `${start.trim()} ${end.trim()}`.replaceAll(` ${flushTag}`, '').trim()
}

/** What `speech.stream` of a client does, as a function of its own. Throws `config` for a wrong option. */
export function streamSpeech(service: Service, options: SpeechStreamOptions = {}): SpeechStream {
  return new SpeechStream(service, options)
}
