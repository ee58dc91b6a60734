import { GradiumError, abortedError, configError } from '../errors.ts'
import type { Endpoint } from '../protocol/client-messages.ts'
import { parseServerMessage, protocolError } from '../protocol/parse-message.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'
import { Deadline } from '../session/deadline.ts'
import { Liveness } from '../session/liveness.ts'
import { closeFailure, deadError } from './close-failure.ts'
import { dial } from './dial.ts'
import { Outbox } from './outbox.ts'
import { RequestTable } from './request-table.ts'
import type { Service } from './service.ts'
import type { Socket } from './socket.ts'

/** What a connection tells each of its requests. */
export interface ConnectionListener {
  /** The socket is open and everything queued has been handed to it. */
  onOpen(): void
  /** A message, and how many characters it had on the wire. */
  onMessage(message: ServerMessage, bytes: number): void
  /** A message came for it that cannot be read. */
  fail(error: GradiumError): void
  /** The connection is gone, with the reason. Nothing follows. */
  onClosed(reason: GradiumError): void
}

type ConnectionStatus = 'connecting' | 'open' | 'closing' | 'closed'

/**
 * One WebSocket that carries one request, or several told apart by `client_req_id` (PROTOCOL.md §8). It starts
 * to connect when it is made; what is sent before it is open waits, up to a limit.
 */
export class Connection implements AsyncDisposable {
  readonly endpoint: Endpoint
  readonly service: Service
  readonly #onChange: () => void
  readonly #requests = new RequestTable<ConnectionListener>()
  readonly #outbox = new Outbox()
  readonly #connecting = new AbortController()
  readonly #deadline: Deadline
  readonly #liveness: Liveness
  #socket: Socket | undefined
  #isPaused = false
  #status: ConnectionStatus = 'connecting'
  #nextId = 1
  #openedAt: number | undefined
  /** Whom the service has blamed, after which it closes. If one request, the close says nothing of the others. */
  #blamed: 'one' | 'all' | undefined
  #markClosed!: () => void
  readonly #closed = new Promise<void>((resolve) => (this.#markClosed = resolve))

  /** @internal Made by `Gradium.connect`. `onChange`: a request has left, or the connection is over. */
  constructor(service: Service, endpoint: Endpoint, onChange = (): void => {}) {
    const { clock, timeouts } = service
    this.service = service
    this.endpoint = endpoint
    this.#onChange = onChange
    this.#deadline = new Deadline(clock, () => this.#expire())
    this.#liveness = new Liveness(clock, {
      ...timeouts,
      ask: () => this.#socket?.ping?.(),
      onDead: () => this.#die(),
    })
    void this.#connect()
  }

  /** Whether new requests can start. */
  get isUsable(): boolean {
    return !this.#blamed && (this.#status === 'connecting' || this.#status === 'open')
  }

  /** Messages dropped because their request had ended or never was. */
  get droppedMessages(): number {
    return this.#requests.dropped
  }

  /** Requests under way. */
  get activeRequests(): number {
    return this.#requests.size
  }

  /** @internal Requests under way and those given up that still occupy the service. */
  get load(): number {
    return this.#requests.load
  }

  /** @internal How far it is. */
  get status(): ConnectionStatus {
    return this.#status
  }

  /** @internal Milliseconds since it opened; 0 before. */
  get ageMs(): number {
    return this.#openedAt === undefined ? 0 : this.service.clock.now() - this.#openedAt
  }

  /** Bytes that wait to leave. */
  get bufferedAmount(): number {
    return this.#outbox.size + (this.#socket?.bufferedAmount ?? 0)
  }

  /** @internal An id that no request of this connection has had. */
  createRequestId(): string {
    return `r${this.#nextId++}`
  }

  /** @internal Adds a request; throws `config` when its id is in use or the connection is over. */
  attach(id: string | undefined, listener: ConnectionListener): void {
    if (!this.isUsable) throw configError('The connection is closed. Open a new one.')
    // One that was idle may have died unnoticed.
    if (this.load === 0 && this.#status === 'open' && this.#socket?.ping !== undefined)
      this.#liveness.check()
    this.#requests.add(id, listener)
    // Nobody else's slow reader may stop this one.
    this.resume()
    this.#socket?.hold?.(true)
    if (this.#status === 'open') listener.onOpen()
  }

  /** @internal Removes a request; what still comes for it is dropped. `isDone`: the service has ended it too. */
  detach(id: string | undefined, isDone: boolean): void {
    const isConnecting = this.#status === 'connecting'
    if (!this.#requests.remove(id, !isDone && !isConnecting)) return
    this.resume()
    if (isConnecting) this.#outbox.remove(id)
    this.#release()
    this.#onChange()
  }

  /**
   * @internal Sends a message of a request, or keeps it until the socket is open. Throws `backpressure` when too much waits.
   */
  send(message: string, id: string | undefined): void {
    const isOpen = this.#status === 'open'
    if (!isOpen && this.#status !== 'connecting') return
    const waiting = this.bufferedAmount
    const most = isOpen ? this.service.maxQueuedBytes : this.service.maxMessageBytes
    if (waiting > 0 && waiting + message.length > most) {
      const text = isOpen
        ? 'The network takes less than is sent (maxQueuedBytes). Send at the pace of speech, or wait for drained().'
        : 'Too much was sent before the connection was open (maxMessageBytes). Wait for the ready event first.'
      throw new GradiumError('backpressure', text, { phase: isOpen ? 'stream' : 'connect' })
    }
    if (isOpen) this.#socket!.send(message)
    else this.#outbox.push(message, id)
  }

  /** @internal Stops reading, where the runtime can and no other request would be stopped too. */
  pause(): void {
    if (this.#requests.size !== 1 || this.#socket?.pause === undefined) return
    this.#isPaused = true
    this.#liveness.stop()
    this.#socket.pause()
  }

  /** @internal Reads again. */
  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    if (this.#status === 'open') this.#liveness.start()
    this.#socket?.resume?.()
  }

  /** Ends the connection. Requests under way fail with `aborted`. Calling it again returns the same promise. */
  close(message?: string): Promise<void> {
    if (this.#status === 'connecting') this.#finish(abortedError('connect', message))
    else if (this.#status === 'open') {
      this.#failAll(abortedError('close', message))
      this.closeSocket(1000)
    }
    return this.#closed
  }

  /** Ends the connection. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** @internal Starts the closing handshake, and cuts the connection when the service does not answer it. */
  closeSocket(code: number): void {
    if (this.#status === 'connecting') this.#finish(abortedError('close'))
    if (this.#status !== 'open') return
    this.#status = 'closing'
    this.#liveness.stop()
    this.#socket!.hold?.(true)
    this.#deadline.start(this.service.timeouts.closeMs)
    this.#socket!.close(code)
  }

  /** @internal Waits for the service to close, and closes after `closeMs`. */
  awaitClose(): void {
    if (this.#status === 'open') this.#deadline.start(this.service.timeouts.closeMs)
  }

  async #connect(): Promise<void> {
    const { service } = this
    try {
      this.#socket = await dial(service, this.endpoint, this.#connecting.signal, {
        onOpen: () => this.#open(),
        onText: (text) => this.#receive(text),
        onPong: () => this.#liveness.heard(),
        onViolation: (what) => this.#break(protocolError(what)),
        onClose: (code, reason, failure) =>
          this.#finish(failure ?? this.#closeReason(code, reason)),
      })
      if (this.#status === 'connecting') this.#deadline.start(service.timeouts.connectMs)
      else this.#socket?.terminate()
    } catch (error) {
      // A listener must not run before the caller that made this connection has its hands on it.
      await Promise.resolve()
      this.#finish(GradiumError.is(error) ? error : this.#closeReason(1006, ''))
    }
  }

  #open(): void {
    if (this.#status !== 'connecting') return
    this.#status = 'open'
    this.#openedAt = this.service.clock.now()
    this.#deadline.stop()
    if (this.#socket!.ping !== undefined) this.#liveness.start()
    for (const message of this.#outbox.takeAll()) this.#socket!.send(message)
    for (const listener of this.#requests.all()) listener.onOpen()
    this.#release()
  }

  /** A connection that nobody uses does not keep the process alive. */
  #release(): void {
    if (this.#status === 'open' && this.#requests.size === 0) this.#socket!.hold?.(false)
  }

  #receive(text: string): void {
    if (this.#status !== 'open' && this.#status !== 'closing') return
    this.#liveness.heard()
    let message: ServerMessage
    try {
      message = parseServerMessage(text, this.service.platform.decodeBase64)
    } catch (error) {
      if (!GradiumError.is(error)) throw error
      const concerned = this.#requests.concerned(text)
      for (const each of concerned ?? []) each.fail(error)
      if (concerned === undefined) this.#break(error)
      return
    }
    const { type, clientRequestId } = message
    const listener = this.#requests.find(clientRequestId)
    if (type === 'error') this.#blamed = clientRequestId === undefined ? 'all' : 'one'
    if (listener !== undefined) listener.onMessage(message, text.length)
    else if (type === 'error' && clientRequestId === undefined) {
      for (const each of this.#requests.all()) each.onMessage(message, text.length)
    } else {
      this.#requests.drop(message)
      this.#onChange()
    }
  }

  #closeReason(code: number, reason: string): GradiumError {
    const phase = this.#status === 'connecting' ? 'connect' : 'stream'
    const { credentials } = this.service
    const text = this.#blamed === 'one' ? undefined : credentials.redact(reason)
    return closeFailure(code, text, phase, credentials.hasTokenProvider)
  }

  #break(error: GradiumError): void {
    this.closeSocket(1002)
    this.#failAll(error)
  }

  #failAll(error: GradiumError): void {
    for (const listener of this.#requests.takeAll()) listener.onClosed(error)
  }

  #die(): void {
    this.#socket?.terminate()
    this.#finish(deadError())
  }

  #expire(): void {
    if (this.#status === 'connecting') {
      const { connectMs } = this.service.timeouts
      const message = `Gradium did not accept the connection within ${connectMs} ms. Try again.`
      this.#finish(new GradiumError('timeout', message, { phase: 'connect' }))
    } else if (this.#status === 'open') this.closeSocket(1000)
    else this.#socket?.terminate()
  }

  #finish(reason: GradiumError): void {
    if (this.#status === 'closed') return
    const wasConnecting = this.#status === 'connecting'
    this.#status = 'closed'
    this.#deadline.stop()
    this.#liveness.stop()
    this.#outbox.takeAll()
    if (wasConnecting) {
      this.#connecting.abort()
      this.#socket?.terminate()
    }
    this.#failAll(reason)
    this.#markClosed()
    this.#onChange()
  }
}
