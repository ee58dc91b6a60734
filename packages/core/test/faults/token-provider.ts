import type { Emulator } from '@gradium-kit/emulator'
import { canaryKey } from '@gradium-kit/fixtures/canary'
import type { TokenProvider } from '../../src/index.node.ts'

/** Tokens of an emulator, asked for as a server of the caller's would: not through what may be broken. */
export function providerFor(emulator: Emulator): TokenProvider {
  return async () => {
    const answer = await fetch(`${emulator.url}/api-keys/token`, {
      headers: { 'x-api-key': canaryKey, connection: 'close' },
    })
    const { token } = (await answer.json()) as { token: string }
    return { token }
  }
}
