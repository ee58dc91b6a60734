import type { Endpoint } from '../protocol/client-messages.ts'
import { Deadline } from '../session/deadline.ts'
import { Connection } from './connection.ts'
import type { Service } from './service.ts'

const maxConnections = 4
const maxRequests = 8

/** How much of the service's session limit a connection lives, and how long it may be idle. */
const lifetime = 0.8

/**
 * Warm connections that requests share: an idle one, else a new one while there are fewer than four, else the least loaded
 * with fewer than eight requests; a request that finds none waits for a place. A connection retires by age or idleness,
 * before the service ends it.
 */
export class ConnectionPool {
  readonly #service: Service
  readonly #endpoint: Endpoint
  readonly #connections = new Map<Connection, Deadline>()
  readonly #waiting = new Set<(connection: Connection) => void>()

  constructor(service: Service, endpoint: Endpoint) {
    this.#service = service
    this.#endpoint = endpoint
  }

  /** Calls `start` once, with a connection that has room, now or later. The function returned gives up waiting. */
  request(start: (connection: Connection) => void): () => void {
    const connection = this.#choose()
    if (connection === undefined) this.#waiting.add(start)
    else this.#start(connection, start)
    return () => this.#waiting.delete(start)
  }

  /** Ends all connections. The pool can be used again. */
  async close(): Promise<void> {
    await Promise.all([...this.#connections.keys()].map((connection) => connection.close()))
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
    if (!connection.isUsable) {
      retire?.stop()
      this.#connections.delete(connection)
    } else if (connection.activeRequests === 0) {
      // What was given up costs as long as the service works on it.
      const isSpent = connection.load > 0 || connection.status !== 'open' || this.#isOld(connection)
      if (isSpent) void connection.close()
      else retire?.start(this.#lifetimeMs - connection.ageMs)
    }
    this.#admit()
  }

  #admit(): void {
    for (const start of this.#waiting) {
      const connection = this.#choose()
      if (connection === undefined) return
      this.#waiting.delete(start)
      this.#start(connection, start)
    }
  }

  #start(connection: Connection, start: (connection: Connection) => void): void {
    this.#connections.get(connection)?.stop()
    start(connection)
  }

  #isOld(connection: Connection): boolean {
    return connection.ageMs >= this.#lifetimeMs
  }

  get #lifetimeMs(): number {
    return this.#service.maxSessionSeconds * lifetime * 1_000
  }
}
