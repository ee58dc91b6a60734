import {
  checksum,
  firstChecksum,
  headerByte,
  maxFrameBytes,
  symbolSeconds,
  syncHighHz,
  syncLowHz,
  toneHz,
} from './tone-code.ts'

const amplitude = 0.4
const edgeSeconds = 0.002

/** The tones of one word in order, one symbol each. */
export function tonesOfWord(word: string): number[] {
  const bytes = new TextEncoder().encode(word)
  const tones: number[] = []
  let seed = firstChecksum
  for (let start = 0; start < bytes.length; start += maxFrameBytes) {
    const part = bytes.subarray(start, start + maxFrameBytes)
    const header = headerByte({
      byteLength: part.length,
      hasMore: start + part.length < bytes.length,
      isContinuation: start > 0,
    })
    seed = checksum([header, ...part], seed)
    tones.push(syncLowHz, syncLowHz, syncHighHz)
    for (const byte of [header, ...part, seed >> 8, seed & 0xff]) {
      tones.push(toneHz[byte >> 4]!, toneHz[byte & 15]!)
    }
  }
  return tones
}

/** Renders tones phase-continuously, with raised-cosine edges where the tone changes. */
export function renderTones(tones: readonly number[], sampleRateHz: number): Float32Array {
  const symbolSamples = Math.round(symbolSeconds * sampleRateHz)
  const edge = raisedCosine(Math.round(edgeSeconds * sampleRateHz))
  const samples = new Float32Array(tones.length * symbolSamples)
  let phase = 0
  let at = 0
  for (const [index, hz] of tones.entries()) {
    const step = (2 * Math.PI * hz) / sampleRateHz
    const fadesIn = tones[index - 1] !== hz
    const fadesOut = tones[index + 1] !== hz
    for (let i = 0; i < symbolSamples; i += 1) {
      const left = fadesIn ? (edge[i] ?? 1) : 1
      const right = fadesOut ? (edge[symbolSamples - 1 - i] ?? 1) : 1
      samples[at] = amplitude * left * right * Math.sin(phase)
      phase += step
      at += 1
    }
    phase %= 2 * Math.PI
  }
  return samples
}

function raisedCosine(length: number): number[] {
  return Array.from({ length }, (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * (i + 0.5)) / length))
}
