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
  const symbolSamples = symbolSeconds * sampleRateHz
  const edge = raisedCosine(Math.round(edgeSeconds * sampleRateHz))
  const samples = new Float32Array(Math.round(tones.length * symbolSamples))
  let phase = 0
  for (const [index, hz] of tones.entries()) {
    const symbol = samples.subarray(
      Math.round(index * symbolSamples),
      Math.round((index + 1) * symbolSamples),
    )
    const step = (2 * Math.PI * hz) / sampleRateHz
    renderSine(symbol, phase, step)
    if (tones[index - 1] !== hz) {
      for (const [i, gain] of edge.entries()) symbol[i]! *= gain
    }
    if (tones[index + 1] !== hz) {
      for (const [i, gain] of edge.entries()) symbol[symbol.length - 1 - i]! *= gain
    }
    phase = (phase + symbol.length * step) % (2 * Math.PI)
  }
  return samples
}

/** Turns a pointer instead of asking for a sine each time: far faster, and exact enough within a symbol. */
function renderSine(samples: Float32Array, phase: number, step: number): void {
  const turnX = Math.cos(step)
  const turnY = Math.sin(step)
  let x = amplitude * Math.cos(phase)
  let y = amplitude * Math.sin(phase)
  for (let i = 0; i < samples.length; i += 1) {
    samples[i] = y
    const nextX = x * turnX - y * turnY
    y = x * turnY + y * turnX
    x = nextX
  }
}

function raisedCosine(length: number): number[] {
  return Array.from({ length }, (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * (i + 0.5)) / length))
}
