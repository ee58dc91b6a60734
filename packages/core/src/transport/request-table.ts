import { configError } from '../errors.ts'
import { clientRequestIdOf } from '../protocol/parse-message.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'

/** The requests of one connection by their `client_req_id`, and whose each message is (PROTOCOL.md §8). */
export class RequestTable<Listener> {
  readonly #listeners = new Map<string | undefined, Listener>()
  /** Given up here; the service may still work on them. */
  readonly #abandoned = new Set<string | undefined>()
  #hasShared = false
  /** Messages dropped because their request had ended or never was. */
  dropped = 0

  /** Requests under way. */
  get size(): number {
    return this.#listeners.size
  }

  /** Requests under way and those given up that still occupy the service. */
  get load(): number {
    return this.#listeners.size + this.#abandoned.size
  }

  /** Throws `config` when the id is in use. A request without an id shares its connection with no other. */
  add(id: string | undefined, listener: Listener): void {
    const isTaken = id === undefined ? this.size > 0 : this.#listeners.has(undefined)
    if (isTaken || this.#listeners.has(id) || this.#abandoned.has(id))
      throw configError(
        'The clientRequestId is in use on this connection: give each request its own.',
      )
    this.#listeners.set(id, listener)
    if (this.load > 1) this.#hasShared = true
  }

  /** Returns false when there is no such request. */
  remove(id: string | undefined, isAbandoned: boolean): boolean {
    const isKnown = this.#listeners.delete(id)
    if (isKnown && isAbandoned) this.#abandoned.add(id)
    return isKnown
  }

  /** Whose messages with this id are; undefined for nobody's, or everybody's. */
  find(id: string | undefined): Listener | undefined {
    return this.#listeners.get(id) ?? this.#sole(id)
  }

  /** Who gets a message that cannot be read, as far as it says whose it is and several share the connection; else undefined. */
  concerned(text: string): Listener[] | undefined {
    const id = this.load > 1 ? clientRequestIdOf(text) : undefined
    if (id === undefined) return undefined
    const listener = this.#listeners.get(id)
    return listener === undefined ? [] : [listener]
  }

  /** Counts a message that is for nobody. The last one of a request that was given up frees its place. */
  drop({ type, clientRequestId }: ServerMessage): void {
    this.dropped += 1
    if (type === 'error' || type === 'end-of-stream') this.#abandoned.delete(clientRequestId)
  }

  /** Everyone, each told once. */
  takeAll(): Listener[] {
    const all = this.all()
    this.#listeners.clear()
    this.#abandoned.clear()
    return all
  }

  /** Everyone at this moment. */
  all(): Listener[] {
    return [...this.#listeners.values()]
  }

  /**
   * A request without an id takes every message; one with an id that has always been alone also those in which the service
   * left it out.
   */
  #sole(id: string | undefined): Listener | undefined {
    if (id !== undefined) return this.#listeners.get(undefined)
    if (this.#hasShared || this.size !== 1) return undefined
    const [listener] = this.#listeners.values()
    return listener
  }
}
