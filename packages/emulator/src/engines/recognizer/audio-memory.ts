import { Resampler } from '@gradium-kit/audio'
import type { TimedWord, Utterance } from '../engine.ts'
import type { Fingerprint } from './fingerprint.ts'
import { fingerprint, fingerprintRateHz, hopSamples } from './fingerprint.ts'

const rememberedSeconds = 1800
const secondsPerHop = hopSamples / fingerprintRateHz
const leastCoverage = 0.7
const mostErrors = 0.3
const trialWindows = 16
const trialErrors = 0.42
/** How far ahead of another known text a match must be. */
const clearLead = 0.03

/** An utterance whose words are known, kept as its fingerprint only. */
export interface KnownAudio {
  source: 'fixture' | 'loopback'
  words: TimedWord[]
  durationSeconds: number
  fingerprint: Fingerprint
  /** Windows of it that sound. */
  activeHops: number
}

/** Where heard sound lies in known sound: known time = heard time + `offsetSeconds`. */
export interface Match {
  known: KnownAudio
  offsetSeconds: number
  /** Share of wrong bits, 0 to 1; 0.5 is chance. */
  errorRate: number
}

/** All sound with known words: fixtures for good, and the last half hour of what was spoken here. */
export class AudioMemory {
  readonly #fixtures: KnownAudio[] = []
  #spoken: KnownAudio[] = []
  #spokenSeconds = 0

  addFixture(utterance: Utterance): void {
    this.#fixtures.push(knownAudio('fixture', utterance))
  }

  remember(utterance: Utterance): void {
    const known = knownAudio('loopback', utterance)
    this.#spoken.unshift(known)
    this.#spokenSeconds += known.durationSeconds
    while (this.#spokenSeconds > rememberedSeconds && this.#spoken.length > 1) {
      this.#spokenSeconds -= this.#spoken.pop()!.durationSeconds
    }
  }

  /**
   * The known sound that is clearly the one heard, newest first among equals. The decision rests on
   * all sounding windows together. `sayings` tells what a match would mean, so that two matches of
   * one meaning do not count as doubt.
   */
  find(heard: Fingerprint, saying: (match: Match) => string): Match | undefined {
    const matches = [...this.#fixtures, ...this.#spoken]
      .map((known) => bestMatch(heard, known))
      .filter((match) => match !== undefined)
      .toSorted((a, b) => a.errorRate - b.errorRate)
    const best = matches[0]
    if (best === undefined || best.errorRate > tolerance(activeHops(heard), best.known)) {
      return undefined
    }
    const text = saying(best)
    const rival = matches.find((match) => saying(match) !== text)
    return rival !== undefined && rival.errorRate - best.errorRate < clearLead ? undefined : best
  }

  /** Share of wrong bits where a known sound would continue, between two times of the heard sound. */
  static errorRate(
    heard: Fingerprint,
    match: { known: KnownAudio; offsetSeconds: number },
    span: { startSeconds: number; stopSeconds: number },
  ): number | undefined {
    const stepSeconds = heard.stepSamples / fingerprintRateHz
    const known = match.known.fingerprint
    let windows = 0
    let errors = 0
    const first = Math.max(0, Math.ceil(span.startSeconds / stepSeconds))
    const last = Math.min(heard.bits.length - 1, Math.floor(span.stopSeconds / stepSeconds))
    for (let i = first; i <= last; i += 1) {
      const at = Math.round((i * stepSeconds + match.offsetSeconds) / secondsPerHop)
      if (heard.isActive[i] === 0 || at < 0 || at >= known.bits.length) continue
      windows += 1
      errors += setBits[heard.bits[i]! ^ known.bits[at]!]!
    }
    return windows === 0 ? undefined : errors / (16 * windows)
  }
}

/**
 * Few windows can agree by chance, so they must agree better: by five standard deviations, or four
 * where one known utterance is heard as a whole and hence at one place only.
 */
function tolerance(hops: number, known: KnownAudio): number {
  const isWhole = Math.abs(known.activeHops - hops) < 0.2 * hops
  const deviations = isWhole ? 4 : 5
  return Math.min(mostErrors, 0.5 - deviations / 4 / Math.sqrt(Math.max(1, hops)))
}

function activeHops(heard: Fingerprint): number {
  const windows = heard.isActive.reduce((sum, active) => sum + active, 0)
  return (windows * heard.stepSamples) / hopSamples
}

const setBits = Uint8Array.from({ length: 65_536 }, (_, value) => {
  let count = 0
  for (let rest = value; rest > 0; rest &= rest - 1) count += 1
  return count
})

function knownAudio(source: KnownAudio['source'], utterance: Utterance): KnownAudio {
  const { samples, sampleRateHz, words } = utterance
  const resampler = new Resampler({ inputRateHz: sampleRateHz, outputRateHz: fingerprintRateHz })
  const start = resampler.push(samples)
  const end = resampler.finish()
  const low = new Float32Array(start.length + end.length)
  low.set(start)
  low.set(end, start.length)
  const print = fingerprint(low)
  return {
    source,
    words: structuredClone(words),
    durationSeconds: samples.length / sampleRateHz,
    fingerprint: print,
    activeHops: activeHops(print),
  }
}

/** Slides what was heard along one known sound, at each phase between the known windows. */
function bestMatch(heard: Fingerprint, known: KnownAudio): Match | undefined {
  const phases = hopSamples / heard.stepSamples
  const knownBits = known.fingerprint.bits
  let best: Match | undefined
  for (let phase = 0; phase < phases; phase += 1) {
    const active = hopsAt(heard, phase, phases)
    if (active.length === 0) continue
    const firstShift = -active.at(-1)!.hop
    for (let shift = firstShift; shift < knownBits.length; shift += 1) {
      const errorRate = shiftError(active, knownBits, shift, best?.errorRate ?? mostErrors)
      if (errorRate === undefined) continue
      const phaseSeconds = (phase * heard.stepSamples) / fingerprintRateHz
      best = { known, offsetSeconds: shift * secondsPerHop - phaseSeconds, errorRate }
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
  const errorRate = all.errors / (16 * all.windows)
  return errorRate < limit ? errorRate : undefined
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
