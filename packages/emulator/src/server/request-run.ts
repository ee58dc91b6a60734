import { disturb } from '../faults/disturb.ts'
import { type FaultAction, isFinal } from '../faults/fault-rule.ts'
import type { RequestFaults } from '../faults/faults.ts'
import type { SessionRecord } from '../journal/sessions.ts'
import { Inbox } from '../session/inbox.ts'
import type { ClientInput } from '../wire/client-message.ts'
import { type ServerMessage, withClientRequestId } from '../wire/server-message.ts'
import type { Setup } from '../wire/setup.ts'
import { WireError } from '../wire/wire-error.ts'
import type { Service } from './service.ts'

export type ConnectionEnd = 'reset' | 'fin' | 'deaf' | { code: number; reason: string }

/** What the transport is to do next. A message is absent from deliberately broken data. */
export type RunOutput =
  | { kind: 'data'; data: string | Uint8Array; message?: ServerMessage }
  | { kind: 'end'; how: ConnectionEnd }

export interface RequestRunOptions {
  service: Service
  record: SessionRecord
  key: string
  clientRequestId: string | undefined
  setup: Setup
}

/** One request between the pure session and a transport: adds its id to messages, and injects faults. */
export class RequestRun {
  readonly clientRequestId: string | undefined
  readonly setup: Setup
  readonly #service: Service
  readonly #options: RequestRunOptions
  readonly #inbox = new Inbox<ClientInput>()
  readonly #faults: RequestFaults
  readonly #abort = new AbortController()
  readonly #leave: () => void
  #hasEnded = false

  /** @throws WireError 1008 above the concurrency limit. */
  constructor(options: RequestRunOptions) {
    const { service, record, key, clientRequestId, setup } = options
    this.#options = options
    this.#service = service
    this.clientRequestId = clientRequestId
    this.setup = setup
    const voice = setup.kind === 'stt' ? undefined : (setup.voiceId ?? setup.voiceName)
    this.#faults = service.faults.watch({
      route: record.route,
      connection: record.connectionIndex,
      key,
      voice,
      clientRequestId,
    })
    this.#leave = service.enter(service.accounts.of(key))
    record.requestCount++
  }

  /** Whether the client has said its `end_of_stream`. */
  get hasEnded(): boolean {
    return this.#hasEnded
  }

  push(input: ClientInput): void {
    if (input.type === 'end_of_stream') this.#hasEnded = true
    if (input.type === 'text') this.#faults.noteText(input.text)
    this.#inbox.push(input)
  }

  /** Drops the work: the client is gone or the request has failed. */
  abandon(): void {
    this.#abort.abort()
    this.#inbox.abandon()
  }

  leave(): void {
    this.#leave()
  }

  /** @throws WireError what the client is to be told. */
  async *run(): AsyncGenerator<RunOutput> {
    const { record, key } = this.#options
    const { signal } = this.#abort
    const environment = this.#service.environment({ key, record, signal })
    for await (const message of this.#service.answer(this.setup, this.#inbox, environment, key)) {
      if (signal.aborted) return
      const action = this.#faults.next(message)
      if (action === undefined) {
        yield this.#data(message)
        continue
      }
      this.#noteFault(action)
      const end = await this.#meet(action)
      if (end !== undefined) {
        yield end
        return
      }
      for (const outgoing of disturb(action, message)) {
        yield 'message' in outgoing
          ? this.#data(outgoing.message)
          : { kind: 'data', data: outgoing.raw }
      }
    }
  }

  #data(message: ServerMessage): RunOutput {
    const { compatibility } = this.#service.settings
    const isNullWritten =
      compatibility.hasNulls || (message.type === 'ready' && this.setup.kind === 'tts')
    const complete = withClientRequestId(message, this.clientRequestId, isNullWritten)
    return { kind: 'data', data: JSON.stringify(complete), message: complete }
  }

  /** What ends the connection, if this action does. */
  async #meet(action: FaultAction): Promise<RunOutput | undefined> {
    switch (action.kind) {
      case 'error':
        throw new WireError(action.code, action.message ?? 'Internal server error')
      case 'close':
        return { kind: 'end', how: { code: action.code, reason: action.reason ?? '' } }
      case 'reset':
      case 'fin':
      case 'deaf':
        return { kind: 'end', how: action.kind }
      case 'stall':
        await this.#gone()
        return undefined
      case 'delay':
        await this.#pause(action.milliseconds)
        return undefined
      default:
        return undefined
    }
  }

  #gone(): Promise<void> {
    return new Promise((resolve) => {
      this.#abort.signal.addEventListener('abort', () => resolve(), { once: true })
      if (this.#abort.signal.aborted) resolve()
    })
  }

  #pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      this.#abort.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    })
  }

  #noteFault(action: FaultAction): void {
    const { id: session, route } = this.#options.record
    const text = isFinal(action) ? `${action.kind}, which ends the request` : action.kind
    this.#service.journal.add({ kind: 'fault', session, route, text })
  }
}
