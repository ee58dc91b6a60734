import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { SessionRecord } from '../journal/sessions.ts'
import { acceptedInputs } from '../session/run-request.ts'
import type { Credentials } from '../state/access.ts'
import {
  type ClientFrame,
  type ClientInput,
  parseClientFrame,
  parseClientInput,
} from '../wire/client-message.ts'
import { errorText } from '../wire/compatibility.ts'
import { type ServerMessage, closeReason, withClientRequestId } from '../wire/server-message.ts'
import { type SpeechRoute, parseSetup } from '../wire/setup.ts'
import { WireError, policyViolation } from '../wire/wire-error.ts'
import { ConnectionLog } from './connection-log.ts'
import { type ConnectionEnd, RequestRun } from './request-run.ts'
import type { Service } from './service.ts'
import { toWireError } from './wire-failure.ts'

const bufferedBytesLimit = 1024 * 1024

export interface ConnectionOptions {
  service: Service
  socket: WebSocket
  tcp: Socket
  kind: SpeechRoute
  credentials: Credentials
  record: SessionRecord
}

/** One WebSocket: authenticates in-band, routes messages to requests by id, closes as PROTOCOL.md §3.4 and §8 say. */
export class Connection {
  readonly #service: Service
  readonly #socket: WebSocket
  readonly #tcp: Socket
  readonly #kind: SpeechRoute
  readonly #credentials: Credentials
  readonly #record: SessionRecord
  readonly #log: ConnectionLog
  readonly #requests = new Map<string | undefined, RequestRun>()
  readonly #accepted: ReadonlySet<string>
  readonly #cancelSessionLimit: () => void
  #cancelIdleLimit: () => void = () => {}
  #closeWhenIdle: { code: number; reason: string } | undefined
  #hadRequest = false
  #isClosing = false

  constructor(options: ConnectionOptions) {
    this.#service = options.service
    this.#socket = options.socket
    this.#tcp = options.tcp
    this.#kind = options.kind
    this.#credentials = options.credentials
    this.#record = options.record
    this.#log = new ConnectionLog(options.service, options.record, options.credentials.key)
    const { settings, clock } = options.service
    this.#accepted = acceptedInputs(options.kind, settings.compatibility.hasTtsFlush)
    this.#cancelSessionLimit = settings.compatibility.isLimitAudioTime
      ? () => {}
      : clock.alarm(settings.sessionLimitSeconds * 1000, () => this.#exceed())
    this.#socket.on('message', (data: Buffer, isBinary) => this.#receive(data, isBinary))
    this.#socket.on('close', (code, reason) => this.#gone(code, reason.toString()))
    this.#socket.on('error', (error) => {
      this.#service.violation(this.#record, `The connection failed: ${error.message}.`)
    })
    this.#authenticate()
    this.#watchIdle()
  }

  /** Closes from outside, when the emulator stops. */
  shutDown(): void {
    this.#close(1001, 'The emulator stops.')
  }

  #authenticate(): void {
    const credentials = this.#credentials
    if (credentials.isValid) return
    const { compatibility } = this.#service.settings
    if (credentials.isMissing && compatibility.isMissingKeyBare) {
      this.#close(policyViolation, 'No authentication provided.')
      return
    }
    const text = credentials.isMissing
      ? 'No authentication provided.'
      : 'API key is revoked or expired'
    this.#fail(new WireError(policyViolation, text))
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#isClosing) return
    this.#watchIdle()
    let frame: ClientFrame | undefined
    try {
      if (isBinary) throw new WireError(policyViolation, 'binary messages are not accepted')
      frame = parseClientFrame(data.toString())
      this.#log.received(frame)
      if (frame.type === 'setup') this.#start(frame)
      else this.#route(frame)
    } catch (error) {
      const failure = toWireError(error, this.#service)
      this.#service.violation(this.#record, failure.message)
      this.#fail(failure, frame?.clientRequestId)
    }
  }

  #start(frame: ClientFrame): void {
    const id = frame.clientRequestId
    const { compatibility } = this.#service.settings
    if (this.#requests.has(id)) {
      throw new WireError(this.#orderErrorCode, 'Session already exists.')
    }
    const setup = parseSetup(this.#kind, frame.fields, compatibility.isLanguageRequired)
    if (id !== undefined && setup.isClosedAfterEnd) {
      const text = 'A setup with client_req_id came without close_ws_on_eos: false.'
      this.#service.violation(this.#record, text)
    }
    const request = new RequestRun({
      service: this.#service,
      record: this.#record,
      key: this.#credentials.key,
      clientRequestId: id,
      setup,
    })
    this.#hadRequest = true
    this.#requests.set(id, request)
    void this.#run(request)
  }

  #route(frame: ClientFrame): void {
    const request = this.#requests.get(frame.clientRequestId)
    if (request === undefined || request.hasEnded) {
      if (request === undefined && this.#asksForClose(frame)) return
      throw new WireError(this.#orderErrorCode, 'Session not found. Send setup first.')
    }
    const input: ClientInput = parseClientInput(frame, this.#accepted)
    request.push(input)
  }

  #asksForClose(frame: ClientFrame): boolean {
    if (frame.type !== 'end_of_stream' || frame.clientRequestId !== undefined) return false
    if (!this.#hadRequest) return false
    this.#closeWhenIdle ??= { code: 1000, reason: '' }
    this.#closeIfIdle()
    return true
  }

  async #run(request: RequestRun): Promise<void> {
    try {
      for await (const outgoing of request.run()) {
        if (this.#isClosing) return
        if (outgoing.kind === 'end') {
          this.#end(outgoing.how)
          return
        }
        await this.#transmit(outgoing.data, outgoing.message, request)
        if (this.#isAudioOver) this.#exceed()
      }
    } catch (error) {
      this.#requests.delete(request.clientRequestId)
      this.#fail(toWireError(error, this.#service), request.clientRequestId)
      return
    } finally {
      request.leave()
    }
    if (this.#requests.get(request.clientRequestId) === request) {
      this.#requests.delete(request.clientRequestId)
    }
    if (request.setup.isClosedAfterEnd) this.#close(1000, '')
    else this.#closeIfIdle()
    this.#watchIdle()
  }

  /** Whether as much audio as a session may hold has gone over this socket, where that is what counts. */
  get #isAudioOver(): boolean {
    const { compatibility, sessionLimitSeconds } = this.#service.settings
    if (!compatibility.isLimitAudioTime) return false
    const { receivedAudioSeconds, sentAudioSeconds } = this.#record
    const seconds = this.#kind === 'tts' ? sentAudioSeconds : receivedAudioSeconds
    return seconds >= sessionLimitSeconds - 1e-6
  }

  #exceed(): void {
    const seconds = this.#service.settings.sessionLimitSeconds
    const text = `Session exceeded maximum duration of ${seconds} seconds`
    this.#fail(new WireError(policyViolation, text))
  }

  #end(how: ConnectionEnd): void {
    if (typeof how === 'object') {
      this.#close(how.code, how.reason)
      return
    }
    this.#isClosing = true
    if (how === 'reset') this.#tcp.resetAndDestroy()
    else if (how === 'fin') this.#tcp.end()
    else this.#deafen()
  }

  /** What still comes is read and thrown away, pings too, so that only the client can end this. */
  #deafen(): void {
    this.#tcp.removeAllListeners('data')
    this.#tcp.resume()
  }

  #fail(error: WireError, clientRequestId?: string): void {
    if (this.#isClosing) return
    const { compatibility } = this.#service.settings
    const message = withClientRequestId(
      { type: 'error', message: errorText(error.message, compatibility), code: error.code },
      clientRequestId,
      compatibility.hasNulls,
    )
    this.#log.sent(message, clientRequestId)
    this.#socket.send(JSON.stringify(message))
    this.#requests.get(clientRequestId)?.abandon()
    this.#requests.delete(clientRequestId)
    if (compatibility.isErrorCloseDeferred && clientRequestId !== undefined) {
      this.#closeWhenIdle ??= { code: error.code, reason: error.message }
      this.#closeIfIdle()
    } else this.#close(error.code, error.message)
  }

  #closeIfIdle(): void {
    if (this.#closeWhenIdle === undefined || this.#requests.size > 0) return
    this.#close(this.#closeWhenIdle.code, this.#closeWhenIdle.reason)
  }

  #close(code: number, reason: string): void {
    if (this.#isClosing) return
    this.#isClosing = true
    this.#stopRequests()
    this.#socket.close(code, closeReason(reason))
  }

  #gone(code: number, reason: string): void {
    this.#isClosing = true
    this.#cancelSessionLimit()
    this.#cancelIdleLimit()
    this.#stopRequests()
    this.#record.isOpen = false
    this.#record.closeCode = code
    this.#record.closeReason = reason
    const { id: session, route } = this.#record
    this.#service.journal.add({ kind: 'close', session, route, code, text: reason })
  }

  #stopRequests(): void {
    for (const request of this.#requests.values()) request.abandon()
    this.#requests.clear()
  }

  #watchIdle(): void {
    this.#cancelIdleLimit()
    if (this.#isClosing || this.#requests.size > 0) return
    const milliseconds = this.#service.settings.idleLimitSeconds * 1000
    this.#cancelIdleLimit = this.#service.clock.alarm(milliseconds, () => {
      if (this.#requests.size === 0) this.#close(1000, 'Idle for too long.')
    })
  }

  async #transmit(
    data: string | Uint8Array,
    message: ServerMessage | undefined,
    request: RequestRun,
  ): Promise<void> {
    if (message !== undefined) this.#log.sent(message, request.clientRequestId)
    if (this.#socket.bufferedAmount < bufferedBytesLimit) {
      this.#socket.send(data)
      return
    }
    await new Promise<void>((resolve) => {
      this.#socket.send(data, () => resolve())
    })
  }

  get #orderErrorCode(): number {
    return this.#service.settings.compatibility.isOrderError1002 ? 1002 : policyViolation
  }
}
