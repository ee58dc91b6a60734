import { checkOptions, configError } from './errors.ts'
import { endpointPaths, type Endpoint } from './protocol/client-messages.ts'
import { Pronunciations } from './resources/pronunciations.ts'
import { Tokens } from './resources/tokens.ts'
import { Usage } from './resources/usage.ts'
import { Voices } from './resources/voices.ts'
import { systemClock } from './session/deadline.ts'
import { RetryBudget } from './session/retry-budget.ts'
import { resolveRetry, type RetryOptions } from './session/retry-policy.ts'
import { resolveTimeouts, type Timeouts } from './session/timeouts.ts'
import { Speech } from './speech/speech.ts'
import { Transcription } from './transcription/transcription.ts'
import { Translation } from './translation/translation.ts'
import { Address, type Region } from './transport/address.ts'
import { Connection } from './transport/connection.ts'
import { Credentials, type TokenProvider } from './transport/credentials.ts'
import { mintToken } from './transport/token.ts'
import type { Service } from './transport/service.ts'
import type { Platform } from './transport/socket.ts'
import { WireRequest, type OpenOptions } from './wire-request.ts'

/** Options of `Gradium` and `createService`. */
export interface GradiumOptions {
  /** Default: `GRADIUM_API_KEY`. Refused in browsers, where it would be public. */
  apiKey?: string | undefined
  /** For browsers: gives a fresh token for every connection. */
  token?: TokenProvider | undefined
  /** Default: `GRADIUM_BASE_URL`, or the address of the region. */
  baseUrl?: string | undefined
  /** Which of the service's addresses to use when there is no base URL. Default `auto`. */
  region?: Region | undefined
  /** How long to wait for what, in milliseconds. */
  timeouts?: Partial<Timeouts> | undefined
  /** How a connection that fails is tried again; `{ maxRetries: 0 }` turns it off. */
  retry?: Partial<RetryOptions> | undefined
  /**
   * How long the service lets a session live, in seconds. Live transcription moves to a new session before that, unnoticed.
   * Default 300 (PROTOCOL.md §3.5).
   */
  maxSessionSeconds?: number | undefined
  /** Names your integration to the service. Default `gradium-kit`. */
  source?: string | undefined
  /** The largest message accepted, and the most that waits for a connection, in bytes. Default 4 MiB. */
  maxMessageBytes?: number | undefined
  /**
   * What may wait, in bytes: results for a slow reader, audio and text for a session, and what was sent for the network.
   * Default 8 MiB; what exceeds it ends the stream with `backpressure`. On Node speech and translation slow their socket down
   * at a quarter of it, once reading has begun. A transcription does not: from there on it drops `step` events, and all events
   * before reading has begun; the result has all of the text.
   */
  maxQueuedBytes?: number | undefined
  /** Replaces the global `fetch` for REST calls. */
  fetch?: typeof globalThis.fetch | undefined
  /** Permits `http://` to other machines, which sends the key in clear. Default false. */
  allowInsecure?: boolean | undefined
  /** Permits an API key in a browser, for a page that only you can open. Default false. */
  dangerouslyAllowApiKeyInBrowser?: boolean | undefined
}

/**
 * Everything the service offers, over one key or token provider. On servers its speech streams share warm sockets, which do
 * not keep the process alive and close when they have been idle for some minutes, or with `close`.
 */
export class GradiumClient implements AsyncDisposable {
  readonly speech: Speech
  readonly transcription: Transcription
  readonly translation: Translation
  readonly voices: Voices
  readonly pronunciations: Pronunciations
  readonly usage: Usage
  readonly tokens: Tokens
  readonly #service: Service

  /** @internal Made by `Gradium`. */
  constructor(service: Service) {
    if (!service.platform.hasSocketHeaders)
      service.credentials.mintWith(({ signal }) => mintToken(service, signal))
    this.#service = service
    this.speech = new Speech(service)
    this.transcription = new Transcription(service)
    this.translation = new Translation(service)
    this.voices = new Voices(service)
    this.pronunciations = new Pronunciations(service)
    this.usage = new Usage(service)
    this.tokens = new Tokens(service)
  }

  /**
   * Opens a socket ahead of time, for one request after another or several at once: pass it as `connection`. Close it when
   * you are done. The service ends it after its session limit (PROTOCOL.md §3.5).
   */
  connect(endpoint: Endpoint): Connection {
    checkEndpoint(endpoint)
    return new Connection(this.#service, endpoint)
  }

  /** Ends the warm connections of speech streams, and what still uses them. The client can be used again. */
  async close(): Promise<void> {
    await this.#service.pool?.close()
  }

  /** Ends the warm connections. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** Opens one request on the wire itself, for what the other methods do not offer. */
  open(endpoint: Endpoint, options: OpenOptions = {}): WireRequest {
    checkEndpoint(endpoint)
    return new WireRequest(this.#service, endpoint, options)
  }
}

/** Checks the options and makes what all calls share; throws `config` for a wrong one. */
export function createService(options: GradiumOptions, platform: Platform): Service {
  checkOptions('Gradium', options)
  const apiKey =
    options.apiKey ??
    (options.token === undefined ? nonEmpty(platform.environment('GRADIUM_API_KEY')) : undefined)
  if (apiKey !== undefined && options.dangerouslyAllowApiKeyInBrowser !== true && isBrowser()) {
    throw configError(
      'An API key in a browser is public: pass `token`, a function that gets one from your server.',
    )
  }
  const {
    source = 'gradium-kit',
    maxMessageBytes = 4_194_304,
    maxQueuedBytes = 8_388_608,
    maxSessionSeconds = 300,
  } = options
  if (!/^[\x20-\x7e]{1,128}$/.test(source))
    throw configError('source is 1 to 128 printable ASCII characters.')
  for (const bytes of [maxMessageBytes, maxQueuedBytes]) {
    if (!(typeof bytes === 'number' && bytes > 0))
      throw configError('maxMessageBytes and maxQueuedBytes are numbers of bytes above 0.')
  }
  if (!(typeof maxSessionSeconds === 'number' && maxSessionSeconds > 0))
    throw configError('maxSessionSeconds is a number of seconds above 0.')
  for (const call of [options.token, options.fetch]) {
    if (call !== undefined && typeof call !== 'function')
      throw configError('token and fetch are functions.')
  }
  const baseUrl = options.baseUrl ?? nonEmpty(platform.environment('GRADIUM_BASE_URL'))
  return {
    platform,
    address: new Address({ ...options, baseUrl }),
    credentials: new Credentials(apiKey, options.token),
    timeouts: resolveTimeouts(options.timeouts),
    clock: systemClock,
    random: Math.random,
    retry: resolveRetry(options.retry),
    budget: new RetryBudget(systemClock),
    maxSessionSeconds,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    source,
    maxMessageBytes,
    maxQueuedBytes,
  }
}

function checkEndpoint(endpoint: Endpoint): void {
  if (!Object.hasOwn(endpointPaths, endpoint)) {
    throw configError('The endpoint is speech, transcription or translation.')
  }
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}

/** Pages and their workers; not Node, Deno, Bun or edge runtimes, some of which have parts of the same globals. */
function isBrowser(): boolean {
  const { document, WorkerGlobalScope, navigator } = globalThis as Record<string, unknown> & {
    navigator?: { userAgent?: string }
  }
  if (typeof document === 'object' && typeof globalThis.process?.versions?.node !== 'string')
    return true
  return (
    typeof WorkerGlobalScope === 'function' && navigator?.userAgent?.startsWith('Mozilla/') === true
  )
}
