import { WireError, policyViolation } from '../wire/wire-error.ts'

/** Answer of `GET /usages/summary` (PROTOCOL.md §9.5). */
export interface UsageSummary {
  consumed_credits: number
  egress_audio_duration: number
  egress_messages: number
  egress_text_size: number
  ingress_audio_duration: number
  ingress_messages: number
  ingress_text_size: number
  sessions: number
}

/** Credits and usage of one API key. */
export class Account {
  #allocated: number
  #consumed = 0
  /** Requests running now. */
  runningRequests = 0
  readonly usage: Omit<UsageSummary, 'consumed_credits'> = {
    egress_audio_duration: 0,
    egress_messages: 0,
    egress_text_size: 0,
    ingress_audio_duration: 0,
    ingress_messages: 0,
    ingress_text_size: 0,
    sessions: 0,
  }

  constructor(allocated: number) {
    this.#allocated = allocated
  }

  get allocated(): number {
    return this.#allocated
  }

  get remaining(): number {
    return Math.max(0, Math.floor(this.#allocated - this.#consumed + 1e-6))
  }

  get summary(): UsageSummary {
    return { consumed_credits: Math.ceil(this.#consumed - 1e-6), ...this.usage }
  }

  /** @throws WireError 1008 when the credits are used up, before or by this charge. */
  charge(credits: number): void {
    if (this.#consumed >= this.#allocated || this.#consumed + credits > this.#allocated + 1e-6) {
      this.#consumed = this.#allocated
      throw new WireError(policyViolation, 'Not enough credits.')
    }
    this.#consumed += credits
  }
}

/** One account per API key, opened at first use. */
export class Accounts {
  readonly #credits: number
  readonly #accounts = new Map<string, Account>()

  constructor(credits: number) {
    this.#credits = credits
  }

  of(key: string): Account {
    const known = this.#accounts.get(key)
    if (known !== undefined) return known
    const account = new Account(this.#credits)
    this.#accounts.set(key, account)
    return account
  }

  reset(): void {
    this.#accounts.clear()
  }
}
