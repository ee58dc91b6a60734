import type { TimedWord } from '../engine.ts'
import type { Fingerprint } from './fingerprint.ts'
import { fingerprintRateHz, hopSamples } from './fingerprint.ts'

export const mostErrors = 0.3
const secondsPerHop = hopSamples / fingerprintRateHz
const leastCoverage = 0.7
const trialWindows = 16
const trialErrors = 0.42

/** An utterance whose words are known, kept as its fingerprint only. */
export interface KnownAudio {
  source: 'fixture' | 'loopback'
  words: TimedWord[]
  durationSeconds: number
  fingerprint: Fingerprint
  /** Windows of it that sound. */
  activeHops: number
  /** Its samples at 8 kHz, if it is short. */
  waveform: Float32Array | undefined
}

/** Where heard sound lies in known sound: known time = heard time + `offsetSeconds`. */
export interface Match {
  known: KnownAudio
  offsetSeconds: number
  /** Share of wrong bits, 0 to 1; 0.5 is chance. */
  errorRate: number
}

const setBits = Uint8Array.from({ length: 65_536 }, (_, value) => {
  let count = 0
  for (let rest = value; rest > 0; rest &= rest - 1) count += 1
  return count
})

/** Share of wrong bits where a known sound would continue, between two times of the heard sound. */
export function errorRateWithin(
  heard: Fingerprint,
  match: { known: KnownAudio; offsetSeconds: number },
  span: { startSeconds: number; endSeconds: number },
): number | undefined {
  const stepSeconds = heard.stepSamples / fingerprintRateHz
  const known = match.known.fingerprint
  let windows = 0
  let errors = 0
  const first = Math.max(0, Math.ceil(span.startSeconds / stepSeconds))
  const last = Math.min(heard.bits.length - 1, Math.floor(span.endSeconds / stepSeconds))
  for (let i = first; i <= last; i += 1) {
    const at = Math.round((i * stepSeconds + match.offsetSeconds) / secondsPerHop)
    if (heard.isActive[i] === 0 || at < 0 || at >= known.bits.length) continue
    windows += 1
    errors += setBits[heard.bits[i]! ^ known.bits[at]!]!
  }
  return windows === 0 ? undefined : errors / (16 * windows)
}

/** Slides what was heard along one known sound, at each phase between the known windows. */
export function bestMatch(heard: Fingerprint, known: KnownAudio): Match | undefined {
  const phases = hopSamples / heard.stepSamples
  const knownBits = known.fingerprint.bits
  let best: Match | undefined
  for (let phase = 0; phase < phases; phase += 1) {
    const active = hopsAt(heard, phase, phases)
    if (active.length === 0) continue
    const firstShift = -active.at(-1)!.hop
    for (let shift = firstShift; shift < knownBits.length; shift += 1) {
      const found = shiftError(active, knownBits, shift, best?.errorRate ?? mostErrors)
      if (found === undefined) continue
      const phaseSeconds = (phase * heard.stepSamples) / fingerprintRateHz
      best = { known, offsetSeconds: shift * secondsPerHop - phaseSeconds, errorRate: found }
    }
  }
  return best
}

interface ActiveHop {
  hop: number
  bits: number
}

function hopsAt(heard: Fingerprint, phase: number, phases: number): ActiveHop[] {
  const hops: ActiveHop[] = []
  for (let i = phase, hop = 0; i < heard.bits.length; i += phases, hop += 1) {
    if (heard.isActive[i] === 1) hops.push({ hop, bits: heard.bits[i]! })
  }
  return hops
}

/** Error rate at one shift, or undefined when it is not below `limit`. A few windows spread over all decide whether the rest is worth counting. */
function shiftError(
  active: readonly ActiveHop[],
  knownBits: Uint16Array,
  shift: number,
  limit: number,
): number | undefined {
  const stride = Math.max(1, Math.floor(active.length / trialWindows))
  const trial = errorsAt(active, knownBits, shift, stride)
  if (trial.windows === 0 || trial.errors > trialErrors * 16 * trial.windows) return undefined
  const all = stride === 1 ? trial : errorsAt(active, knownBits, shift, 1)
  if (all.windows < leastCoverage * active.length) return undefined
  const rate = all.errors / (16 * all.windows)
  return rate < limit ? rate : undefined
}

function errorsAt(
  active: readonly ActiveHop[],
  knownBits: Uint16Array,
  shift: number,
  stride: number,
): { windows: number; errors: number } {
  let windows = 0
  let errors = 0
  for (let i = 0; i < active.length; i += stride) {
    const { hop, bits } = active[i]!
    const expected = knownBits[hop + shift]
    if (expected === undefined) continue
    windows += 1
    errors += setBits[bits ^ expected]!
  }
  return { windows, errors }
}
