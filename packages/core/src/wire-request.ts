import { configError } from './errors.ts'
import {
  encodeFlush,
  encodeText,
  type ClientMessage,
  type Endpoint,
  type Setup,
} from './protocol/client-messages.ts'
import type { ReadyMessage, ServerMessage } from './protocol/server-messages.ts'
import { encodeAudioMessage } from './transport/audio-message.ts'
import type { Connection } from './transport/connection.ts'
import { EventStream } from './transport/event-stream.ts'
import { RequestSeries } from './transport/request-series.ts'
import type { Service } from './transport/service.ts'
import type { Platform } from './transport/socket.ts'

/** Options of `open`. */
export interface OpenOptions {
  /** The first message of the request. Nothing in it is checked or defaulted. */
  setup?: Setup | undefined
  /** Sends the setup at once; otherwise call `sendSetup`. Default true. */
  sendSetupOnStart?: boolean | undefined
  /** Holds what is sent back until the service is ready. Default false: the service queues it. */
  waitForReadyOnStart?: boolean | undefined
  /** A connection from `connect`, shared with other requests. Default: one of its own. */
  connection?: Connection | undefined
  /** Ends the request with an `aborted` error. */
  signal?: AbortSignal | undefined
}

type Input = Exclude<ClientMessage, { type: 'setup' }>

/** A message as it goes out, encoded when it is sent: what it was made of may change later. */
type Frame = string | typeof endOfStream
const endOfStream = Symbol('end of stream')

/**
 * One request with nothing between you and the wire but the codec: every message of the service, in order, with its fields
 * checked and renamed (PROTOCOL.md). It ends well only after the service's `end_of_stream`, which is not yielded.
 */
export class WireRequest implements AsyncIterable<ServerMessage>, AsyncDisposable {
  /** Resolves with the service's `ready`; rejects with the error that ended the request before it. */
  readonly ready: Promise<ReadyMessage>
  readonly #stream: EventStream<ServerMessage, void>
  readonly #series: RequestSeries
  readonly #owedMs: () => number
  readonly #setup: Setup
  readonly #platform: Platform
  #held: Frame[] | undefined
  #hasEnded = false
  #becomeReady!: (message: ReadyMessage) => void

  /** @internal Made by `Gradium.open`. */
  constructor(service: Service, endpoint: Endpoint, options: OpenOptions) {
    const {
      setup = {},
      sendSetupOnStart = true,
      waitForReadyOnStart = false,
      connection,
      signal,
    } = options
    this.#setup = setup
    this.#platform = service.platform
    this.#owedMs = () => service.timeouts.firstAudioMs
    this.#held = waitForReadyOnStart ? [] : undefined
    this.#series = new RequestSeries(
      service,
      { endpoint, setup, connection },
      {
        onRequest: (request) => sendSetupOnStart && request.start(),
        onMessage: (message, bytes) => this.#receive(message, bytes),
        onComplete: () => this.#stream.finish(),
        canRetry: () => false,
        onFailed: (error) => this.#stream.fail(error),
      },
    )
    this.#stream = new EventStream<ServerMessage, void>(service, signal, {
      received: () => undefined,
      onFull: () => this.#series.request?.pause(),
      onDrained: () => this.#series.request?.resume(),
      onEnd: () => {
        this.#held = undefined
        this.#series.stop()
      },
    })
    this.ready = new Promise((resolve, reject) => {
      this.#becomeReady = resolve
      this.#stream.result.then(
        () => reject(configError('The request ended before the service was ready.')),
        (error: unknown) => reject(error),
      )
    })
    this.ready.catch(() => {})
    this.#stream.start(() => this.#series.open())
  }

  /** Settles when the request ends. Rejects with the error that the iteration throws. */
  get ended(): Promise<void> {
    return this.#stream.result
  }

  /** Sends the setup, if `sendSetupOnStart` was false. Throws `config` when it was sent before. */
  sendSetup(setup: Setup = this.#setup): void {
    this.#series.request?.start(setup)
  }

  /**
   * Sends a message; its `clientRequestId` is set for you. Throws `config` for a message that cannot be sent, and after the
   * end of the stream.
   */
  send(message: Input): void {
    const frame = this.#encode(message)
    if (this.#hasEnded) throw configError('Nothing can be sent after the end of the stream.')
    this.#hasEnded = frame === endOfStream
    if (this.#held === undefined) this.#dispatch(frame)
    else this.#held.push(frame)
  }

  /** Ends the request at once. Calling it again does nothing. */
  close(): Promise<void> {
    this.#stream.cancel()
    return this.#series.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  [Symbol.asyncIterator](): AsyncIterator<ServerMessage, undefined> {
    return this.#stream.events
  }

  #encode(message: Input): Frame {
    const suffix = this.#series.request?.suffix ?? '}'
    if (message.type === 'text' && typeof message.text === 'string')
      return encodeText(message.text, suffix)
    if (message.type === 'audio' && message.audio instanceof Uint8Array)
      return encodeAudioMessage(this.#platform, message.audio, `"${suffix}`)
    if (message.type === 'flush' && Number.isSafeInteger(message.flushId))
      return encodeFlush(message.flushId, suffix)
    if (message.type === 'end-of-stream') return endOfStream
    throw configError(
      'send takes a message of type text (text: string), audio (audio: Uint8Array), flush (flushId: integer) or end-of-stream.',
    )
  }

  #dispatch(frame: Frame): void {
    if (frame === endOfStream) this.#series.request?.end(this.#owedMs)
    else this.#series.request?.send(frame)
  }

  #receive(message: ServerMessage, bytes: number): void {
    if (message.type === 'ready') {
      this.#becomeReady(message)
      const held = this.#held ?? []
      this.#held = undefined
      for (const frame of held) this.#dispatch(frame)
    }
    this.#stream.push(message, message.type === 'audio' ? message.audio.length : bytes)
  }
}
