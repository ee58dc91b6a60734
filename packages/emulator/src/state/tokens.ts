import type { Clock } from '../clock.ts'
import type { Identity } from '../identity.ts'

/** Short-lived browser tokens: each opens one socket (PROTOCOL.md §2.1). */
export class Tokens {
  readonly #clock: Clock
  readonly #identity: Identity
  readonly #lifetimeMs: number
  readonly #keys = new Map<string, { key: string; expiresAtMs: number }>()

  constructor(clock: Clock, identity: Identity, lifetimeSeconds: number) {
    this.#clock = clock
    this.#identity = identity
    this.#lifetimeMs = lifetimeSeconds * 1000
  }

  create(key: string): { token: string; expires_at: string } {
    this.#dropExpired()
    const token = `${this.#identity.nextId()}_token`
    this.#keys.set(token, { key, expiresAtMs: this.#clock.now() + this.#lifetimeMs })
    return { token, expires_at: new Date(Date.now() + this.#lifetimeMs).toISOString() }
  }

  /** The key behind a token, which is spent by this. */
  spend(token: string): string | undefined {
    this.#dropExpired()
    const entry = this.#keys.get(token)
    this.#keys.delete(token)
    return entry?.key
  }

  reset(): void {
    this.#keys.clear()
  }

  #dropExpired(): void {
    const nowMs = this.#clock.now()
    for (const [token, entry] of this.#keys) {
      if (entry.expiresAtMs <= nowMs) this.#keys.delete(token)
    }
  }
}
