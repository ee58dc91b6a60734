const polynomial = 0x04c11db7

const table = /* @__PURE__ */ Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ polynomial : crc << 1
  return crc
})

/** Where a page keeps its own checksum, which counts as zero. */
export const crcOffset = 22

/** The checksum of one page (RFC 3533 §6): most significant bit first, starting at 0, not inverted. */
export function oggCrc(page: Uint8Array): number {
  let crc = 0
  for (let at = 0; at < page.length; at++) {
    const byte = at >= crcOffset && at < crcOffset + 4 ? 0 : page[at]!
    crc = (crc << 8) ^ table[((crc >>> 24) ^ byte) & 255]!
  }
  return crc >>> 0
}
