import { AudioError } from './errors.ts'
import { crcOffset, oggCrc } from './ogg-crc.ts'
import { capturePattern, firstFlag, lastFlag, maxSegments, pageHeaderBytes } from './ogg-page.ts'

/** Options of {@link OggWriter}. */
export interface OggWriterOptions {
  /** Names the stream among others in the same file: a whole number of 32 bits. Fix it for repeatable output. */
  serial: number
}

/** What the header of a page says of it. */
export interface OggPageOptions {
  /** Where the stream stands after the last packet of this page, in the codec's unit: Opus counts 48 kHz samples, pre-skip included. */
  granulePosition: bigint
  /** @default false */
  isFirst?: boolean
  /** @default false */
  isLast?: boolean
}

/** Writes one logical Ogg stream page by page (RFC 3533). */
export class OggWriter {
  readonly #serial: number
  #sequence = 0

  /** @throws AudioError `argument` when the serial is no whole number of 32 bits. */
  constructor(options: OggWriterOptions) {
    const { serial } = options
    if (!Number.isInteger(serial) || serial < 0 || serial > 0xffffffff) {
      throw new AudioError(
        'argument',
        `An Ogg serial is a whole number from 0 to 4,294,967,295, not ${serial}.`,
      )
    }
    this.#serial = serial
  }

  /**
   * A page with whole packets, possibly none.
   *
   * @throws AudioError `argument` when they take more than one page: 255 segments of 255 bytes.
   */
  page(packets: readonly Uint8Array[], options: OggPageOptions): Uint8Array<ArrayBuffer> {
    const lacing = laceOf(packets)
    const bodyStart = pageHeaderBytes + lacing.length
    const page = new Uint8Array(packets.reduce((sum, packet) => sum + packet.length, bodyStart))
    const view = new DataView(page.buffer)
    view.setUint32(0, capturePattern)
    view.setUint8(5, (options.isFirst ? firstFlag : 0) | (options.isLast ? lastFlag : 0))
    view.setBigInt64(6, options.granulePosition, true)
    view.setUint32(14, this.#serial, true)
    view.setUint32(18, this.#sequence, true)
    view.setUint8(26, lacing.length)
    page.set(lacing, pageHeaderBytes)
    let at = bodyStart
    for (const packet of packets) {
      page.set(packet, at)
      at += packet.length
    }
    view.setUint32(crcOffset, oggCrc(page), true)
    this.#sequence = (this.#sequence + 1) >>> 0
    return page
  }
}

/** A packet is as many segments of 255 as fit, then one that is shorter, be it empty. */
function laceOf(packets: readonly Uint8Array[]): number[] {
  const lacing: number[] = []
  for (const packet of packets) {
    const fullSegments = Math.floor(packet.length / 255)
    if (lacing.length + fullSegments >= maxSegments) {
      throw new AudioError(
        'argument',
        'These packets do not fit one Ogg page of 255 segments: write fewer at a time.',
      )
    }
    for (let index = 0; index < fullSegments; index++) lacing.push(255)
    lacing.push(packet.length % 255)
  }
  return lacing
}
