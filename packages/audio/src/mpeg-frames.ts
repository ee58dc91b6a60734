/** kbit/s of MPEG-1 layer III, by the header's index; 0 (free format) and 15 are not recognised. */
const bitRates1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0]
/** kbit/s of MPEG-2 and 2.5 layer III. */
const bitRates2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0]
const sampleRates1 = [44100, 48000, 32000]

/** Recognises two successive frames of MP3 or ADTS at the very beginning (ISO 11172-3 §2.4.1.3, ISO 14496-3 §1.A.2.2). */
export function detectMpegFrames(bytes: Uint8Array): 'mp3' | 'aac' | undefined {
  if (bytes.length < 12 || bytes[0] !== 0xff) return undefined
  const adtsLength = adtsFrameLength(bytes, 0)
  if (adtsLength !== undefined) {
    const isFollowed = adtsFrameLength(bytes, adtsLength) !== undefined
    return isFollowed && hasSameStream(bytes, adtsLength, 0xfc) ? 'aac' : undefined
  }
  const mp3Length = mp3FrameLength(bytes, 0)
  if (mp3Length === undefined || mp3FrameLength(bytes, mp3Length) === undefined) return undefined
  return hasSameStream(bytes, mp3Length, 0x0c) ? 'mp3' : undefined
}

/** Whether version, layer and the masked part of the third byte, with the sample rate in it, are the same in both frames. */
function hasSameStream(bytes: Uint8Array, next: number, mask: number): boolean {
  return (
    ((bytes[1]! ^ bytes[next + 1]!) & 0xfe) === 0 && ((bytes[2]! ^ bytes[next + 2]!) & mask) === 0
  )
}

function adtsFrameLength(bytes: Uint8Array, at: number): number | undefined {
  if (bytes.length < at + 6 || bytes[at] !== 0xff || (bytes[at + 1]! & 0xf6) !== 0xf0)
    return undefined
  const rateIndex = (bytes[at + 2]! >> 2) & 15
  const length = ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5)
  return rateIndex > 12 || length < 8 ? undefined : length
}

function mp3FrameLength(bytes: Uint8Array, at: number): number | undefined {
  if (bytes.length < at + 4 || bytes[at] !== 0xff) return undefined
  const second = bytes[at + 1]!
  const third = bytes[at + 2]!
  const isLayer3 = (second & 0xe6) === 0xe2
  const version = (second >> 3) & 3
  const rate = sampleRates1[(third >> 2) & 3]
  if (!isLayer3 || version === 1 || rate === undefined) return undefined
  const isVersion1 = version === 3
  const kilobits = (isVersion1 ? bitRates1 : bitRates2)[third >> 4]!
  if (kilobits === 0) return undefined
  const sampleRateHz = isVersion1 ? rate : version === 2 ? rate / 2 : rate / 4
  const padding = (third >> 1) & 1
  return Math.floor(((isVersion1 ? 144_000 : 72_000) * kilobits) / sampleRateHz) + padding
}
