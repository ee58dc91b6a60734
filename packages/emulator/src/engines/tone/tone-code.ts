/**
 * The sound code of the tone engine. A frame spells up to 64 bytes of one word:
 *
 *     sync (550 Hz for two symbols, 3200 Hz for one) · header byte · bytes · CRC-16
 *
 * A symbol lasts 10 ms and carries four bits as one of sixteen tones, high nibble first. All tones
 * lie under 3.3 kHz, so that 8 kHz telephony keeps them. A longer word takes several frames: the
 * header says whether more follows and whether the frame continues another, and the checksum of a
 * continuing frame starts from its predecessor's, so parts never join across a lost one.
 */
export const symbolSeconds = 0.01
export const syncLowHz = 550
export const syncHighHz = 3200
export const syncSymbols = 3
export const maxFrameBytes = 64
export const firstChecksum = 0xffff

const lowestToneHz = 700
const toneSpacingHz = 150

/** The sixteen data tones by the nibble they stand for. */
export const toneHz: readonly number[] = Array.from(
  { length: 16 },
  (_, nibble) => lowestToneHz + toneSpacingHz * nibble,
)

/** What the header byte says: six bits of length, one flag at each end of a chain of frames. */
export interface FrameHeader {
  byteLength: number
  hasMore: boolean
  isContinuation: boolean
}

export function headerByte(header: FrameHeader): number {
  return (header.hasMore ? 0x80 : 0) | (header.isContinuation ? 0x40 : 0) | (header.byteLength - 1)
}

export function parseHeaderByte(byte: number): FrameHeader {
  return {
    byteLength: (byte & 0x3f) + 1,
    hasMore: (byte & 0x80) !== 0,
    isContinuation: (byte & 0x40) !== 0,
  }
}

/** Symbols of a whole frame, sync included. */
export function frameSymbols(byteLength: number): number {
  return syncSymbols + 2 * (1 + byteLength + 2)
}

/** CRC-16 with the CCITT polynomial, continued from `start`. */
export function checksum(bytes: Iterable<number>, start: number = firstChecksum): number {
  let crc = start
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1) {
      crc = (crc & 0x8000) === 0 ? (crc << 1) & 0xffff : ((crc << 1) ^ 0x1021) & 0xffff
    }
  }
  return crc
}
