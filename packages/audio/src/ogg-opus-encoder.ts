import { AudioError } from './errors.ts'
import { joinBytes } from './join-bytes.ts'
import { OggWriter } from './ogg-writer.ts'
import { opusHead, opusTags } from './opus-header.ts'

/** The codec underneath: one encoder for mono at 48 kHz in frames of 20 ms. */
export interface OpusPacketEncoder {
  encodeFloat(frame: Float32Array): Uint8Array
  getLookahead(): number
  free(): void
}

export const opusSampleRateHz = 48_000
/** 20 ms. */
export const opusFrameSamples = 960
/** Opus has no frame of 80 ms, the length of one message: four of these share a page. */
const packetsPerPage = 4

/** Turns samples at 48 kHz, in pieces of any size, into an Ogg Opus stream (RFC 7845). */
export class OggOpusEncoder {
  readonly #codec: OpusPacketEncoder
  readonly #writer: OggWriter
  readonly #preSkip: number
  readonly #header: Uint8Array
  readonly #frame = new Float32Array(opusFrameSamples)
  #frameLength = 0
  #packets: Uint8Array[] = []
  #pushedSamples = 0
  #encodedSamples = 0
  #state: 'open' | 'finished' | 'freed' = 'open'

  /** @internal Use `createOggOpusEncoder`. */
  constructor(codec: OpusPacketEncoder, options: { serial: number; vendor: string }) {
    this.#codec = codec
    this.#writer = new OggWriter(options)
    this.#preSkip = codec.getLookahead()
    const head = opusHead({
      channelCount: 1,
      preSkip: this.#preSkip,
      inputSampleRateHz: opusSampleRateHz,
    })
    this.#header = joinBytes([
      this.#writer.page([head], { granulePosition: 0n, isFirst: true }),
      this.#writer.page([opusTags(options.vendor)], { granulePosition: 0n }),
    ])
  }

  /** The two pages every stream begins with. */
  header(): Uint8Array {
    return this.#header
  }

  /**
   * The pages completed by these samples, each of 80 ms, possibly none.
   *
   * @param samples mono at 48 kHz, −1 … +1.
   * @throws AudioError `argument` after `finish` or `free`, `opus` when the codec fails.
   */
  push(samples: Float32Array): Uint8Array {
    this.#assertOpen()
    this.#pushedSamples += samples.length
    return joinBytes(this.#encode(samples))
  }

  /**
   * The last pages, with the end-of-stream mark and a position that makes decoders return exactly as many samples as
   * were pushed. The stream is then closed; only {@link free} is left to call.
   */
  finish(): Uint8Array {
    this.#assertOpen()
    const wanted = this.#pushedSamples + this.#preSkip
    const missing = Math.ceil(wanted / opusFrameSamples) * opusFrameSamples - this.#pushedSamples
    const pages = this.#encode(new Float32Array(missing), wanted)
    this.#state = 'finished'
    return joinBytes(pages)
  }

  /** Returns the codec's memory. Freeing twice is fine. */
  free(): void {
    if (this.#state !== 'freed') this.#codec.free()
    this.#state = 'freed'
  }

  #assertOpen(): void {
    if (this.#state === 'open') return
    throw new AudioError(
      'argument',
      `The Opus encoder has been ${this.#state}: create another one.`,
    )
  }

  /** @param end the position at which the stream ends, when these samples are its last. */
  #encode(samples: Float32Array, end = Infinity): Uint8Array[] {
    const pages: Uint8Array[] = []
    let at = 0
    while (at < samples.length) {
      const taken = Math.min(samples.length - at, opusFrameSamples - this.#frameLength)
      const piece = samples.subarray(at, at + taken)
      at += taken
      if (taken === opusFrameSamples) {
        this.#encodeFrame(piece)
      } else {
        this.#frame.set(piece, this.#frameLength)
        this.#frameLength += taken
        if (this.#frameLength < opusFrameSamples) break
        this.#frameLength = 0
        this.#encodeFrame(this.#frame)
      }
      const isLast = this.#encodedSamples >= end
      if (this.#packets.length === packetsPerPage || isLast) {
        const granulePosition = BigInt(Math.min(this.#encodedSamples, end))
        pages.push(this.#writer.page(this.#packets, { granulePosition, isLast }))
        this.#packets = []
      }
    }
    return pages
  }

  #encodeFrame(frame: Float32Array): void {
    try {
      this.#packets.push(this.#codec.encodeFloat(frame))
    } catch (cause) {
      throw new AudioError('opus', 'The Opus codec could not encode this audio.', { cause })
    }
    this.#encodedSamples += opusFrameSamples
  }
}
