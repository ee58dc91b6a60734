import type { TimedWord } from '../engine.ts'
import { checksum, firstChecksum, parseHeaderByte } from './tone-code.ts'

interface Frame {
  bytes: Uint8Array
  startSample: number
  endSample: number
}

/** Checks frames and joins the frames of a long word. */
export class ToneWordJoiner {
  readonly #sampleRateHz: number
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  #parts: Frame[] = []
  #lastChecksum = firstChecksum

  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz
  }

  /** Whether header, bytes and checksum belong together, and to the frame before if they continue it. */
  accepts(frame: Uint8Array): boolean {
    const { isContinuation } = parseHeaderByte(frame[0]!)
    if (isContinuation && this.#parts.length === 0) return false
    const seed = isContinuation ? this.#lastChecksum : firstChecksum
    return checksum(frame.subarray(0, -2), seed) === checksumOf(frame)
  }

  /** Takes an accepted frame. Returns the word it completes, if it is one. */
  push(frame: Frame): TimedWord | undefined {
    const header = parseHeaderByte(frame.bytes[0]!)
    if (!header.isContinuation) this.#parts = []
    this.#parts.push(frame)
    this.#lastChecksum = checksumOf(frame.bytes)
    if (header.hasMore) return undefined
    const parts = this.#parts
    this.#parts = []
    const text = this.#decode(parts)
    if (text === undefined) return undefined
    return {
      text,
      startSeconds: parts[0]!.startSample / this.#sampleRateHz,
      endSeconds: frame.endSample / this.#sampleRateHz,
    }
  }

  #decode(parts: Frame[]): string | undefined {
    const bytes = parts.flatMap((part) => [...part.bytes.subarray(1, -2)])
    try {
      const text = this.#decoder.decode(Uint8Array.from(bytes))
      return /\s/u.test(text) ? undefined : text
    } catch {
      return undefined
    }
  }
}

function checksumOf(frame: Uint8Array): number {
  return (frame[frame.length - 2]! << 8) | frame[frame.length - 1]!
}
