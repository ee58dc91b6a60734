import type { ClientInput } from '../wire/client-message.ts'

/** How far the input of a request has come. Cutting it into other messages changes nothing. */
export class InputTrace {
  #data: Uint8Array = new Uint8Array(1024)
  #length = 0
  #flushCount = 0
  #hasEnded = false

  get length(): number {
    return this.#length
  }

  get flushCount(): number {
    return this.#flushCount
  }

  get hasEnded(): boolean {
    return this.#hasEnded
  }

  /** Text counts as its words, so that spaces and message boundaries are the same. */
  add(input: ClientInput): void {
    if (input.type === 'audio') this.#append(input.audio)
    else if (input.type === 'flush') this.#flushCount++
    else if (input.type === 'end_of_stream') this.#hasEnded = true
    else {
      const words = input.text.split(/\s+/).filter((word) => word !== '')
      this.#append(new TextEncoder().encode(words.map((word) => `${word} `).join('')))
    }
  }

  /** Whether this is how `whole` begins, or all of it if this has ended. `from` is the length known to fit. */
  isStartOf(whole: InputTrace, from: number): boolean {
    if (this.#length > whole.#length || this.#flushCount > whole.#flushCount) return false
    if (this.#hasEnded && !(whole.#hasEnded && whole.#length === this.#length)) return false
    for (let index = from; index < this.#length; index++) {
      if (this.#data[index] !== whole.#data[index]) return false
    }
    return true
  }

  #append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length
    if (length > this.#data.length) {
      const larger = new Uint8Array(Math.max(length, this.#data.length * 2))
      larger.set(this.#data.subarray(0, this.#length))
      this.#data = larger
    }
    this.#data.set(bytes, this.#length)
    this.#length = length
  }
}
