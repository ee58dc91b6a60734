import type { Spoken, Turn } from '@gradium-kit/browser'

/** What the visitor said, and what the page said to it. */
export interface Exchange {
  readonly id: number
  readonly said: string
  readonly startSeconds: number
  readonly reply: string
  /** Undefined while the reply is being spoken. */
  readonly spoken: Spoken | undefined
}

/** Begins an exchange with a turn of the visitor. */
export function exchangeOf({ id, text, startSeconds }: Turn): Exchange {
  return { id, said: text, startSeconds, reply: `I understood: ${text}`, spoken: undefined }
}

/** The exchanges, one of them with what was heard of its reply. */
export function withSpoken(
  exchanges: readonly Exchange[],
  id: number,
  spoken: Spoken,
): readonly Exchange[] {
  return exchanges.map((exchange) => (exchange.id === id ? { ...exchange, spoken } : exchange))
}
