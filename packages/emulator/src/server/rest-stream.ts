import type { SessionRecord } from '../journal/sessions.ts'
import { errorText } from '../wire/compatibility.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import { WireError } from '../wire/wire-error.ts'
import { ConnectionLog } from './connection-log.ts'
import { ConnectionCut, type HttpCall, type HttpReply } from './http-call.ts'
import type { RequestRun, RunOutput } from './request-run.ts'
import type { Service } from './service.ts'
import { toWireError } from './wire-failure.ts'

/** Text answers of REST speech: always 500, whatever the cause (PROTOCOL.md §10.2). */
export function plainError(text: string): HttpReply {
  return { status: 500, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text }
}

function codedError(error: WireError, service: Service, isSpeech: boolean): HttpReply {
  const { compatibility } = service.settings
  const code = isSpeech && compatibility.hasSomeCode ? `Some(${error.code})` : String(error.code)
  return plainError(`error from server ${code}: ${errorText(error.message, compatibility)}`)
}

/** @throws WireError 1008 for a missing or wrong key. */
export function requireSpeechKey(call: HttpCall): string {
  const { credentials } = call
  if (credentials.isValid) return credentials.key
  throw new WireError(
    1008,
    credentials.isMissing ? 'No authentication provided.' : 'API key is revoked or expired',
  )
}

export interface RestStreamOptions {
  service: Service
  call: HttpCall
  record: SessionRecord
  isSpeech: boolean
  /** @throws WireError when the request cannot start. */
  start: () => Promise<RequestRun>
  /** What of the request's output goes into the body; undefined for nothing. */
  write: (output: Extract<RunOutput, { kind: 'data' }>) => string | Uint8Array | undefined
  contentType: string
}

/** Runs a request over REST: a failure before the first line is a 500, a later one a line and the end of the body. */
export async function restStream(options: RestStreamOptions): Promise<HttpReply> {
  const { service, call, record } = options
  const close = (code: number): void => {
    record.isOpen = false
    record.closeCode = code
    service.journal.add({ kind: 'close', session: record.id, route: record.route, code })
  }
  try {
    const run = await options.start()
    call.signal.addEventListener('abort', () => run.abandon(), { once: true })
    const body = lines(options, run, close)
    const first = await body.next()
    return {
      status: 200,
      headers: { 'content-type': options.contentType },
      body: first.done === true ? '' : resume(first.value, body),
    }
  } catch (error) {
    if (!(error instanceof WireError)) throw error
    close(500)
    return codedError(error, service, options.isSpeech)
  }
}

function gone(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true })
    if (signal.aborted) resolve()
  })
}

async function* resume<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first
  yield* rest
}

async function* lines(
  options: RestStreamOptions,
  run: RequestRun,
  close: (code: number) => void,
): AsyncGenerator<string | Uint8Array> {
  const { service, record, write } = options
  const log = new ConnectionLog(service, record, options.call.credentials.key)
  let hasWritten = false
  try {
    for await (const output of run.run()) {
      if (output.kind === 'end' && output.how === 'deaf') await gone(options.call.signal)
      if (output.kind === 'end') throw new ConnectionCut(output.how === 'reset')
      if (output.message !== undefined) log.sent(output.message)
      const line = write(output)
      if (line === undefined) continue
      hasWritten = true
      yield line
    }
    close(200)
  } catch (error) {
    if (error instanceof ConnectionCut) throw error
    const failure = toWireError(error, service)
    if (!hasWritten) throw failure
    const message: ServerMessage = {
      type: 'error',
      message: errorText(failure.message, service.settings.compatibility),
    }
    log.sent(message)
    close(200)
    const line = write({ kind: 'data', data: JSON.stringify(message), message })
    if (line === undefined) throw new ConnectionCut(false)
    yield line
  } finally {
    run.abandon()
    run.leave()
  }
}
