import { AudioError } from './errors.ts'

/**
 * Signed 16-bit little-endian PCM to samples in −1 … +1 (divided by 32,768). The bytes may start at any offset of their buffer.
 *
 * @throws AudioError `argument` when half a sample is left over; a `FrameAligner(2)` before this call prevents it.
 */
export function floatFromPcm16(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  if (bytes.length % 2 !== 0) {
    throw new AudioError(
      'argument',
      `16-bit PCM has an even number of bytes, not ${bytes.length}. Pass chunks of a stream through a FrameAligner(2).`,
      { offset: bytes.length - 1 },
    )
  }
  const samples = new Float32Array(bytes.length / 2)
  for (let index = 0, at = 0; index < samples.length; index++, at += 2) {
    samples[index] = (((bytes[at + 1]! << 24) >> 16) | bytes[at]!) / 32768
  }
  return samples
}

/**
 * Samples to signed 16-bit little-endian PCM: clamped to −1 … +1, multiplied by 32,767, rounded to the nearest (ties upwards).
 * NaN becomes silence. What came from {@link floatFromPcm16} returns within one step.
 */
export function pcm16FromFloat(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(samples.length * 2)
  for (let index = 0, at = 0; index < samples.length; index++, at += 2) {
    const sample = samples[index]!
    const clamped = sample > 1 ? 1 : sample < -1 ? -1 : sample
    // The bit operations below read NaN as zero.
    const value = Math.floor(clamped * 32767 + 0.5)
    bytes[at] = value
    bytes[at + 1] = value >> 8
  }
  return bytes
}

/**
 * The mean of all channels. A single channel is returned as it is, not copied; no channels give no samples.
 *
 * @throws AudioError `argument` when the channels differ in length.
 */
export function mixToMono(channels: readonly Float32Array[]): Float32Array {
  const [first, ...others] = channels
  if (first === undefined) return new Float32Array(0)
  if (others.length === 0) return first
  const odd = others.find((channel) => channel.length !== first.length)
  if (odd !== undefined) {
    throw new AudioError(
      'argument',
      `Channels of one recording have the same length; these have ${first.length} and ${odd.length} samples.`,
    )
  }
  const mono = new Float32Array(first.length)
  for (let index = 0; index < mono.length; index++) {
    let sum = first[index]!
    for (const channel of others) sum += channel[index]!
    mono[index] = sum / channels.length
  }
  return mono
}
