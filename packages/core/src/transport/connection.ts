import { GradiumError, abortedError, configError } from '../errors.ts'
import type { Endpoint } from '../protocol/client-messages.ts'
import { failureError } from '../protocol/failure.ts'
import { parseServerMessage, protocolError } from '../protocol/parse-message.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'
import { Deadline } from '../session/deadline.ts'
import type { Service } from './service.ts'
import type { Socket } from './socket.ts'

/** What a connection tells each of its requests. */
export interface ConnectionListener {
  /** The socket is open and everything queued has been handed to it. */
  onOpen(): void
  /** A message, and how many characters it had on the wire. */
  onMessage(message: ServerMessage, bytes: number): void
  /** The connection is gone, with the reason. Nothing follows. */
  onClosed(reason: GradiumError): void
}

/**
 * One WebSocket that carries one request, or several told apart by `client_req_id` (PROTOCOL.md §8). It starts
 * to connect when it is made; what is sent before it is open waits, up to a limit.
 */
export class Connection implements AsyncDisposable {
  readonly endpoint: Endpoint
  readonly service: Service
  readonly #listeners = new Map<string | undefined, ConnectionListener>()
  readonly #connecting = new AbortController()
  readonly #deadline: Deadline
  #socket: Socket | undefined
  #outbox: { message: string; id: string | undefined }[] = []
  #outboxBytes = 0
  #isPaused = false
  #status: 'connecting' | 'open' | 'closing' | 'closed' = 'connecting'
  #nextId = 1
  #droppedMessages = 0
  /** The service has blamed one request; its close says nothing of the others. */
  #isClosedForOne = false
  #markClosed!: () => void
  readonly #closed = new Promise<void>((resolve) => (this.#markClosed = resolve))

  /** @internal Made by `Gradium.connect`. */
  constructor(service: Service, endpoint: Endpoint) {
    this.service = service
    this.endpoint = endpoint
    this.#deadline = new Deadline(service.clock, () => this.#expire())
    void this.#connect()
  }

  /** Whether new requests can start. */
  get isUsable(): boolean {
    return this.#status === 'connecting' || this.#status === 'open'
  }

  /** Messages dropped because their request had ended or never was. */
  get droppedMessages(): number {
    return this.#droppedMessages
  }

  /** Requests under way. */
  get activeRequests(): number {
    return this.#listeners.size
  }

  /** Bytes that wait to leave. */
  get bufferedAmount(): number {
    return this.#outboxBytes + (this.#socket?.bufferedAmount ?? 0)
  }

  /** @internal An id that no request of this connection has had. */
  createRequestId(): string {
    return `r${this.#nextId++}`
  }

  /** @internal Adds a request; throws `config` when its id is in use or the connection is over. */
  attach(id: string | undefined, listener: ConnectionListener): void {
    if (!this.isUsable) throw configError('The connection is closed. Open a new one.')
    const isTaken = id === undefined ? this.#listeners.size > 0 : this.#listeners.has(undefined)
    if (isTaken || this.#listeners.has(id))
      throw configError(
        'The clientRequestId is in use on this connection: give each request its own.',
      )
    // Nobody else's slow reader may stop this one.
    this.resume()
    this.#listeners.set(id, listener)
    if (this.#status === 'open') listener.onOpen()
  }

  /** @internal Removes a request; what still comes for it is dropped. */
  detach(id: string | undefined): void {
    this.#listeners.delete(id)
    this.resume()
    if (this.#status !== 'connecting') return
    this.#outbox = this.#outbox.filter((waiting) => waiting.id !== id)
    this.#outboxBytes = this.#outbox.reduce((sum, { message }) => sum + message.length, 0)
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
    else {
      this.#outbox.push({ message, id })
      this.#outboxBytes += message.length
    }
  }

  /** @internal Stops reading, where the runtime can and no other request would be stopped too. */
  pause(): void {
    if (this.#listeners.size !== 1) return
    this.#isPaused = true
    this.#socket?.pause?.()
  }

  /** @internal Reads again. */
  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#socket?.resume?.()
  }

  /** Ends the connection. Requests under way fail with `aborted`. Calling it again returns the same promise. */
  close(): Promise<void> {
    if (this.#status === 'connecting') this.#finish(abortedError('connect'))
    else if (this.#status === 'open') {
      this.#failAll(abortedError('close'))
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
    this.#deadline.start(this.service.timeouts.closeMs)
    this.#socket!.close(code)
  }

  /** @internal Waits for the service to close, and closes after `closeMs`. */
  awaitClose(): void {
    if (this.#status === 'open') this.#deadline.start(this.service.timeouts.closeMs)
  }

  async #connect(): Promise<void> {
    const { service } = this
    const { platform, credentials, address, timeouts } = service
    try {
      const { signal } = this.#connecting
      const headers: Record<string, string> = {}
      let token: string | undefined
      if (credentials.hasTokenProvider)
        token = await credentials.token(timeouts.tokenMs, signal, service.clock)
      else {
        if (!platform.hasSocketHeaders)
          throw configError(
            'Pass `token`, a function that gets a token from your server: sockets here carry no key.',
          )
        headers['x-api-key'] = credentials.apiKey()
        headers['x-api-source'] = service.source
      }
      if (this.#status !== 'connecting') return
      this.#deadline.start(timeouts.connectMs)
      this.#socket = platform.openSocket(
        {
          url: address.socket(this.endpoint, token),
          headers,
          maxMessageBytes: service.maxMessageBytes,
          redact: (text) => credentials.redact(text),
        },
        {
          onOpen: () => this.#open(),
          onText: (text) => this.#receive(text),
          onViolation: (what) => this.#break(protocolError(what)),
          onClose: (code, reason, failure) =>
            this.#finish(failure ?? this.#closeReason(code, reason)),
        },
      )
    } catch (error) {
      // A listener must not run before the caller that made this connection has its hands on it.
      await Promise.resolve()
      this.#finish(GradiumError.is(error) ? error : this.#closeReason(1006, ''))
    }
  }

  #open(): void {
    if (this.#status !== 'connecting') return
    this.#status = 'open'
    this.#deadline.stop()
    const socket = this.#socket!
    for (const { message } of this.#outbox) socket.send(message)
    this.#outbox = []
    this.#outboxBytes = 0
    for (const listener of this.#listeners.values()) listener.onOpen()
  }

  #receive(text: string): void {
    if (this.#status !== 'open' && this.#status !== 'closing') return
    let message: ServerMessage
    try {
      message = parseServerMessage(text, this.service.platform.decodeBase64)
    } catch (error) {
      if (!GradiumError.is(error)) throw error
      this.#break(error)
      return
    }
    const { clientRequestId } = message
    const listener = this.#listeners.get(clientRequestId) ?? this.#soleListener(clientRequestId)
    if (message.type === 'error' && clientRequestId !== undefined) this.#isClosedForOne = true
    if (listener !== undefined) listener.onMessage(message, text.length)
    else if (message.type === 'error' && clientRequestId === undefined) {
      for (const each of this.#listeners.values()) each.onMessage(message, text.length)
    } else this.#droppedMessages += 1
  }

  /** A request without an id takes every message; one with an id also those in which the service left it out. */
  #soleListener(id: string | undefined): ConnectionListener | undefined {
    if (id !== undefined) return this.#listeners.get(undefined)
    if (this.#listeners.size !== 1) return undefined
    const [listener] = this.#listeners.values()
    return listener
  }

  #break(error: GradiumError): void {
    this.closeSocket(1002)
    this.#failAll(error)
  }

  #failAll(error: GradiumError): void {
    const listeners = [...this.#listeners.values()]
    this.#listeners.clear()
    for (const listener of listeners) listener.onClosed(error)
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
    this.#outbox = []
    this.#outboxBytes = 0
    if (wasConnecting) {
      this.#connecting.abort()
      this.#socket?.terminate()
    }
    this.#failAll(reason)
    this.#markClosed()
  }

  #closeReason(closeCode: number, reason: string): GradiumError {
    const phase = this.#status === 'connecting' ? 'connect' : 'stream'
    const isSilent = closeCode === 1000 || closeCode === 1005 || closeCode === 1006
    if (!isSilent && !this.#isClosedForOne) {
      const text = this.service.credentials.redact(reason)
      return failureError({ text, closeCode }, { phase })
    }
    return new GradiumError(
      'connection',
      'The connection to Gradium failed. Check the network and baseUrl, and try again.',
      { phase, kind: 'closed', closeCode },
    )
  }
}
