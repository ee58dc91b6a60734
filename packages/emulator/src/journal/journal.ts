export type JournalDirection = 'in' | 'out'

/** One thing that happened. Audio is replaced by its length; keys and tokens never appear. */
export interface JournalEntry {
  /** Counts up from 1 without gaps. */
  index: number
  /** On the emulator's clock. */
  atMs: number
  kind: 'open' | 'message' | 'close' | 'http' | 'fault' | 'violation'
  /** Id of the socket or HTTP call. */
  session: string
  route: string
  direction?: JournalDirection
  /** Message type, or HTTP method and path. */
  type?: string
  clientRequestId?: string
  message?: Record<string, unknown>
  /** Close code or HTTP status. */
  code?: number
  /** A sentence for violations and faults, the reason for closes. */
  text?: string
}

export type JournalPredicate = (entry: JournalEntry) => boolean

interface Waiter {
  predicate: JournalPredicate
  resolve: (entry: JournalEntry) => void
}

/** The last entries, in order, and everyone who waits for the next. */
export class Journal {
  readonly #limit: number
  readonly #now: () => number
  #entries: JournalEntry[] = []
  #count = 0
  readonly #waiters = new Set<Waiter>()
  readonly #listeners = new Set<(entry: JournalEntry) => void>()

  constructor(limit: number, now: () => number) {
    this.#limit = limit
    this.#now = now
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries
  }

  add(entry: Omit<JournalEntry, 'index' | 'atMs'>): void {
    const complete = { index: ++this.#count, atMs: Math.round(this.#now()), ...entry }
    this.#entries.push(complete)
    if (this.#entries.length >= this.#limit * 2) this.#entries = this.#entries.slice(-this.#limit)
    for (const waiter of this.#waiters) {
      if (!waiter.predicate(complete)) continue
      this.#waiters.delete(waiter)
      waiter.resolve(complete)
    }
    for (const listener of this.#listeners) listener(complete)
  }

  /** Calls the listener with every new entry until the returned function is called. */
  listen(listener: (entry: JournalEntry) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * The first entry, past or future, that fits.
   * @throws Error with a sentence when none came within `timeoutMs` of real time. Default 5000.
   */
  waitFor(
    predicate: JournalPredicate,
    options: { timeoutMs?: number } = {},
  ): Promise<JournalEntry> {
    const known = this.#entries.find(predicate)
    if (known !== undefined) return Promise.resolve(known)
    const timeoutMs = options.timeoutMs ?? 5000
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        predicate,
        resolve: (entry) => {
          clearTimeout(timer)
          resolve(entry)
        },
      }
      const timer = setTimeout(() => {
        this.#waiters.delete(waiter)
        reject(new Error(this.#explain(timeoutMs)))
      }, timeoutMs)
      this.#waiters.add(waiter)
    })
  }

  reset(): void {
    this.#entries = []
  }

  #explain(timeoutMs: number): string {
    const last = this.#entries
      .slice(-5)
      .map((entry) => [entry.kind, entry.direction, entry.type].filter(Boolean).join(' '))
    const seen =
      last.length === 0 ? 'The journal is empty.' : `The last entries: ${last.join(', ')}.`
    return `No journal entry fitted within ${timeoutMs} ms. ${seen}`
  }
}
