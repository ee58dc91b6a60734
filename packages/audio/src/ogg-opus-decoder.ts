import { AudioError } from './errors.ts'
import { OggReader, type OggPacket } from './ogg-reader.ts'
import { isOpusHead, isOpusTags, parseOpusHead } from './opus-header.ts'
import { opusPacketSamples } from './opus-packet.ts'

/** The codec underneath: one decoder for mono at 48 kHz. */
export interface OpusPacketDecoder {
  decodeFloat(packet: Uint8Array): Float32Array
  free(): void
}

/** The Opus stream being read. Positions count samples at 48 kHz. */
interface OpusStream {
  serial: number
  preSkip: number
  gain: number
  /** Samples decoded so far, pre-skip included. */
  decoded: number
  /** Where the stream began, when it was cut out of a longer one; known after its first page. */
  firstPosition: number | undefined
}

/**
 * A silent frame of each of the two codecs in Opus. A change from one to the other resets the one entered (RFC 6716 §4.5.2),
 * so that after both, whatever comes next is decoded as by a new decoder but for the first 5 ms, which the pre-skip covers.
 */
const resettingPackets = [
  Uint8Array.of(0xf8, 0xff, 0xfe),
  Uint8Array.of(0x08, 0x07, 0xc6, 0xb3, 0x0e, 0xc6),
]

/** Turns Ogg Opus, in pieces of any size, into samples at 48 kHz. */
export class OggOpusDecoder {
  readonly #codec: OpusPacketDecoder
  readonly #reader = new OggReader()
  #stream: OpusStream | undefined
  #hasFoundOpus = false
  #hasDecoded = false
  #isFreed = false

  /** @internal Use `createOggOpusDecoder`. */
  constructor(codec: OpusPacketDecoder) {
    this.#codec = codec
  }

  /**
   * The audio completed by these bytes: mono (stereo is mixed), without the pre-skip and, at a marked end, without the padding.
   *
   * @throws AudioError `opus` when a packet is damaged or the stream has more than two channels, `ogg` as `OggReader` does.
   */
  push(bytes: Uint8Array): Float32Array {
    this.#assertUsable()
    const pieces: Float32Array[] = []
    for (const packet of this.#reader.push(bytes)) this.#readPacket(packet, pieces)
    return joinSamples(pieces)
  }

  /**
   * Call it at the end of the bytes. `push` holds no audio back, so nothing is left and the result is empty. The decoder can
   * then be used anew.
   *
   * @throws AudioError `ogg` when there was no Opus at all.
   */
  finish(): Float32Array {
    this.#assertUsable()
    this.#reader.finish()
    const hasFoundOpus = this.#hasFoundOpus
    this.#stream = undefined
    this.#hasFoundOpus = false
    if (!hasFoundOpus) {
      throw new AudioError(
        'ogg',
        'No Opus was found: the bytes are not Ogg, end too early, or hold another codec.',
      )
    }
    return new Float32Array(0)
  }

  /** Returns the codec's memory. The decoder cannot be used afterwards; freeing twice is fine. */
  free(): void {
    if (!this.#isFreed) this.#codec.free()
    this.#isFreed = true
  }

  #assertUsable(): void {
    if (this.#isFreed) throw new AudioError('argument', 'The Opus decoder has been freed.')
  }

  #readPacket(packet: OggPacket, pieces: Float32Array[]): void {
    if (packet.isFirst && isOpusHead(packet.data)) {
      this.#begin(packet)
      return
    }
    const stream = this.#stream
    if (stream === undefined || packet.serial !== stream.serial) return
    if (stream.decoded === 0 && isOpusTags(packet.data)) return
    if (packet.data.length > 0) pieces.push(this.#decode(packet, stream))
    if (packet.granulePosition !== undefined) placePage(stream, packet, pieces)
    if (packet.isLast) this.#stream = undefined
  }

  #begin({ data, serial }: OggPacket): void {
    const head = parseOpusHead(data)
    if (head.mappingFamily !== 0 || head.channelCount > 2) {
      throw new AudioError(
        'opus',
        `The Opus stream has ${head.channelCount} channels in a surround mapping; only mono and stereo can be decoded.`,
      )
    }
    if (this.#hasDecoded) for (const silence of resettingPackets) this.#codec.decodeFloat(silence)
    this.#hasDecoded = false
    this.#hasFoundOpus = true
    this.#stream = {
      serial,
      preSkip: head.preSkip,
      gain: 10 ** (head.outputGain / 256 / 20),
      decoded: 0,
      firstPosition: undefined,
    }
  }

  #decode(packet: OggPacket, stream: OpusStream): Float32Array {
    const sampleCount = opusPacketSamples(packet.data)
    this.#hasDecoded = true
    let samples: Float32Array
    try {
      samples = this.#codec.decodeFloat(packet.data)
    } catch (cause) {
      throw new AudioError('opus', 'An Opus packet is damaged and cannot be decoded.', { cause })
    }
    const skipped = Math.min(samples.length, Math.max(0, stream.preSkip - stream.decoded))
    stream.decoded += sampleCount
    if (stream.gain !== 1) {
      for (let index = 0; index < samples.length; index++) samples[index]! *= stream.gain
    }
    return skipped === 0 ? samples : samples.subarray(skipped)
  }
}

/** RFC 7845 §§4.1, 4.4: the last page says where the audio ends, which may be within its packets. */
function placePage(stream: OpusStream, packet: OggPacket, pieces: Float32Array[]): void {
  const position = Number(packet.granulePosition)
  if (!packet.isLast) {
    stream.firstPosition ??= Math.max(0, position - stream.decoded)
    return
  }
  let excess = stream.decoded + (stream.firstPosition ?? 0) - position
  for (let index = pieces.length - 1; index >= 0 && excess > 0; index--) {
    const piece = pieces[index]!
    const kept = Math.max(0, piece.length - excess)
    excess -= piece.length - kept
    pieces[index] = piece.subarray(0, kept)
  }
}

function joinSamples(pieces: readonly Float32Array[]): Float32Array {
  const [first, ...others] = pieces
  if (first !== undefined && others.length === 0) return first
  let length = 0
  for (const piece of pieces) length += piece.length
  const joined = new Float32Array(length)
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}
