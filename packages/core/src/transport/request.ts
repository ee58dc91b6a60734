import { GradiumError, configError, withDetails } from '../errors.ts'
import {
  checkClientRequestId,
  encodeEndOfStream,
  encodeSetup,
  messageSuffix,
  type Setup,
} from '../protocol/client-messages.ts'
import { failureError } from '../protocol/failure.ts'
import { protocolError } from '../protocol/parse-message.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'
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
  onMessage(message: ServerMessage, bytes: number): void
  /** The one end: without an error only when the service said that all is done. */
  end(error: GradiumError | undefined): void
}

/** How a request starts. */
export interface RequestOptions {
  setup: Setup
  /** Whether the connection is used for nothing else and ends with this request. */
  isSole: boolean
}

/**
 * One request on a connection: its order, its deadlines, and exactly one end. It connects {@link transition} with the
 * socket and the clock.
 */
export class ConnectionRequest implements ConnectionListener {
  readonly connection: Connection
  /** What the messages of this request end with. */
  readonly suffix: string
  readonly #options: RequestOptions
  readonly #listener: RequestListener
  readonly #id: string | undefined
  readonly #deadline: Deadline
  #status: RequestStatus = 'starting'
  #hasSetup = false
  #isOpen = false
  #isPaused = false
  #hasResults = false
  #messageBytes = 0
  #owedMs: () => number = () => Infinity
  #requestId: string | undefined

  constructor(connection: Connection, options: RequestOptions, listener: RequestListener) {
    const { setup, isSole } = options
    this.connection = connection
    this.#options = options
    this.#listener = listener
    if (setup.clientRequestId !== undefined) this.#id = checkClientRequestId(setup.clientRequestId)
    else if (!isSole) this.#id = connection.createRequestId()
    this.suffix = messageSuffix(this.#id)
    this.#deadline = new Deadline(connection.service.clock, () => this.#expire())
    connection.attach(this.#id, this)
  }

  /** Sends the setup. Throws `config` when it was sent before. */
  start(setup: Setup = this.#options.setup): void {
    if (this.#hasSetup) throw configError('The setup has already been sent.')
    this.#hasSetup = true
    const closeOnEndOfStream = this.#options.isSole && setup.closeOnEndOfStream
    this.#send(this.#writeSetup({ ...setup, clientRequestId: this.#id, closeOnEndOfStream }))
    this.#awaitReady()
  }

  /** Sends input that was encoded with {@link ConnectionRequest.suffix}. Throws `config` after the end. */
  send(message: string): void {
    if (this.#isWritable) this.#send(message)
    else if (!this.#hasEnded) throw configError('Nothing can be sent after the end of the stream.')
  }

  /** Says that no more input follows. `owedMs` is how long each next message may take from then on. */
  end(owedMs: () => number): void {
    if (!this.#isWritable) return
    this.#send(encodeEndOfStream(this.suffix))
    this.#apply('end-sent')
    this.owe(owedMs)
  }

  /** From now on a message is owed within the time that the function gives when it is needed; `Infinity`: none is. */
  owe(owedMs: () => number): void {
    this.#owedMs = owedMs
    if (this.#requestId === undefined || this.#hasEnded || this.#isPaused) return
    this.#deadline.start(owedMs())
  }

  /** Stops reading, where that can be, while the reader catches up. The service owes nothing meanwhile. */
  pause(): void {
    this.#isPaused = true
    this.#deadline.stop()
    this.connection.pause()
  }

  resume(): void {
    this.#isPaused = false
    this.connection.resume()
    this.owe(this.#owedMs)
  }

  /** Ends the request from this side. Later messages for it are dropped. */
  fail(error: GradiumError): void {
    if (this.#hasEnded) return
    // Others go on there, and the service would wait for the rest of this one.
    const isEndOwed = this.#hasSetup && this.#isWritable && !this.#options.isSole
    this.#status = 'failed'
    if (isEndOwed) this.#send(encodeEndOfStream(this.suffix))
    this.#settle(error, !this.#hasSetup)
  }

  /** The service's id for it; undefined until it has accepted it. */
  get requestId(): string | undefined {
    return this.#requestId
  }

  onOpen(): void {
    this.#isOpen = true
    this.#awaitReady()
  }

  onMessage(message: ServerMessage, bytes: number): void {
    this.#messageBytes = bytes
    this.#apply(eventOf(message), message)
    if (this.#requestId !== undefined && this.#deadline.isRunning)
      this.#deadline.touch(this.#owedMs())
  }

  onClosed(reason: GradiumError): void {
    this.#apply('closed', undefined, reason)
  }

  get #isWritable(): boolean {
    return this.#status === 'starting' || this.#status === 'open'
  }

  get #hasEnded(): boolean {
    return this.#status === 'completed' || this.#status === 'failed'
  }

  #send(message: string): void {
    try {
      this.connection.send(message, this.#id)
    } catch (error) {
      if (!GradiumError.is(error)) throw error
      this.fail(error)
    }
  }

  #writeSetup(setup: Setup): string {
    try {
      return encodeSetup(setup)
    } catch (error) {
      if (GradiumError.is(error)) this.fail(error)
      throw error
    }
  }

  #awaitReady(): void {
    if (!this.#hasSetup || !this.#isOpen || this.#hasEnded) return
    const { retryForSeconds } = this.#options.setup
    const patienceMs = retryForSeconds === undefined ? 0 : retryForSeconds * 1_000 + 5_000
    this.#deadline.start(Math.max(this.connection.service.timeouts.readyMs, patienceMs))
  }

  #apply(event: RequestEvent, message?: ServerMessage, reason?: GradiumError): void {
    const { status, action } = transition(this.#status, event)
    this.#status = status
    switch (action) {
      case 'ignore':
        return
      case 'deliver':
        if (message?.type === 'ready') {
          this.#requestId = message.requestId
          this.#deadline.start(this.#owedMs())
        } else this.#hasResults = true
        this.#listener.onMessage(message!, this.#messageBytes)
        return
      case 'complete':
        this.#settle(undefined)
        return
      default:
        this.#settle(this.#errorFor(action, message, reason))
    }
  }

  #errorFor(
    action: RequestAction,
    message: ServerMessage | undefined,
    reason: GradiumError | undefined,
  ): GradiumError {
    const phase = this.#requestId === undefined ? 'ready' : 'stream'
    if (action === 'fail' && message?.type === 'error') {
      const { credentials } = this.connection.service
      const { errorCode: serverCode, message: text = '' } = message
      const said = { text: credentials.redact(text), serverCode }
      return failureError({ ...said, hasToken: credentials.hasTokenProvider }, { phase })
    }
    if (action === 'fail-order') return protocolError('a result before it was ready')
    if (reason !== undefined && (action === 'fail-connection' || reason.code !== 'connection'))
      return reason.phase === 'stream' ? withDetails(reason, { phase }) : reason
    const { closeCode, kind } = reason ?? {}
    return new GradiumError(
      'truncated',
      'The stream ended before Gradium said that it was complete. `partial` holds what came.',
      { phase, closeCode, kind },
    )
  }

  #expire(): void {
    const isReady = this.#requestId !== undefined
    const isFinishing = this.#status === 'draining' && this.#hasResults
    const phase = !isReady ? 'ready' : isFinishing ? 'finish' : 'stream'
    const what = isReady
      ? 'went silent before the end. `partial` holds what came; try again for all of it.'
      : 'was not ready in time. Try again.'
    this.fail(new GradiumError('timeout', `Gradium ${what}`, { phase }))
  }

  /** `isDone`: the service does not work on it any more. */
  #settle(error: GradiumError | undefined, isDone = true): void {
    this.#deadline.stop()
    this.connection.detach(this.#id, isDone)
    if (this.#options.isSole) {
      if (error === undefined) this.connection.awaitClose()
      else this.connection.closeSocket(1000)
    }
    const requestId = this.#requestId
    this.#listener.end(
      error && (requestId === undefined ? error : withDetails(error, { requestId })),
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
