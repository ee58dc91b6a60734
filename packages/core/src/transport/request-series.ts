import { abortedError, type GradiumError } from '../errors.ts'
import type { Endpoint, Setup } from '../protocol/client-messages.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'
import { Deadline } from '../session/deadline.ts'
import { checkRequest } from './check-request.ts'
import type { Connection } from './connection.ts'
import { Outage } from './outage.ts'
import { OwnConnections } from './own-connections.ts'
import { ConnectionRequest, type RequestListener } from './request.ts'
import type { Service } from './service.ts'

/** How long a request waits for a place on a shared connection before it gets one of its own. */
const placeMs = 2_000

/** What the requests of a series have in common. */
export interface RequestSeriesOptions {
  endpoint: Endpoint
  setup: Setup
  /** A connection of the caller's to use; then there is one attempt. */
  connection: Connection | undefined
  /** Whether a request may use a warm connection of the client together with others. Default: it gets one of its own. */
  isPooled?: () => boolean
}

/** What the owner of a {@link RequestSeries} does with it. */
export interface RequestSeriesOwner {
  /** A request has been made: send its setup, and all that has been put in so far. */
  onRequest(request: ConnectionRequest): void
  /** A message, and how many characters it had on the wire. */
  onMessage(message: ServerMessage, bytes: number): void
  /** The request is complete. */
  onComplete(): void
  /** Whether the request can be made again as if nothing had happened. */
  canRetry(error: GradiumError): boolean
  /** Whether nothing is missing although the connection has failed. Default: something is. */
  isComplete?(): boolean
  /** The request has failed for good. */
  onFailed(error: GradiumError): void
}

/**
 * One request after another, of which one is under way: made again when it fails and that would not be noticed, and
 * followed by the next when the owner has more to do.
 */
export class RequestSeries implements RequestListener {
  /** The request under way; undefined before it has a connection, and while another attempt waits. */
  request: ConnectionRequest | undefined
  readonly outage: Outage
  readonly #service: Service
  readonly #options: RequestSeriesOptions
  readonly #owner: RequestSeriesOwner
  readonly #ownConnections: OwnConnections
  #isOpen = false
  #isReused = false
  #isAlone = false
  #stopWaiting: (() => void) | undefined
  readonly #patience: Deadline

  /** Throws `config` when the connection is for another endpoint, and for settings that are no JSON. */
  constructor(service: Service, options: RequestSeriesOptions, owner: RequestSeriesOwner) {
    const { endpoint, setup, connection } = options
    checkRequest(endpoint, setup, connection)
    this.#service = service
    this.#options = options
    this.#owner = owner
    this.outage = new Outage(service)
    this.#ownConnections = new OwnConnections(service, endpoint)
    this.#patience = new Deadline(service.clock, () => {
      this.#stopWaiting?.()
      this.#start(this.#ownConnections.open(), true)
    })
  }

  /** Whether a request is under way, or an attempt to come. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Makes a request. Throws `config` when the caller's connection takes none. */
  open(): void {
    this.#isOpen = true
    this.#request()
  }

  /** Gives up what is under way; nothing is reported. */
  stop(): void {
    const { request } = this
    this.#isOpen = false
    this.request = undefined
    this.outage.stop()
    this.#patience.stop()
    this.#stopWaiting?.()
    request?.fail(abortedError('stream'))
  }

  /** Waits until connections of its own are closed. */
  async close(): Promise<void> {
    this.stop()
    await this.#ownConnections.close()
  }

  onMessage(message: ServerMessage, bytes: number): void {
    if (message.type === 'ready') this.outage.connected()
    this.#owner.onMessage(message, bytes)
  }

  end(error?: GradiumError): void {
    if (!this.#isOpen) return
    this.request = undefined
    const canMend = this.#options.connection === undefined
    const isComplete = canMend && error?.isRetryable === true && this.#owner.isComplete?.() === true
    if (error === undefined || isComplete) {
      this.#isOpen = false
      this.outage.completed()
      this.#owner.onComplete()
      return
    }
    const canRetry = canMend && this.#owner.canRetry(error)
    // A service without a place for it would end the connection for those that have one; a silent one may stay so.
    const isSilent = error.code === 'timeout' && error.requestId !== undefined
    if (error.code === 'limit' || isSilent) this.#isAlone = true
    const isStale = this.#isReused && !error.requestId && error.code === 'connection'
    if (canRetry && isStale) this.outage.replaceStale(() => this.#request())
    else if (
      !canRetry ||
      !this.outage.again(
        error,
        () => this.#request(),
        () => this.#fail(error),
      )
    )
      this.#fail(error)
  }

  #fail(error: GradiumError): void {
    this.#isOpen = false
    this.#owner.onFailed(this.outage.report(error))
  }

  #request(): void {
    const { connection, isPooled } = this.#options
    const { pool } = this.#service
    if (connection !== undefined) this.#start(connection, false)
    else if (pool !== undefined && !this.#isAlone && isPooled?.() === true) {
      this.#patience.start(placeMs)
      this.#stopWaiting = pool.request(
        (shared) => this.#start(shared, false),
        (error) => this.end(error),
      )
    } else this.#start(this.#ownConnections.open(), true)
  }

  #start(connection: Connection, isSole: boolean): void {
    this.#stopWaiting = undefined
    this.#patience.stop()
    this.#isReused = connection.status === 'open'
    try {
      this.request = new ConnectionRequest(connection, { setup: this.#options.setup, isSole }, this)
    } catch (error) {
      if (isSole) void connection.close()
      throw error
    }
    this.#owner.onRequest(this.request)
  }
}
