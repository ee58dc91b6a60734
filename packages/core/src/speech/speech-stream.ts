import { checkOptions, configError, GradiumError } from '../errors.ts'
import { encodeText } from '../protocol/client-messages.ts'
import type { AudioFormat } from '../protocol/formats.ts'
import { openSource, readSource, releaseSource, type Source } from '../session/source.ts'
import { Spoken, type SpeechEvent, type Word } from '../session/spoken.ts'
import { flushTag } from '../text/tags.ts'
import { WholeWords } from '../text/whole-words.ts'
import type { Connection } from '../transport/connection.ts'
import { EventStream } from '../transport/event-stream.ts'
import type { Service } from '../transport/service.ts'
import { speechSetup, type SpeechOptions } from './speech-options.ts'

/** Options of `speech.stream`. */
export interface SpeechStreamOptions extends SpeechOptions {
  /** Default `pcm_24000`: 24 kHz, 16 bit, mono. */
  format?: AudioFormat | undefined
  /** The text, whole or in pieces cut anywhere. Without it, call `write` and `end`. */
  text?: string | Iterable<string> | AsyncIterable<string> | undefined
  /** A warm connection from `connect('speech')`, shared with other requests. Default: one of its own. */
  connection?: Connection | undefined
}

/** What is known of a synthesis when it is complete, or in `error.partial` when it broke off. */
export interface SpeechStreamResult {
  words: Word[]
  durationSeconds: number
  /** The service's id of the request, for support. Undefined when there was nothing to say. */
  requestId: string | undefined
  sampleRateHz: number | undefined
}

/**
 * Speech as it is made. Read it with `for await`; write text before, while or after reading. It ends when the service said
 * that all is spoken; any other end is an error.
 */
export class SpeechStream implements AsyncIterable<SpeechEvent>, AsyncDisposable {
  readonly #stream: EventStream<SpeechEvent, SpeechStreamResult>
  readonly #service: Service
  readonly #words = new WholeWords()
  readonly #spoken = new Spoken()
  #source: Source<string> | undefined
  #isWritable = true
  #hasSent = false

  /** @internal Made by `speech.stream`. */
  constructor(service: Service, options: SpeechStreamOptions) {
    checkOptions('speech.stream', options)
    const { format = 'pcm_24000', text, connection, signal } = options
    const isBlank = typeof text === 'string' && text.trim() === ''
    this.#service = service
    const setup = speechSetup(options, format)
    if (text !== undefined && typeof text !== 'string') this.#source = openSource('text', text)
    this.#stream = new EventStream(
      service,
      { endpoint: 'speech', setup: isBlank ? undefined : setup, connection, signal },
      {
        onMessage: (message) => this.#stream.push(this.#spoken.take(message)),
        received: () => this.#received(),
        onEnd: () => this.#stop(),
      },
    )
    this.#stream.request?.start()
    if (isBlank) this.#stream.end()
    else if (typeof text === 'string') {
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
    if (this.#isWritable) this.#send(this.#words.push(text))
    else if (!this.#stream.hasEnded) throw configError('write was called after end.')
  }

  /** Has all that was written spoken without waiting for more. Used too often, it makes speech less natural. */
  flush(): void {
    if (!this.#isWritable) return
    const rest = this.#words.take()
    if (rest !== '' || this.#hasSent) this.#send(`${rest} ${flushTag}`.trim())
  }

  /** Says that the text is complete. Calling it again does nothing. */
  end(): void {
    if (!this.#isWritable) return
    this.#send(this.#words.take())
    this.#isWritable = false
    if (!this.#hasSent) {
      this.#stream.end()
      this.#stream.cancel()
      return
    }
    const { firstAudioMs, idleMs } = this.#service.timeouts
    this.#stream.request?.end(() => (this.#spoken.durationSeconds > 0 ? idleMs : firstAudioMs))
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

  [Symbol.asyncIterator](): AsyncIterator<SpeechEvent, undefined> {
    return this.#stream.events
  }

  #send(text: string): void {
    if (text === '') return
    this.#hasSent = true
    const { request } = this.#stream
    request?.send(encodeText(text, request.suffix))
  }

  #stop(): void {
    this.#isWritable = false
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
    const { words, durationSeconds, requestId, sampleRateHz } = this.#spoken
    return { words, durationSeconds, requestId, sampleRateHz }
  }
}

/** What `speech.stream` of a client does, as a function of its own. Throws `config` for a wrong option. */
export function streamSpeech(service: Service, options: SpeechStreamOptions = {}): SpeechStream {
  return new SpeechStream(service, options)
}
