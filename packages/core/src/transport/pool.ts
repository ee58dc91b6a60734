import { abortedError, type GradiumError } from '../errors.ts'
import type { Endpoint } from '../protocol/client-messages.ts'
import { Deadline } from '../session/deadline.ts'
import { Connection } from './connection.ts'
import type { Service } from './service.ts'

const maxConnections = 4
const maxRequests = 8

/** How much of the service's session limit a connection lives, and how long it may be idle. */
const lifetime = 0.8

/** A request without a connection. */
interface WaitingRequest {
  start: (connection: Connection) => void
  fail: (error: GradiumError) => void
}

/**
 * Warm connections that requests share: an idle one, else a new one while there are fewer than four, else the least loaded
 * with fewer than eight requests; a request that finds none waits for a place. A connection retires by age or idleness,
 * before the service ends it.
 */
export class ConnectionPool {
  readonly #service: Service
  readonly #endpoint: Endpoint
  readonly #connections = new Map<Connection, Deadline>()
  readonly #waiting = new Set<WaitingRequest>()

  constructor(service: Service, endpoint: Endpoint) {
    this.#service = service
    this.#endpoint = endpoint
  }

  /**
   * Calls `start` once, with a connection that has room, now or later; or `fail`, when the pool is closed while it waits. The
   * function returned gives up waiting.
   */
  request(start: WaitingRequest['start'], fail: WaitingRequest['fail']): () => void {
    const request = { start, fail }
    const connection = this.#choose()
    if (connection === undefined) this.#waiting.add(request)
    else this.#start(connection, request)
    return () => this.#waiting.delete(request)
  }

  /** Ends all connections, and the requests on them or waiting for them. The pool can be used again. */
  async close(): Promise<void> {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    const message = 'The client was closed.'
    for (const request of waiting) request.fail(abortedError('close', message))
    await Promise.all([...this.#connections.keys()].map((connection) => connection.close(message)))
  }

  #choose(): Connection | undefined {
    const young = [...this.#connections.keys()].filter(
      (each) => each.isUsable && !this.#isOld(each),
    )
    const [best] = young.toSorted((a, b) => a.load - b.load)
    if (best?.load === 0) return best
    if (young.length < maxConnections) return this.#open()
    return best !== undefined && best.load < maxRequests ? best : undefined
  }

  #open(): Connection {
    const connection: Connection = new Connection(this.#service, this.#endpoint, () =>
      this.#look(connection),
    )
    const retire = new Deadline(this.#service.clock, () => void connection.close(), true)
    this.#connections.set(connection, retire)
    return connection
  }

  /** A request has left a connection, or all have. */
  #look(connection: Connection): void {
    const retire = this.#connections.get(connection)
    const { isUsable, status } = connection
    if (status === 'closing' || status === 'closed') {
      retire?.stop()
      this.#connections.delete(connection)
    } else if (connection.activeRequests === 0) {
      // What was given up costs as long as the service works on it.
      const isSpent = connection.load > 0 || status !== 'open' || this.#isOld(connection)
      if (isSpent || !isUsable) void connection.close()
      else retire?.start(this.#lifetimeMs - connection.ageMs)
    }
    this.#admit()
  }

  #admit(): void {
    for (const request of this.#waiting) {
      const connection = this.#choose()
      if (connection === undefined) return
      this.#waiting.delete(request)
      this.#start(connection, request)
    }
  }

  #start(connection: Connection, request: WaitingRequest): void {
    this.#connections.get(connection)?.stop()
    request.start(connection)
  }

  #isOld(connection: Connection): boolean {
    return connection.ageMs >= this.#lifetimeMs
  }

  get #lifetimeMs(): number {
    return this.#service.maxSessionSeconds * lifetime * 1_000
  }
}
