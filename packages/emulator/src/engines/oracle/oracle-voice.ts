import { seededRandom } from '../../random.ts'

/** Every word lasts whole frames, so that what follows it begins at the start of a frame. */
const frameSeconds = 0.08
const fewestFrames = 4
const mostFrames = 16
const lettersPerFrame = 3
const amplitude = 8192

/** Frames of 80 ms that a word lasts. */
export function oracleWordFrames(word: string): number {
  return Math.min(mostFrames, fewestFrames + Math.floor(word.length / lettersPerFrame))
}

/** A word in one voice: noise that depends on the word, the voice and the place in the word alone. */
export function oracleWordSamples(
  word: string,
  voiceId: string,
  sampleRateHz: number,
): Int16Array<ArrayBuffer> {
  const random = seededRandom(seedOf(`${voiceId} ${word}`))
  const samples = new Int16Array(Math.round(oracleWordFrames(word) * frameSeconds * sampleRateHz))
  for (let at = 0; at < samples.length; at += 1) samples[at] = (random() * 2 - 1) * amplitude
  return samples
}

export function oracleWords(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== '')
}

/** FNV-1a. */
function seedOf(text: string): number {
  let value = 2_166_136_261
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 16_777_619) >>> 0
  }
  return value
}
