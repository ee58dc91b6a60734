import { GradiumError, abortedError, plainCause } from '../errors.ts'
import { failureError } from '../protocol/failure.ts'
import { parseRestError } from '../protocol/rest-error.ts'
import { protocolError } from '../protocol/parse-message.ts'
import { Deadline } from '../session/deadline.ts'
import { untilAborted } from './abortable.ts'
import type { Address } from './address.ts'
import { chunksOf } from './chunks.ts'
import { connectionFailure } from './connection-failure.ts'
import { Outage } from './outage.ts'
import { parseRetryAfter } from './refusal.ts'
import type { Service } from './service.ts'

/** One HTTP request to the service. */
export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the base URL; ids in it have been checked. */
  path: string
  query?: Readonly<Record<string, string | number | boolean | undefined>>
  body?: RequestInit['body']
  contentType?: string | undefined
  signal?: AbortSignal | undefined
  /** Overrides the deadline for the headers. */
  headersMs?: number | undefined
  /**
   * Whether the request can be made again after such an error. Default: for everything but `POST`, and where the service
   * cannot have seen it.
   */
  canRepeat?: (error: GradiumError) => boolean
}

/** How often a REST call is made again at most. */
const maxRepeats = 2

const errorBodyBytes = 16_384
const errorBodyMs = 2_000

/** The URL of a REST call. `path` is ours; `query` is encoded. */
export function restUrl(address: Address, path: string, query: HttpRequest['query'] = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value))
  }
  const search = parameters.toString()
  return `${address.base}/${path}${search === '' ? '' : `?${search}`}`
}

/**
 * Makes an HTTP request, again where that is allowed, and hands the successful answer to `read`, together with a function
 * that `read` calls whenever bytes arrive. Every failure is a `GradiumError`.
 */
export async function request<Result>(
  service: Service,
  options: HttpRequest,
  read: (response: Response, touch: () => void) => Promise<Result>,
): Promise<Result> {
  const outage = new Outage(service, { maxRetries: maxRepeats, hasFreshTokens: false })
  const canRepeat = options.canRepeat ?? ((error) => options.method !== 'POST' || isUnseen(error))
  for (;;) {
    try {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      const result = await requestOnce(service, options, read)
      outage.connected()
      return result
    } catch (error) {
      if (!GradiumError.is(error)) throw error
      // oxlint-disable-next-line no-await-in-loop -- the wait between two attempts
      const isAgain = canRepeat(error) && (await nextAttempt(outage, error, options.signal))
      if (isAgain) continue
      outage.stop()
      throw outage.report(error)
    }
  }
}

/** Resolves when it is time for another attempt, with false when there is none. Rejects when the caller gives up. */
function nextAttempt(
  outage: Outage,
  error: GradiumError,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    function abort(): void {
      outage.stop()
      reject(abortedError('connect'))
    }
    function settle(isAgain: boolean): void {
      signal?.removeEventListener('abort', abort)
      resolve(isAgain)
    }
    const isAgain = outage.again(
      error,
      () => settle(true),
      () => settle(false),
    )
    if (isAgain) signal?.addEventListener('abort', abort, { once: true })
    else resolve(false)
  })
}

/** Whether the service cannot have seen the request, or refused it before any work. */
function isUnseen({ code, kind }: GradiumError): boolean {
  return code === 'limit' || kind === 'refused' || kind === 'dns' || kind === 'unreachable'
}

/** Redirects are refused: they would carry the key elsewhere. */
async function requestOnce<Result>(
  service: Service,
  { method, path, query, body, contentType, signal, headersMs }: HttpRequest,
  read: (response: Response, touch: () => void) => Promise<Result>,
): Promise<Result> {
  if (signal?.aborted === true) throw abortedError('connect')
  const apiKey = service.credentials.apiKey()
  const controller = new AbortController()
  let cutBy: GradiumError | undefined
  let phase: 'connect' | 'stream' = 'connect'
  const cut = (error: GradiumError): void => {
    cutBy ??= error
    controller.abort()
  }
  const abort = (): void => cut(abortedError(phase))
  const deadline = new Deadline(service.clock, () => {
    cut(timeoutError(phase))
  })
  signal?.addEventListener('abort', abort)
  deadline.start(headersMs ?? service.timeouts.headersMs)
  async function exchange(): Promise<Result> {
    const { fetch } = service
    const response = await fetch(restUrl(service.address, path, query), {
      method,
      headers: {
        'x-api-key': apiKey,
        'x-api-source': service.source,
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
      },
      redirect: 'error',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal: controller.signal,
      ...(body === undefined ? {} : { body }),
      ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
    })
    phase = 'stream'
    deadline.start(service.timeouts.bodyIdleMs)
    if (response.ok) return read(response, () => deadline.touch())
    throw await refusal(service, response)
  }
  try {
    return await untilAborted(exchange(), controller.signal)
  } catch (error) {
    if (cutBy !== undefined) throw cutBy
    if (GradiumError.is(error)) throw error
    throw networkError(service, error, phase)
  } finally {
    deadline.stop()
    signal?.removeEventListener('abort', abort)
    controller.abort()
  }
}

/** Reads a JSON answer. */
export async function requestJson(service: Service, options: HttpRequest): Promise<unknown> {
  return request(service, options, async (response, touch) => {
    const text = await readStart(response, service.maxMessageBytes, touch)
    if (text === '') return undefined
    try {
      return JSON.parse(text) as unknown
    } catch {
      throw protocolError('an answer that is not JSON, or too long')
    }
  })
}

/** What a refusal says, as far as it comes soon: its status counts even when its body breaks off or hangs. */
async function refusal(service: Service, response: Response): Promise<GradiumError> {
  let timer: unknown
  const body = await Promise.race([
    readStart(response, errorBodyBytes).catch(() => ''),
    new Promise<string>((resolve) => {
      timer = service.clock.setTimeout(() => resolve(''), errorBodyMs)
    }),
  ])
  service.clock.clearTimeout(timer)
  const failure = parseRestError(response.status, body)
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'))
  const text = service.credentials.redact(failure.text)
  return failureError({ ...failure, text, retryAfterMs }, { phase: 'connect' })
}

/** The text of a body, or its start when it is longer than that. */
async function readStart(
  response: Response,
  maxBytes: number,
  touch?: () => void,
): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for await (const chunk of chunksOf(response.body)) {
    touch?.()
    text += decoder.decode(chunk, { stream: true })
    bytes += chunk.length
    if (bytes >= maxBytes) break
  }
  return text
}

function timeoutError(phase: 'connect' | 'stream'): GradiumError {
  return new GradiumError('timeout', 'Gradium did not answer in time. Try again.', { phase })
}

function networkError(service: Service, error: unknown, phase: 'connect' | 'stream'): GradiumError {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const cause = plainCause(inner)
  if (phase === 'stream') {
    return new GradiumError('truncated', 'The answer broke off before it was complete.', {
      phase,
      cause,
    })
  }
  // Node gives up connecting after 10 s by itself.
  if (cause !== undefined && 'code' in cause && cause.code === 'UND_ERR_CONNECT_TIMEOUT')
    return timeoutError(phase)
  if (cause?.message === 'unexpected redirect') {
    const message =
      'Gradium answered with a redirect, which is refused because it would carry the key elsewhere. Check baseUrl.'
    return new GradiumError('connection', message, { phase, kind: 'handshake', isRetryable: false })
  }
  return connectionFailure(inner, new URL(service.address.base).host, { phase })
}
