import { AudioError } from './errors.ts'
import { FrameAligner } from './frame-aligner.ts'
import { parseWavFormat, wavFrameBytes, type WavFormat } from './wav-format.ts'

/** What comes before the samples may be this long: pictures and broadcast metadata fit, a mad size does not. */
const maxHeaderBytes = 16 * 1024 * 1024
const fmtBytesRead = 40
const nothing = new Uint8Array(0)

type Place = 'riff' | 'chunk-header' | 'fmt' | 'skip' | 'data' | 'after-data'

/**
 * Finds the samples in a WAV that arrives in pieces of any size. A data size of 0, of 0xFFFFFFFF or past
 * the end means "until the end", as streaming writers leave it. Unknown chunks are skipped, before and after the samples.
 *
 * Only RIFF is read; RF64 and RIFX are refused with a sentence.
 */
export class WavReader {
  #place: Place = 'riff'
  /** Bytes of the file consumed so far. */
  #offset = 0
  readonly #field = new Uint8Array(fmtBytesRead)
  #fieldLength = 0
  #fieldNeeded = 12
  /** Bytes of the present chunk that are not consumed yet, its pad byte included. */
  #remaining = 0
  #format: WavFormat | undefined
  #dataOffset: number | undefined
  #aligner: FrameAligner | undefined

  /** Known once the `fmt ` chunk has been read. */
  get format(): WavFormat | undefined {
    return this.#format
  }

  /** Where in the file the samples begin, in bytes, once that place has been reached. */
  get dataOffset(): number | undefined {
    return this.#dataOffset
  }

  /**
   * The whole sample frames found in this piece, empty while still in the header. They share the memory of the input
   * unless a frame began in the piece before.
   *
   * @throws AudioError `wav` when this is no WAV, or none that can be read.
   */
  push(bytes: Uint8Array): Uint8Array {
    let at = 0
    while (at < bytes.length) {
      const left = bytes.length - at
      if (this.#place === 'after-data') return nothing
      if (this.#place === 'data') {
        const taken = Math.min(left, this.#remaining)
        const frames = this.#aligner!.push(
          taken === bytes.length ? bytes : bytes.subarray(at, at + taken),
        )
        this.#remaining -= taken
        if (this.#remaining === 0) this.#place = 'after-data'
        return frames
      }
      if (this.#place === 'skip') {
        const taken = Math.min(left, this.#remaining)
        this.#advance(taken)
        at += taken
        if (this.#remaining === 0) this.#expect('chunk-header', 8)
        continue
      }
      const taken = Math.min(left, this.#fieldNeeded - this.#fieldLength)
      this.#field.set(bytes.subarray(at, at + taken), this.#fieldLength)
      this.#fieldLength += taken
      this.#offset += taken
      at += taken
      if (this.#fieldLength === this.#fieldNeeded) this.#readField()
    }
    return nothing
  }

  /**
   * Call it at the end of the stream.
   *
   * @returns how many bytes of an incomplete last frame were dropped; 0 for a sound file.
   * @throws AudioError `wav` when the header was never completed.
   */
  finish(): { trailingBytes: number } {
    if (this.#aligner === undefined) {
      throw new AudioError(
        'wav',
        this.#offset === 0
          ? 'The WAV is empty.'
          : `The WAV ends after ${this.#offset} bytes, before its samples begin.`,
        { offset: this.#offset },
      )
    }
    return { trailingBytes: this.#aligner.finish().length }
  }

  #expect(place: Place, byteCount: number): void {
    this.#place = place
    this.#fieldNeeded = byteCount
    this.#fieldLength = 0
  }

  #advance(byteCount: number): void {
    this.#remaining -= byteCount
    this.#offset += byteCount
  }

  #readField(): void {
    const field = this.#field.subarray(0, this.#fieldLength)
    if (this.#place === 'riff') {
      assertRiff(field)
      this.#expect('chunk-header', 8)
    } else if (this.#place === 'fmt') {
      this.#format = parseWavFormat(field, this.#offset - field.length)
      this.#remaining -= field.length
      if (this.#remaining > 0) this.#place = 'skip'
      else this.#expect('chunk-header', 8)
    } else {
      this.#enterChunk(textAt(field, 0), new DataView(field.buffer).getUint32(4, true))
    }
  }

  #enterChunk(id: string, size: number): void {
    if (id === 'data') {
      if (this.#format === undefined) {
        throw new AudioError(
          'wav',
          'The samples of the WAV come before their format (fmt chunk).',
          {
            offset: this.#offset - 8,
          },
        )
      }
      this.#place = 'data'
      this.#dataOffset = this.#offset
      this.#remaining = size === 0 || size === 0xffffffff ? Infinity : size
      this.#aligner = new FrameAligner(wavFrameBytes(this.#format))
      return
    }
    const padded = size + (size % 2)
    if (this.#offset + padded > maxHeaderBytes) {
      throw new AudioError(
        'wav',
        `A chunk of ${size} bytes before the samples is too large: the file is damaged, or not a WAV.`,
        { offset: this.#offset - 8 },
      )
    }
    this.#remaining = padded
    if (id === 'fmt ' && this.#format === undefined)
      this.#expect('fmt', Math.min(size, fmtBytesRead))
    else if (padded > 0) this.#place = 'skip'
    else this.#expect('chunk-header', 8)
    if (this.#place === 'fmt' && size === 0) this.#readField()
  }
}

function assertRiff(field: Uint8Array): void {
  const id = textAt(field, 0)
  const isWave = textAt(field, 8) === 'WAVE'
  if (isWave && (id === 'RF64' || id === 'RIFX')) {
    throw new AudioError(
      'wav',
      `${id} is a rare kind of WAV that cannot be read. Save it as an ordinary WAV.`,
      {
        offset: 0,
      },
    )
  }
  if (id !== 'RIFF' || !isWave) {
    throw new AudioError(
      'wav',
      'This is not a WAV: it does not begin with RIFF and WAVE. For samples without a header name a pcm format.',
      { offset: id === 'RIFF' ? 8 : 0 },
    )
  }
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!)
}

/**
 * The format and the whole frames of a WAV that is all there. The data share its memory; an incomplete last frame is left out.
 *
 * @throws AudioError `wav` when this is no WAV, or none that can be read.
 */
export function readWav(bytes: Uint8Array): { format: WavFormat; data: Uint8Array } {
  const reader = new WavReader()
  const data = reader.push(bytes)
  reader.finish()
  return { format: reader.format!, data }
}
