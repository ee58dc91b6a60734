import { crcOffset, oggCrc } from './ogg-crc.ts'

/** The header before the lacing values (RFC 3533 §6); the flags are bits of its sixth byte. */
export const pageHeaderBytes = 27
export const maxSegments = 255
export const continuedFlag = 1
export const firstFlag = 2
export const lastFlag = 4
/** "OggS", as a big-endian number. */
export const capturePattern = 0x4f676753

/** One page, which shares the memory of the input. */
export interface OggPage {
  flags: number
  granulePosition: bigint
  serial: number
  sequence: number
  /** Lengths of the segments, and the bytes they cut up. */
  lacing: Uint8Array
  body: Uint8Array
  byteLength: number
}

/**
 * Reads the page that begins at `at`.
 *
 * @returns `incomplete` when bytes are missing, `damaged` when the checksum is wrong, `invalid` when no page begins there.
 */
export function readOggPage(
  bytes: Uint8Array,
  at: number,
): OggPage | 'incomplete' | 'damaged' | 'invalid' {
  const available = bytes.length - at
  if (available < pageHeaderBytes) return 'incomplete'
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, available)
  if (view.getUint32(0) !== capturePattern || view.getUint8(4) !== 0) return 'invalid'
  const bodyStart = pageHeaderBytes + view.getUint8(26)
  if (available < bodyStart) return 'incomplete'
  const lacing = bytes.subarray(at + pageHeaderBytes, at + bodyStart)
  let byteLength = bodyStart
  for (const length of lacing) byteLength += length
  if (available < byteLength) return 'incomplete'
  if (oggCrc(bytes.subarray(at, at + byteLength)) !== view.getUint32(crcOffset, true)) {
    return 'damaged'
  }
  return {
    flags: view.getUint8(5),
    granulePosition: view.getBigInt64(6, true),
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    lacing,
    body: bytes.subarray(at + bodyStart, at + byteLength),
    byteLength,
  }
}
