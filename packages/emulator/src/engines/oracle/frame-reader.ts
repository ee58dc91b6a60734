import {
  crcAt,
  hasMark,
  headerBytes,
  headerChecksum,
  headerSamples,
  indexAt,
  isNoiseWhole,
  slotAt,
} from './frame-layout.ts'

/** Reads frames of oracle speech, one after the other; it tells of the last one read. */
export class FrameReader {
  readonly #header = new Uint8Array(headerBytes)
  readonly #view = new DataView(this.#header.buffer)
  readonly #decoder = new TextDecoder()

  /** Takes 1,920 samples. Returns whether they are one undamaged frame. */
  read(samples: Float32Array): boolean {
    if (!hasMark(samples)) return false
    for (let at = 0; at < headerSamples; at += 1) {
      this.#view.setInt16(2 * at, samples[at]! * 32768, true)
    }
    if (this.#view.getUint32(crcAt, true) !== headerChecksum(this.#header)) return false
    return isNoiseWhole(samples, this.#view.getUint32(indexAt, true))
  }

  /** Number of the word; 0 for silence. */
  wordNumber(streamId: 0 | 1): number {
    return this.#view.getUint32(slotAt(streamId), true)
  }

  /** Which frame of its word this is, from 0. */
  position(streamId: 0 | 1): number {
    return this.#view.getUint16(slotAt(streamId) + 4, true)
  }

  /** How many frames the word has. */
  frameCount(streamId: 0 | 1): number {
    return this.#view.getUint16(slotAt(streamId) + 6, true)
  }

  text(streamId: 0 | 1): string {
    const at = slotAt(streamId)
    return this.#decoder.decode(this.#header.subarray(at + 10, at + 10 + this.#header[at + 8]!))
  }
}
