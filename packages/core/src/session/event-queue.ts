import type { GradiumError } from '../errors.ts'

/** How a queue lets its producer know that it is full or empty again. */
export interface EventQueueOptions {
  /** Bytes that may wait before {@link EventQueueOptions.onFull} is called. */
  highWaterBytes: number
  /** Bytes that may wait at all. More ends the stream with `backpressure`. */
  maxBytes: number
  onFull?: () => void
  onDrained?: () => void
  /** The consumer has stopped reading before the end. */
  onReturn: () => void
}

interface Queued<Event> {
  event: Event
  bytes: number
  next: Queued<Event> | undefined
}

interface Waiter<Event> {
  resolve: (result: IteratorResult<Event, undefined>) => void
  reject: (error: unknown) => void
}

/**
 * Events between a socket that pushes and one consumer that pulls. Everything pushed is delivered before the end or the
 * error is; nothing is dropped.
 */
export class EventQueue<Event> implements AsyncIterableIterator<Event, undefined> {
  readonly #options: EventQueueOptions
  #first: Queued<Event> | undefined
  #last: Queued<Event> | undefined
  #bytes = 0
  #isFull = false
  #isRead = false
  #end: { error: GradiumError | undefined } | undefined
  #waiters: Waiter<Event>[] = []

  constructor(options: EventQueueOptions) {
    this.#options = options
  }

  /** Whether somebody has begun to read. */
  get isRead(): boolean {
    return this.#isRead
  }

  /** Whether so much waits that the producer should slow down. */
  get isFull(): boolean {
    return this.#bytes >= this.#options.highWaterBytes
  }

  /** Whether the producer has been told that it is full, and not yet that there is room again. */
  get isHeldUp(): boolean {
    return this.#isFull
  }

  /** Adds an event of a size; returns false when the queue has overflowed and the producer must stop. */
  push(event: Event, bytes: number): boolean {
    if (this.#end !== undefined) return true
    const waiter = this.#waiters.shift()
    if (waiter !== undefined) {
      waiter.resolve({ done: false, value: event })
      return true
    }
    if (this.#bytes + bytes > this.#options.maxBytes) return false
    const queued = { event, bytes, next: undefined }
    if (this.#first === undefined) this.#first = queued
    else this.#last!.next = queued
    this.#last = queued
    this.#bytes += bytes
    if (!this.#isFull && this.#bytes >= this.#options.highWaterBytes && this.#isRead) {
      this.#isFull = true
      this.#options.onFull?.()
    }
    return true
  }

  /** Ends the stream, with an error or without. Only the first call counts. After an abort nothing more is yielded. */
  end(error?: GradiumError): void {
    if (this.#end !== undefined) return
    if (error?.code === 'aborted') this.#first = undefined
    this.#end = { error }
    for (const waiter of this.#waiters.splice(0)) this.#settle(waiter)
  }

  next(): Promise<IteratorResult<Event, undefined>> {
    this.#isRead = true
    if (this.#first !== undefined)
      return Promise.resolve({ done: false, value: this.#take(this.#first) })
    return new Promise((resolve, reject) => {
      const waiter = { resolve, reject }
      if (this.#end === undefined) this.#waiters.push(waiter)
      else this.#settle(waiter)
    })
  }

  return(): Promise<IteratorResult<Event, undefined>> {
    this.#first = undefined
    this.#bytes = 0
    const hadEnded = this.#end !== undefined
    this.#end = { error: undefined }
    for (const waiter of this.#waiters.splice(0)) this.#settle(waiter)
    if (!hadEnded) this.#options.onReturn()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #settle(waiter: Waiter<Event>): void {
    const error = this.#end?.error
    if (error === undefined) waiter.resolve({ done: true, value: undefined })
    else {
      this.#end = { error: undefined }
      waiter.reject(error)
    }
  }

  #take({ event, bytes, next }: Queued<Event>): Event {
    this.#first = next
    this.#bytes -= bytes
    if (this.#isFull && this.#bytes < this.#options.highWaterBytes / 2) {
      this.#isFull = false
      this.#options.onDrained?.()
    }
    return event
  }
}
