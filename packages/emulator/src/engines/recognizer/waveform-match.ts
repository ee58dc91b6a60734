import type { Fingerprint } from './fingerprint.ts'
import { fingerprintRateHz, windowSamples } from './fingerprint.ts'
import type { Match } from './fingerprint-match.ts'

/** What the same sound reaches through G.711, Opus or noise at 20 dB, and no other does. */
const leastCorrelation = 0.9
/** How far off a fingerprint may place a sound. */
const searchSamples = 96

/**
 * Whether a match holds sample by sample, which tells even sounds apart that are too short for
 * their fingerprint. `samples` are those at 8 kHz that the fingerprint was made of.
 */
export function isSameSound(samples: Float32Array, heard: Fingerprint, match: Match): boolean {
  const { waveform } = match.known
  if (waveform === undefined) return false
  const from = heard.isActive.indexOf(1) * heard.stepSamples
  const to = heard.isActive.lastIndexOf(1) * heard.stepSamples + windowSamples
  const sounding = samples.subarray(from, to)
  if (sounding.length > waveform.length) return false
  const at = from + Math.round(match.offsetSeconds * fingerprintRateHz)
  for (let shift = -searchSamples; shift <= searchSamples; shift += 1) {
    if (correlation(sounding, waveform, at + shift) >= leastCorrelation) return true
  }
  return false
}

/** −1 to 1, whatever the loudness. The known sound is silent where it does not reach. */
function correlation(heard: Float32Array, known: Float32Array, at: number): number {
  let product = 0
  let heardEnergy = 0
  let knownEnergy = 0
  for (let index = 0; index < heard.length; index += 1) {
    const sample = heard[index]!
    const other = known[at + index] ?? 0
    product += sample * other
    heardEnergy += sample * sample
    knownEnergy += other * other
  }
  const energy = heardEnergy * knownEnergy
  return energy === 0 ? 0 : product / Math.sqrt(energy)
}
