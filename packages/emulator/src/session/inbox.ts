/** Messages waiting for one request. The consumer takes them in order and sees the end after the last one. */
export class Inbox<T> implements AsyncIterable<T> {
  readonly #items: T[] = []
  #wake: (() => void) | undefined
  #isEnded = false

  get size(): number {
    return this.#items.length
  }

  push(item: T): void {
    this.#items.push(item)
    this.#wake?.()
  }

  /** Nothing more will come. What waits is still delivered. */
  end(): void {
    this.#isEnded = true
    this.#wake?.()
  }

  /** Nothing more is wanted: what waits is dropped. */
  abandon(): void {
    this.#items.length = 0
    this.end()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      const item = this.#items.shift()
      if (item !== undefined) {
        yield item
      } else if (this.#isEnded) {
        return
      } else {
        // oxlint-disable-next-line no-await-in-loop -- messages come one after the other
        await new Promise<void>((resolve) => {
          this.#wake = resolve
        })
        this.#wake = undefined
      }
    }
  }
}
