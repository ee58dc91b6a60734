import { AudioError } from './errors.ts'

/** Frame lengths in samples at 48 kHz, by the low bits of the configuration (RFC 6716 §3.1, table 2). */
const silkFrames = [480, 960, 1920, 2880]
const hybridFrames = [480, 960]
const celtFrames = [120, 240, 480, 960]
/** 120 ms. */
const maxPacketSamples = 5760

/**
 * How much audio an Opus packet holds, in samples at 48 kHz, told by its first two bytes (RFC 6716 §§3.1, 3.2).
 *
 * @throws AudioError `opus` when the packet is empty, cut within its header or longer than 120 ms.
 */
export function opusPacketSamples(packet: Uint8Array): number {
  const [toc, countByte] = packet
  if (toc === undefined) throw new AudioError('opus', 'An Opus packet has at least one byte.')
  const frameSamples = frameSamplesOf(toc >> 3)
  const code = toc & 3
  const frameCount = code === 0 ? 1 : code < 3 ? 2 : (countByte ?? 0) & 63
  const samples = frameSamples * frameCount
  if (samples === 0 || samples > maxPacketSamples) {
    throw new AudioError('opus', 'The Opus packet is damaged: its header makes no sense.')
  }
  return samples
}

function frameSamplesOf(configuration: number): number {
  if (configuration < 12) return silkFrames[configuration & 3]!
  if (configuration < 16) return hybridFrames[configuration & 1]!
  return celtFrames[configuration & 3]!
}
