import { AudioError } from './errors.ts'

/**
 * Cuts a byte stream of any chunking into whole frames of a fixed size and carries the rest over,
 * so that a sample split between two messages is never torn.
 */
export class FrameAligner {
  readonly #pending: Uint8Array<ArrayBuffer>
  #pendingBytes = 0

  /** @param frameBytes bytes of one frame: channels × bytes per sample. 2 for mono 16-bit PCM. */
  constructor(frameBytes: number) {
    if (!Number.isInteger(frameBytes) || frameBytes < 1) {
      throw new AudioError(
        'argument',
        `A frame has a whole number of bytes, at least 1, not ${frameBytes}.`,
      )
    }
    this.#pending = new Uint8Array(frameBytes)
  }

  /** Bytes of the frame that has not been completed yet. */
  get pendingBytes(): number {
    return this.#pendingBytes
  }

  /**
   * Whole frames only, possibly none. While nothing is pending the result shares the memory of the input;
   * it is the input itself when that is already aligned.
   */
  push(bytes: Uint8Array): Uint8Array {
    const frameBytes = this.#pending.length
    const carried = this.#pendingBytes
    const total = carried + bytes.length
    const rest = total % frameBytes
    if (carried === 0 && rest === 0) return bytes
    const wholeBytes = total - rest
    if (wholeBytes === 0) {
      this.#pending.set(bytes, carried)
      this.#pendingBytes = total
      return bytes.subarray(bytes.length)
    }
    let frames = bytes.subarray(0, bytes.length - rest)
    if (carried > 0) {
      const joined = new Uint8Array(wholeBytes)
      joined.set(this.#pending.subarray(0, carried))
      joined.set(frames, carried)
      frames = joined
    }
    this.#pending.set(bytes.subarray(bytes.length - rest))
    this.#pendingBytes = rest
    return frames
  }

  /** The incomplete frame at the end, empty when the stream was whole. The aligner can then be used anew. */
  finish(): Uint8Array {
    const tail = this.#pending.slice(0, this.#pendingBytes)
    this.#pendingBytes = 0
    return tail
  }
}
