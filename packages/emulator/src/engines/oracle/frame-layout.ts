import { crc32 } from 'node:zlib'
import { seededRandom } from '../../random.ts'
import { maxTextBytes } from './oracle-word.ts'

/** Samples of one frame: 80 ms at 24 kHz. */
export const frameSamples = 1920
export const frameBytes = frameSamples * 2

/**
 * A frame of 16-bit little-endian samples begins with a header, in bytes: the mark, the index of the frame, for each of the
 * two streams what it says there, and a CRC-32 of all that. The rest is noise that depends on the index.
 */
const markSamples = [31_427, -28_445, 21_225, -31_537]
const markBytes = 2 * markSamples.length
export const indexAt = markBytes
const slotsAt = indexAt + 4
/** In a slot: number of the word (4 bytes; 0 for silence), position in it (2), its length (2), bytes of text (1), text. */
const slotBytes = 10 + maxTextBytes
export const crcAt = slotsAt + 2 * slotBytes
export const headerBytes = crcAt + 4
export const headerSamples = headerBytes / 2

export function slotAt(streamId: 0 | 1): number {
  return slotsAt + streamId * slotBytes
}

/** What the CRC stands for. */
export function headerChecksum(header: Uint8Array): number {
  return crc32(header.subarray(indexAt, crcAt))
}

const noisePlaces = 8192
const noiseAmplitude = 2048

const noiseSamples = noisePlaces + frameSamples
const noiseBytes = Buffer.alloc(2 * noiseSamples)
const noiseFloats = new Float32Array(noiseSamples)
const random = seededRandom(24)
for (let at = 0; at < noiseSamples; at += 1) {
  const sample = Math.floor((random() * 2 - 1) * noiseAmplitude)
  noiseBytes.writeInt16LE(sample, 2 * at)
  noiseFloats[at] = sample / 32768
}
const noiseFloatBytes = bytesOf(noiseFloats)

function noisePlace(index: number): number {
  return Math.imul(index + 1, 0x9e3779b1) >>> 19
}

/** A new frame with the mark, and noise for this index behind the place of the header. */
export function frameTemplate(index: number): Uint8Array<ArrayBuffer> {
  const place = 2 * noisePlace(index)
  const frame = new Uint8Array(frameBytes)
  frame.set(noiseBytes.subarray(place, place + frameBytes))
  frame.set(mark)
  return frame
}

/** Whether everything behind the header is the noise of this index. */
export function isNoiseWhole(samples: Float32Array, index: number): boolean {
  const place = noisePlace(index)
  const from = 4 * (place + headerSamples)
  const to = 4 * (place + frameSamples)
  return bytesOf(samples).compare(noiseFloatBytes, from, to, 4 * headerSamples) === 0
}

const mark = Uint8Array.from(markSamples.flatMap((sample) => [sample & 0xff, (sample >> 8) & 0xff]))
const markFloats = bytesOf(Float32Array.from(markSamples, (sample) => sample / 32768))

/** Where the first mark begins at or after a sample; undefined when there is none. */
export function findMark(samples: Float32Array): number | undefined {
  const bytes = bytesOf(samples)
  let at = bytes.indexOf(markFloats)
  while (at > 0 && at % 4 !== 0) at = bytes.indexOf(markFloats, at + 1)
  return at < 0 ? undefined : at / 4
}

export function hasMark(samples: Float32Array): boolean {
  return markSamples.every((sample, place) => samples[place]! * 32768 === sample)
}

function bytesOf(samples: Float32Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
}
