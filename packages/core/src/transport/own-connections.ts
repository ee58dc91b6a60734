import type { Endpoint } from '../protocol/client-messages.ts'
import { Connection } from './connection.ts'
import type { Service } from './service.ts'

/** Connections that one operation has made for itself, until they are closed. */
export class OwnConnections {
  readonly #service: Service
  readonly #endpoint: Endpoint
  readonly #open = new Set<Connection>()

  constructor(service: Service, endpoint: Endpoint) {
    this.#service = service
    this.#endpoint = endpoint
  }

  /** Makes one. */
  open(): Connection {
    const connection: Connection = new Connection(this.#service, this.#endpoint, () => {
      if (connection.status === 'closed') this.#open.delete(connection)
    })
    this.#open.add(connection)
    return connection
  }

  /** Waits until all are closed. */
  async close(): Promise<void> {
    await Promise.all([...this.#open].map((connection) => connection.close()))
  }
}
