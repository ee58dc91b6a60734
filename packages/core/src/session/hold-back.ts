/**
 * Holds synthesised audio back until the word in it is complete, so that another session can go on after a word and nothing
 * is heard twice or cut.
 */
export class HoldBack {
  readonly #bytesPerSecond: number
  readonly #bytesPerSample: number
  #held: Uint8Array[] = []
  #heldBytes = 0
  #releasedBytes = 0
  /** Where words end whose audio was not all there, in bytes. */
  #wordEnds: number[] = []

  constructor(bytesPerSecond: number, bytesPerSample: number) {
    this.#bytesPerSecond = bytesPerSecond
    this.#bytesPerSample = bytesPerSample
  }

  get heldBytes(): number {
    return this.#heldBytes
  }

  get releasedBytes(): number {
    return this.#releasedBytes
  }

  /** Takes the next audio, without a copy. */
  pushAudio(audio: Uint8Array): void {
    if (audio.length === 0) return
    this.#held.push(audio)
    this.#heldBytes += audio.length
  }

  /** A word ends there, in seconds from the start of the audio; it may come before or after its audio. */
  pushWord(endSeconds: number): void {
    const samples = Math.round((endSeconds * this.#bytesPerSecond) / this.#bytesPerSample)
    this.#wordEnds.push(samples * this.#bytesPerSample)
  }

  /** The audio up to the last word that is wholly there, or with `isEnd` all of it: parts of what was pushed, in order. */
  take(isEnd: boolean): Uint8Array[] {
    const received = this.#releasedBytes + this.#heldBytes
    let boundary = isEnd ? received : this.#releasedBytes
    for (const end of this.#wordEnds) if (end > boundary && end <= received) boundary = end
    this.#wordEnds = this.#wordEnds.filter((end) => end > received)
    return this.#release(boundary - this.#releasedBytes)
  }

  #release(bytes: number): Uint8Array[] {
    let count = 0
    let rest = bytes
    while (rest > 0 && this.#held[count]!.length <= rest) {
      rest -= this.#held[count]!.length
      count += 1
    }
    const released = this.#held.splice(0, count)
    const next = this.#held[0]
    if (rest > 0 && next !== undefined) {
      released.push(next.subarray(0, rest))
      this.#held[0] = next.subarray(rest)
    }
    this.#heldBytes -= bytes
    this.#releasedBytes += bytes
    return released
  }
}
