import { requestJson } from '../transport/http.ts'
import type { Service } from '../transport/service.ts'
import { Fields } from './fields.ts'

/** A credential for one socket of one browser. */
export interface Token {
  /** Goes into the browser's token provider. It opens one connection, whether that succeeds or not. */
  token: string
  /** ISO 8601, as the service wrote it. */
  expiresAt: string | undefined
}

/** Short-lived browser tokens (PROTOCOL.md §2.1). Needs an API key. */
export class Tokens {
  readonly #service: Service

  /** @internal Made by `Gradium`. */
  constructor(service: Service) {
    this.#service = service
  }

  /**
   * Mints a token. Do it on your server, after your own sign-in check, once for every connection. Rejects with a
   * `GradiumError`.
   */
  async create(options: { signal?: AbortSignal } = {}): Promise<Token> {
    const answer = await requestJson(this.#service, {
      method: 'GET',
      path: 'api-keys/token',
      ...options,
    })
    const fields = new Fields('a token answer', answer)
    return { token: fields.string('token'), expiresAt: fields.optionalString('expires_at') }
  }
}
