import { GradiumError, abortedError, configError, withDetails } from '../errors.ts'
import { EventQueue } from '../session/event-queue.ts'
import type { Service } from './service.ts'

/** What the owner of an {@link EventStream} does with it. */
export interface EventStreamOwner<Result> {
  /** What has been received so far: the result, and `error.partial`. */
  received(): Result
  /** The stream is over, however it ended. */
  onEnd(): void
  /** The reader is slow, and has caught up again. */
  onFull?(): void
  onDrained?(): void
}

/** A queue of events for one reader, and a result. They end together, once, also by the caller's signal. */
export class EventStream<Event, Result> {
  readonly result: Promise<Result>
  readonly events: EventQueue<Event>
  readonly #owner: EventStreamOwner<Result>
  readonly #signal: AbortSignal | undefined
  readonly #abort = (): void => this.fail(abortedError('stream'))
  #settle!: { resolve: (result: Result) => void; reject: (error: unknown) => void }
  #hasEnded = false

  /** Throws `config` for something else than a signal. */
  constructor(service: Service, signal: AbortSignal | undefined, owner: EventStreamOwner<Result>) {
    if (signal !== undefined && typeof signal.addEventListener !== 'function')
      throw configError('signal is not an AbortSignal.')
    this.#owner = owner
    this.#signal = signal
    this.result = new Promise((resolve, reject) => (this.#settle = { resolve, reject }))
    // Whoever iterates gets the error there; nobody has to look at both.
    this.result.catch(() => {})
    this.events = new EventQueue({
      highWaterBytes: service.maxQueuedBytes / 4,
      maxBytes: service.maxQueuedBytes,
      onFull: () => owner.onFull?.(),
      onDrained: () => owner.onDrained?.(),
      onReturn: () => this.cancel(),
    })
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Calls `begin` unless the signal is aborted already. */
  start(begin: () => void): void {
    if (this.#signal?.aborted === true) this.fail(abortedError('config'))
    if (this.#hasEnded) return
    begin()
    this.#signal?.addEventListener('abort', this.#abort)
  }

  /** Hands an event to the reader; `bytes` is what it weighs while it waits. */
  push(event: Event, bytes: number): void {
    if (this.events.push(event, bytes)) return
    this.fail(
      new GradiumError(
        'backpressure',
        'Too many results wait and nobody reads them (maxQueuedBytes). Read the stream with for await, or cancel it.',
        { phase: 'stream' },
      ),
    )
  }

  /** Ends the stream well. Only the first end counts. */
  finish(): void {
    if (this.#hasEnded) return
    this.#end()
    this.#settle.resolve(this.#owner.received())
    this.#owner.onEnd()
  }

  /** Ends the stream with an error, to which it adds what has been received. */
  fail(error: GradiumError): void {
    if (this.#hasEnded) return
    const detailed = withDetails(error, { partial: this.#owner.received() })
    this.#end(detailed)
    this.#settle.reject(detailed)
    this.#owner.onEnd()
  }

  cancel(): void {
    this.fail(new GradiumError('aborted', 'The stream was cancelled.', { phase: 'stream' }))
  }

  #end(error?: GradiumError): void {
    this.#hasEnded = true
    this.#signal?.removeEventListener('abort', this.#abort)
    this.events.end(error)
  }
}
