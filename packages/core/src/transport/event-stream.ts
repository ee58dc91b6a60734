import { GradiumError, abortedError, configError } from '../errors.ts'
import type { Endpoint, Setup } from '../protocol/client-messages.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'
import { EventQueue } from '../session/event-queue.ts'
import { Connection } from './connection.ts'
import { ConnectionRequest, type RequestListener } from './request.ts'
import type { Service } from './service.ts'

/** How an {@link EventStream} starts. */
export interface EventStreamOptions {
  endpoint: Endpoint
  /** Undefined for a stream that needs no service, because there is nothing to do. */
  setup: Setup | undefined
  /** A connection to share. Default: one of its own. */
  connection: Connection | undefined
  signal: AbortSignal | undefined
}

/** What the owner of an {@link EventStream} does with it. */
export interface EventStreamOwner<Result> {
  onMessage(message: ServerMessage): void
  /** What has been received so far: the result, and `error.partial`. */
  received(): Result
  /** The stream is over, however it ended. */
  onEnd(result: Promise<Result>): void
}

/**
 * What every stream of this package is made of: one request, a queue of events for one reader, and a result. The queue and
 * the result end together, once. Its owner starts the request.
 */
export class EventStream<
  Event extends { type: string; audio?: Uint8Array },
  Result,
> implements RequestListener {
  readonly result: Promise<Result>
  readonly events: EventQueue<Event>
  /** Undefined when there was nothing to do. */
  readonly request: ConnectionRequest | undefined
  readonly #owner: EventStreamOwner<Result>
  readonly #ownConnection: Connection | undefined
  #settle!: { resolve: (result: Result) => void; reject: (error: unknown) => void }
  #hasEnded = false
  /** What an event without audio weighs while it waits: as much as its message. */
  #messageBytes = 0

  constructor(service: Service, options: EventStreamOptions, owner: EventStreamOwner<Result>) {
    const { endpoint, setup, connection, signal } = options
    this.#owner = owner
    this.result = new Promise((resolve, reject) => (this.#settle = { resolve, reject }))
    // Whoever iterates gets the error there; nobody has to look at both.
    this.result.catch(() => {})
    this.events = new EventQueue({
      highWaterBytes: service.maxQueuedBytes / 4,
      maxBytes: service.maxQueuedBytes,
      onFull: () => this.request?.pause(),
      onDrained: () => this.request?.resume(),
      onReturn: () => this.cancel(),
    })
    if (connection !== undefined && connection.endpoint !== endpoint)
      throw configError(`The connection is for another endpoint: use connect('${endpoint}').`)
    if (signal !== undefined && typeof signal.addEventListener !== 'function')
      throw configError('signal is not an AbortSignal.')
    if (signal?.aborted === true) this.end(abortedError('config'))
    else if (setup !== undefined) {
      if (connection === undefined) this.#ownConnection = new Connection(service, endpoint)
      const used = connection ?? this.#ownConnection!
      const isSole = connection === undefined
      try {
        this.request = new ConnectionRequest(used, { setup, isSole, signal }, this)
      } catch (error) {
        void this.#ownConnection?.close()
        throw error
      }
    }
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Hands an event to the reader. */
  push(event: Event): void {
    if (this.events.push(event, event.audio?.length ?? this.#messageBytes)) return
    this.fail(
      new GradiumError(
        'backpressure',
        'Too many results wait and nobody reads them (maxQueuedBytes). Read the stream with for await, or cancel it.',
        { phase: 'stream' },
      ),
    )
  }

  /** Ends the stream with an error, and the request with it. */
  fail(error: GradiumError): void {
    if (this.request === undefined) this.end(error)
    else this.request.fail(error)
  }

  cancel(): void {
    this.fail(new GradiumError('aborted', 'The stream was cancelled.', { phase: 'stream' }))
  }

  /** Cancels what is under way, and waits until a connection of its own is closed. */
  async close(): Promise<void> {
    this.cancel()
    await this.#ownConnection?.close()
  }

  /** Ends the queue and the result. Only the first call counts. */
  end(error?: GradiumError): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.events.end(error)
    if (error === undefined) this.#settle.resolve(this.received())
    else this.#settle.reject(error)
    this.#owner.onEnd(this.result)
  }

  onMessage(message: ServerMessage, bytes: number): void {
    this.#messageBytes = bytes
    this.#owner.onMessage(message)
  }

  received(): Result {
    return this.#owner.received()
  }
}
