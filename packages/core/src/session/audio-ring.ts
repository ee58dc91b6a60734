const firstBytes = 16 * 1024
const smallBytes = 64 * 1024

/**
 * The last bytes of a stream, by their position: how many bytes came before them since its start. It keeps what lies from
 * {@link AudioRing.tail} up to {@link AudioRing.head}, and takes memory for about as much as it keeps.
 */
export class AudioRing {
  readonly #maxBytes: number
  #bytes: Uint8Array
  #head = 0
  #tail = 0

  /** @param maxBytes What it keeps at most; beyond that the oldest bytes go. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
    this.#bytes = new Uint8Array(Math.min(firstBytes, maxBytes))
  }

  /** The position after the last byte pushed. */
  get head(): number {
    return this.#head
  }

  /** The position of the oldest byte kept. */
  get tail(): number {
    return this.#tail
  }

  /** Appends a copy. */
  push(bytes: Uint8Array): void {
    const head = this.#head + bytes.length
    this.#tail = Math.max(this.#tail, head - this.#maxBytes)
    const kept = head - this.#tail
    if (kept > this.#bytes.length) this.#resize(Math.max(kept, 2 * this.#bytes.length))
    const from = Math.max(this.#head, this.#tail)
    this.#write(from, bytes.subarray(from - this.#head))
    this.#head = head
  }

  /** Forgets what lies before a position. One before the tail or after the head stands for that. */
  release(position: number): void {
    if (position > this.#tail) this.#tail = Math.min(position, this.#head)
    const kept = this.#head - this.#tail
    const { length } = this.#bytes
    if (length > smallBytes && kept <= length / 8) this.#resize(Math.max(smallBytes, 2 * kept))
  }

  /**
   * A view of the bytes from one position up to another, or of the first of them where the memory wraps: then read on from
   * there. Valid until the next push. Throws `RangeError` for what is not kept.
   */
  read(from: number, to: number): Uint8Array {
    if (!(this.#tail <= from && from <= to && to <= this.#head))
      throw new RangeError(`Bytes ${this.#tail} to ${this.#head} are kept, not ${from} to ${to}.`)
    const start = from % this.#bytes.length
    return this.#bytes.subarray(start, start + to - from)
  }

  #write(position: number, bytes: Uint8Array): void {
    const start = position % this.#bytes.length
    const first = this.#bytes.length - start
    this.#bytes.set(bytes.length > first ? bytes.subarray(0, first) : bytes, start)
    if (bytes.length > first) this.#bytes.set(bytes.subarray(first), 0)
  }

  /** Moves what is kept of the bytes before the head into new memory. */
  #resize(length: number): void {
    const old = this.#bytes
    const from = Math.min(this.#tail, this.#head)
    const start = from % old.length
    const first = old.subarray(start, start + this.#head - from)
    this.#bytes = new Uint8Array(Math.min(length, this.#maxBytes))
    this.#write(from, first)
    this.#write(from + first.length, old.subarray(0, this.#head - from - first.length))
  }
}
