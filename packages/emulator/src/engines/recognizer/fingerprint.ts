import { Spectrum } from './spectrum.ts'

export const fingerprintRateHz = 8000
/** Windows of 64 ms, compared with the one 16 ms before. */
export const windowSamples = 512
export const hopSamples = 128
const bandCount = 17
const lowestHz = 300
const highestHz = 3400
const activeRange = 10 ** -2.6
const leastActivePower = 1e-4

/** Sixteen sign bits per window, and which windows carry sound rather than silence. */
export interface Fingerprint {
  bits: Uint16Array
  isActive: Uint8Array
  /** Samples at 8 kHz from one window to the next. */
  stepSamples: number
}

const bandEdges = Array.from({ length: bandCount + 1 }, (_, band) =>
  Math.round(
    (lowestHz * (highestHz / lowestHz) ** (band / bandCount) * windowSamples) / fingerprintRateHz,
  ),
)
const spectrum = new Spectrum(windowSamples)

/**
 * Describes sound at 8 kHz by how the balance of neighbouring bands changes over time, which
 * survives gain, G.711, Opus and moderate noise. Window `i` begins at sample `i · stepSamples`.
 */
export function fingerprint(samples: Float32Array, stepSamples: number = hopSamples): Fingerprint {
  const count = Math.max(0, Math.floor((samples.length - windowSamples) / stepSamples) + 1)
  const hopSteps = hopSamples / stepSamples
  const slopes: Float64Array[] = []
  const powers = new Float64Array(count)
  const bits = new Uint16Array(count)
  for (let i = 0; i < count; i += 1) {
    const power = spectrum.power(samples.subarray(i * stepSamples, i * stepSamples + windowSamples))
    const levels = bandLevels(power)
    powers[i] = levels.total
    slopes.push(levels.slopes)
    const before = slopes[i - hopSteps]
    if (before === undefined) continue
    let word = 0
    for (let band = 0; band < 16; band += 1) {
      if (levels.slopes[band]! > before[band]!) word |= 1 << band
    }
    bits[i] = word
  }
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0)
  const background = powers.toSorted()[Math.floor(count / 10)] ?? 0
  const threshold = Math.max(
    leastActivePower,
    Math.min(loudest * activeRange * 10, Math.max(loudest * activeRange, background * 4)),
  )
  const isActive = Uint8Array.from(powers, (power, i) =>
    i >= hopSteps && power > threshold ? 1 : 0,
  )
  return { bits, isActive, stepSamples }
}

function bandLevels(power: Float64Array): { slopes: Float64Array; total: number } {
  const slopes = new Float64Array(16)
  let total = 0
  let last = 0
  for (let band = 0; band < bandCount; band += 1) {
    let sum = 1e-9
    for (let bin = bandEdges[band]!; bin < bandEdges[band + 1]!; bin += 1) sum += power[bin]!
    total += sum
    const level = Math.log(sum)
    if (band > 0) slopes[band - 1] = level - last
    last = level
  }
  return { slopes, total }
}

/** How many windows one hop apart carry sound. */
export function activeHops(print: Fingerprint): number {
  const windows = print.isActive.reduce((sum, active) => sum + active, 0)
  return (windows * print.stepSamples) / hopSamples
}
