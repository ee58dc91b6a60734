import { GradiumError, abortedError, configError, withDetails } from '../errors.ts'
import {
  checkClientRequestId,
  encodeEndOfStream,
  encodeSetup,
  messageSuffix,
  type Setup,
} from '../protocol/client-messages.ts'
import { failureError } from '../protocol/failure.ts'
import { protocolError } from '../protocol/parse-message.ts'
import type { ReadyMessage, ServerMessage } from '../protocol/server-messages.ts'
import { Deadline } from '../session/deadline.ts'
import {
  transition,
  type RequestAction,
  type RequestEvent,
  type RequestStatus,
} from '../session/request-machine.ts'
import type { Connection, ConnectionListener } from './connection.ts'

/** What a request tells the stream that made it. */
export interface RequestListener {
  /** A message of the service, `error` and `end-of-stream` excepted. */
  onMessage(message: ServerMessage): void
  /** The one end: without an error only when the service said that all is done. */
  onEnd(error: GradiumError | undefined): void
  /** What has been received, for `error.partial`. */
  partial(): unknown
}

/** How a request starts. */
export interface RequestOptions {
  setup: Setup
  /** Whether the connection is used for nothing else and ends with this request. */
  isSole: boolean
  signal?: AbortSignal | undefined
}

/**
 * One request on a connection: its order, its deadlines, and exactly one end. It connects {@link transition} with the
 * socket and the clock.
 */
export class ConnectionRequest implements ConnectionListener {
  readonly #connection: Connection
  readonly #options: RequestOptions
  readonly #listener: RequestListener
  readonly #id: string | undefined
  readonly #suffix: string
  readonly #deadline: Deadline
  readonly #abort = (): void => this.fail(abortedError('stream'))
  #status: RequestStatus = 'starting'
  #hasSetup = false
  #isOpen = false
  #readyMs: number
  #owedMs: () => number = () => 0
  #requestId: string | undefined

  constructor(connection: Connection, options: RequestOptions, listener: RequestListener) {
    const { setup, isSole, signal } = options
    const { service } = connection
    if (signal?.aborted === true) throw abortedError('config')
    this.#connection = connection
    this.#options = options
    this.#listener = listener
    this.#id =
      setup.clientRequestId === undefined ? undefined : checkClientRequestId(setup.clientRequestId)
    if (this.#id === undefined && !isSole) this.#id = connection.createRequestId()
    this.#suffix = messageSuffix(this.#id)
    this.#readyMs =
      setup.retryForSeconds === undefined
        ? service.timeouts.readyMs
        : Math.max(service.timeouts.readyMs, setup.retryForSeconds * 1_000 + 5_000)
    this.#deadline = new Deadline(service.clock, () => this.#expire())
    connection.attach(this.#id, this)
    signal?.addEventListener('abort', this.#abort)
  }

  get status(): RequestStatus {
    return this.#status
  }

  /** The service's id of this request, once it is ready. */
  get requestId(): string | undefined {
    return this.#requestId
  }

  get hasEnded(): boolean {
    return this.#status === 'completed' || this.#status === 'failed'
  }

  /** Sends the setup. */
  start(setup: Setup = this.#options.setup): void {
    if (this.#hasSetup) throw configError('The setup has already been sent.')
    this.#hasSetup = true
    const isReusable = !this.#options.isSole || setup.closeOnEndOfStream === false
    this.#send(
      encodeSetup({
        ...setup,
        clientRequestId: this.#id,
        ...(isReusable ? { closeOnEndOfStream: false } : {}),
      }),
    )
    if (this.#isOpen && !this.hasEnded) this.#deadline.start(this.#readyMs)
  }

  /** What the messages of this request end with. */
  get suffix(): string {
    return this.#suffix
  }

  /** Sends input that was encoded with {@link ConnectionRequest.suffix}. Throws `config` after the end. */
  send(message: string | Uint8Array): void {
    if (this.#status === 'starting' || this.#status === 'open') this.#send(message)
    else if (!this.hasEnded) throw configError('Nothing can be sent after the end of the stream.')
  }

  /** Says that no more input follows. `owedMs` is how long each next message may take from then on. */
  end(owedMs: () => number): void {
    if (this.#status !== 'starting' && this.#status !== 'open') return
    this.#send(encodeEndOfStream(this.#suffix))
    this.#apply('end-sent')
    this.owe(owedMs)
  }

  /** From now on a message is owed within the time that the function gives when it is needed. */
  owe(owedMs: () => number): void {
    this.#owedMs = owedMs
    if (this.#status === 'open' || this.#status === 'draining') this.#deadline.start(owedMs())
  }

  /** Nothing is owed for now. */
  oweNothing(): void {
    if (this.#status !== 'open') return
    this.#owedMs = () => 0
    this.#deadline.stop()
  }

  /** Pauses and resumes reading, where this request has the connection for itself. */
  get flow(): { pause(): void; resume(): void } | undefined {
    return this.#connection.flow
  }

  get bufferedAmount(): number {
    return this.#connection.bufferedAmount
  }

  /** Ends the request from this side. Later messages for it are dropped. */
  fail(error: GradiumError): void {
    if (this.hasEnded) return
    this.#status = 'failed'
    this.#settle(error)
  }

  onOpen(): void {
    this.#isOpen = true
    if (this.#hasSetup) this.#deadline.start(this.#readyMs)
  }

  onMessage(message: ServerMessage): void {
    this.#apply(eventOf(message), message)
    if (this.#requestId !== undefined && this.#deadline.isRunning)
      this.#deadline.touch(this.#owedMs())
  }

  onClosed(reason: GradiumError): void {
    this.#apply('closed', undefined, reason)
  }

  #send(message: string | Uint8Array): void {
    try {
      this.#connection.send(message)
    } catch (error) {
      this.fail(error as GradiumError)
    }
  }

  #apply(event: RequestEvent, message?: ServerMessage, reason?: GradiumError): void {
    const { status, action } = transition(this.#status, event)
    this.#status = status
    switch (action) {
      case 'ignore':
        return
      case 'deliver':
        if (event === 'ready') this.#becomeReady(message as ReadyMessage)
        this.#listener.onMessage(message!)
        return
      case 'complete':
        this.#settle(undefined)
        return
      default:
        this.#settle(this.#errorFor(action, message, reason))
    }
  }

  #becomeReady(message: ReadyMessage): void {
    this.#requestId = message.requestId
    this.#deadline.stop()
    const owedMs = this.#owedMs()
    if (owedMs > 0) this.#deadline.start(owedMs)
  }

  #errorFor(
    action: RequestAction,
    message: ServerMessage | undefined,
    reason: GradiumError | undefined,
  ): GradiumError {
    const phase = this.#requestId === undefined ? 'ready' : 'stream'
    if (action === 'fail' && message?.type === 'error') {
      const text = this.#connection.service.credentials.redact(message.message)
      return failureError({ text, serverCode: message.errorCode }, { phase })
    }
    if (action === 'fail-order') return protocolError('a result before it was ready')
    const isPlainClose = reason?.code === 'connection'
    if (action === 'fail-connection' || (reason !== undefined && !isPlainClose)) return reason!
    return new GradiumError(
      'truncated',
      'The stream ended before Gradium said that it was complete. What had been received is in `partial`.',
      { phase, closeCode: reason?.closeCode, kind: reason?.kind },
    )
  }

  #expire(): void {
    const isReady = this.#requestId !== undefined
    const phase = !isReady ? 'ready' : this.#status === 'draining' ? 'finish' : 'stream'
    const what = isReady
      ? 'went silent although results were owed'
      : 'accepted the connection but was not ready in time'
    this.fail(
      new GradiumError('timeout', `Gradium ${what}. Try again.`, {
        phase,
        isRetryable: phase !== 'finish',
      }),
    )
  }

  #settle(error: GradiumError | undefined): void {
    this.#deadline.stop()
    this.#options.signal?.removeEventListener('abort', this.#abort)
    this.#connection.detach(this.#id)
    if (this.#options.isSole) {
      if (error === undefined) this.#connection.awaitClose()
      else this.#connection.closeSocket(1000)
    }
    const { requestId } = this
    this.#listener.onEnd(
      error && withDetails(error, { requestId, partial: this.#listener.partial() }),
    )
  }
}

function eventOf({ type }: ServerMessage): RequestEvent {
  switch (type) {
    case 'ready':
    case 'error':
    case 'unknown':
    case 'end-of-stream':
      return type
    default:
      return 'data'
  }
}
