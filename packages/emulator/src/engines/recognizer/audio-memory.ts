import { resampled } from '../../sound/resampled.ts'
import type { Utterance } from '../engine.ts'
import type { Fingerprint } from './fingerprint.ts'
import { activeHops, fingerprint, fingerprintRateHz } from './fingerprint.ts'
import type { KnownAudio, Match } from './fingerprint-match.ts'
import { bestMatch, mostErrors } from './fingerprint-match.ts'
import { isSameSound } from './waveform-match.ts'

const rememberedSeconds = 600
/** Sound as long as a word or two is kept as it is, too: its fingerprint alone may not tell it apart. */
const shortSeconds = 2
/** How far ahead of another known text a match must be. */
const clearLead = 0.03

/** All sound with known words: fixtures for good, and the last ten minutes of what was spoken here. */
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
   * all sounding windows together, and where they are too few, on the samples. `saying` tells what a
   * match would mean, so that two matches of one meaning do not count as doubt.
   */
  find(
    samples: Float32Array,
    heard: Fingerprint,
    saying: (match: Match) => string,
  ): Match | undefined {
    const matches = [...this.#fixtures, ...this.#spoken]
      .map((known) => bestMatch(heard, known))
      .filter((match) => match !== undefined)
      .toSorted((a, b) => a.errorRate - b.errorRate)
    const best = matches[0]
    if (best === undefined) return undefined
    const isClear = isClearlyBest(best, matches, activeHops(heard), saying)
    return isClear ? best : matches.find((match) => isSameSound(samples, heard, match))
  }
}

function isClearlyBest(
  best: Match,
  matches: readonly Match[],
  hops: number,
  saying: (match: Match) => string,
): boolean {
  if (best.errorRate > tolerance(hops, best.known)) return false
  const text = saying(best)
  const rival = matches.find((match) => saying(match) !== text)
  return rival === undefined || rival.errorRate - best.errorRate >= clearLead
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

function knownAudio(source: KnownAudio['source'], utterance: Utterance): KnownAudio {
  const { samples, sampleRateHz, words } = utterance
  const low = resampled(samples, sampleRateHz, fingerprintRateHz)
  const print = fingerprint(low)
  return {
    source,
    words: structuredClone(words),
    durationSeconds: samples.length / sampleRateHz,
    fingerprint: print,
    activeHops: activeHops(print),
    waveform: samples.length > shortSeconds * sampleRateHz ? undefined : low,
  }
}
