/** The recent part of an endless stream of samples, addressed by position in the stream. */
export class SampleHistory {
  #samples = new Float32Array(1 << 15)
  #length = 0
  #start = 0

  /** Position of the oldest sample kept. */
  get start(): number {
    return this.#start
  }

  /** Position after the newest sample. */
  get end(): number {
    return this.#start + this.#length
  }

  push(samples: Float32Array): void {
    if (this.#length + samples.length > this.#samples.length) {
      const larger = new Float32Array(2 * (this.#length + samples.length))
      larger.set(this.#samples.subarray(0, this.#length))
      this.#samples = larger
    }
    this.#samples.set(samples, this.#length)
    this.#length += samples.length
  }

  /** Forgets everything before `position`; cheap to call often. */
  dropBefore(position: number): void {
    const count = Math.min(position - this.#start, this.#length)
    if (count < this.#samples.length / 2) return
    this.#samples.copyWithin(0, count, this.#length)
    this.#length -= count
    this.#start += count
  }

  /** A view, valid until the next `push`; zeros stand in for samples that are not there. */
  view(position: number, length: number): Float32Array {
    const from = position - this.#start
    if (from >= 0 && from + length <= this.#length) {
      return this.#samples.subarray(from, from + length)
    }
    const padded = new Float32Array(length)
    const kept = this.#samples.subarray(
      Math.max(0, from),
      Math.max(0, Math.min(this.#length, from + length)),
    )
    padded.set(kept, Math.max(0, -from))
    return padded
  }
}
