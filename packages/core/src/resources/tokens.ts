import type { Service } from '../transport/service.ts'
import { mintToken, type Token } from '../transport/token.ts'

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
  create(options: { signal?: AbortSignal } = {}): Promise<Token> {
    return mintToken(this.#service, options.signal)
  }
}
