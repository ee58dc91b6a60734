import { abortedError, configError, GradiumError, plainCause } from '../errors.ts'
import { Deadline, systemClock, type Clock } from '../session/deadline.ts'

/**
 * Gives a fresh single-use token, for instance from your own server. It is called once for every connection attempt, and
 * what it returns is never kept.
 */
export type TokenProvider = (context: {
  /** Aborted when the connection is no longer wanted or the provider takes too long. */
  signal: AbortSignal
}) => string | { token: string } | Promise<string | { token: string }>

/** The API key or the token provider of one client. Neither can be printed. */
export class Credentials {
  readonly #apiKey: string | undefined
  #tokenProvider: TokenProvider | undefined
  /** What must never appear in a message: the key and the last tokens. */
  readonly #secrets: string[] = []

  /** Throws `config` for a key that could not be a header, without quoting it. */
  constructor(apiKey: string | undefined, tokenProvider: TokenProvider | undefined) {
    if (apiKey !== undefined && !isHeaderValue(apiKey, 1_024)) {
      throw configError('The API key is empty or holds a character that no key has. Copy it again.')
    }
    this.#apiKey = apiKey
    this.#tokenProvider = tokenProvider
    if (apiKey !== undefined) this.#secrets.push(apiKey)
  }

  get hasTokenProvider(): boolean {
    return this.#tokenProvider !== undefined
  }

  /** The key, for a header; throws `config` when there is none. */
  apiKey(): string {
    if (this.#apiKey !== undefined) return this.#apiKey
    throw configError(
      this.#tokenProvider === undefined
        ? 'There is no API key: set GRADIUM_API_KEY or pass apiKey. To work without one, put `npx gradium-emulator exec --` in front of your command.'
        : 'This call needs an API key, and tokens only open sockets: make it on your server.',
    )
  }

  /** Asks the provider for a token, for `timeoutMs` at most. */
  async token(timeoutMs: number, signal: AbortSignal, clock: Clock = systemClock): Promise<string> {
    const provider = this.#tokenProvider
    if (provider === undefined) throw configError('There is no token provider.')
    const provided = await askWithin(timeoutMs, provider, signal, clock)
    const token = typeof provided === 'object' && provided !== null ? provided.token : provided
    if (!isHeaderValue(token, 4_096)) {
      throw tokenError(
        'The token provider returned no token: return the string, or an object with `token`.',
        false,
      )
    }
    if (this.#secrets.includes(token)) {
      throw tokenError(
        'The token provider returned a token that was already used; each opens one connection.',
        false,
      )
    }
    this.#secrets.push(token)
    if (this.#secrets.length > 17) this.#secrets.splice(this.#apiKey === undefined ? 0 : 1, 1)
    return token
  }

  /** Has tokens minted with the key, where sockets cannot carry it. A provider of the caller's own stays. */
  mintWith(mint: TokenProvider): void {
    if (this.#apiKey !== undefined) this.#tokenProvider ??= mint
  }

  /** A text of the service or the runtime, without the key and the tokens it may echo, also as a URL holds them. */
  redact(text: string): string {
    return this.#secrets
      .flatMap((secret) => [secret, encodeURIComponent(secret)])
      .reduce((clean, secret) => clean.replaceAll(secret, '[redacted]'), text)
  }
}

function isHeaderValue(value: unknown, maxLength: number): value is string {
  return typeof value === 'string' && value.length <= maxLength && /^[\x21-\x7e]+$/.test(value)
}

function askWithin(
  timeoutMs: number,
  provider: TokenProvider,
  signal: AbortSignal,
  clock: Clock,
): Promise<string | { token: string }> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController()
    function giveUp(error: GradiumError): void {
      deadline.stop()
      reject(error)
      controller.abort()
    }
    const deadline = new Deadline(clock, () => {
      const message = `The token provider gave no token within ${timeoutMs} ms.`
      giveUp(new GradiumError('timeout', message, { phase: 'token' }))
    })
    async function ask(): Promise<void> {
      try {
        resolve(await provider({ signal: controller.signal }))
      } catch (error) {
        const message = 'The token provider failed; its error is the cause.'
        reject(GradiumError.is(error) ? error : tokenError(message, true, error))
      }
      deadline.stop()
    }
    if (signal.aborted) throw abortedError('token')
    signal.addEventListener('abort', () => giveUp(abortedError('token')), { once: true })
    deadline.start(timeoutMs)
    void ask()
  })
}

function tokenError(message: string, isRetryable: boolean, cause?: unknown): GradiumError {
  return new GradiumError('token', message, {
    phase: 'token',
    isRetryable,
    cause: plainCause(cause),
  })
}
