import type { IncomingMessage } from 'node:http'
import { isLoopback } from '../options.ts'

/** Which web pages may talk to the emulator: those on loopback, and those named. */
export class OriginPolicy {
  readonly #allowed: ReadonlySet<string>
  readonly #isExposed: boolean

  constructor(allowed: readonly string[], isExposed: boolean) {
    this.#allowed = new Set(allowed)
    this.#isExposed = isExposed
  }

  /** Programs send no Origin and may always connect. */
  isAllowed(origin: string | undefined): boolean {
    if (origin === undefined || this.#allowed.has(origin)) return true
    return URL.canParse(origin) && isLoopback(new URL(origin).hostname)
  }

  /** Keeps pages of other sites, under names that resolve to this machine, from the control routes. */
  isHostAllowed(host: string | undefined): boolean {
    if (this.#isExposed || host === undefined) return true
    const url = `http://${host}`
    return URL.canParse(url) && isLoopback(new URL(url).hostname)
  }

  corsHeaders(headers: IncomingMessage['headers']): Record<string, string> {
    const { origin } = headers
    if (origin === undefined) return {}
    return {
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'GET, POST, PUT, DELETE',
      'access-control-allow-headers': 'x-api-key, x-api-source, content-type',
      'access-control-allow-private-network': 'true',
      'access-control-expose-headers': 'x-gradium-emulator, x-gradium-residency',
      'access-control-max-age': '600',
      vary: 'Origin',
    }
  }
}
