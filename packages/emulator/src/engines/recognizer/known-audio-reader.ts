import type { Heard, TimedWord } from '../engine.ts'
import type { AudioMemory } from './audio-memory.ts'
import type { Fingerprint } from './fingerprint.ts'
import { fingerprint, fingerprintRateHz, hopSamples } from './fingerprint.ts'
import type { KnownAudio, Match } from './fingerprint-match.ts'
import { errorRateWithin } from './fingerprint-match.ts'

const marginSeconds = 0.1
const continuingErrors = 0.35
const shortestPauseSteps = 6
const shortestPieceSeconds = 0.25
const windowSeconds = 0.064
const stepSamples = hopSamples / 2
const stepSeconds = stepSamples / fingerprintRateHz

interface Span {
  startSeconds: number
  endSeconds: number
}

/** What of one utterance is known, in order of time, and the stretches that are not. */
export interface Reading {
  words: Heard[]
  unknown: Span[]
}

interface Position {
  known: KnownAudio
  /** Known time = stream time + this. */
  offsetSeconds: number
  nextWord: number
}

/** Recognises known sound in one stream, utterance by utterance, and remembers how far into it the stream has come. */
export class KnownAudioReader {
  readonly #memory: AudioMemory
  #position: Position | undefined

  constructor(memory: AudioMemory) {
    this.#memory = memory
  }

  /** Reads samples at 8 kHz that begin at `sliceSeconds` of the stream and hold one utterance with some sound around it. */
  read(samples: Float32Array, sliceSeconds: number, voiced: Span): Reading {
    const heard = fingerprint(samples, stepSamples)
    const words = this.#words(samples, heard, sliceSeconds, voiced)
    if (words !== undefined) return { words, unknown: [] }
    const pause = longestPause(heard)
    if (pause === undefined) return { words: [], unknown: [voiced] }
    const cut = Math.round(pause * fingerprintRateHz)
    const cutSeconds = sliceSeconds + pause
    const before = { ...voiced, endSeconds: Math.min(voiced.endSeconds, cutSeconds) }
    const after = { ...voiced, startSeconds: Math.max(voiced.startSeconds, cutSeconds) }
    const parts = [
      { part: before, samples: samples.subarray(0, cut), seconds: sliceSeconds },
      { part: after, samples: samples.subarray(cut), seconds: cutSeconds },
    ].filter(({ part }) => part.endSeconds - part.startSeconds >= shortestPieceSeconds)
    const readings = parts.map((part) => this.read(part.samples, part.seconds, part.part))
    return {
      words: readings.flatMap((reading) => reading.words),
      unknown: readings.flatMap((reading) => reading.unknown),
    }
  }

  #words(
    samples: Float32Array,
    heard: Fingerprint,
    sliceSeconds: number,
    voiced: Span,
  ): Heard[] | undefined {
    const local = {
      startSeconds: voiced.startSeconds - sliceSeconds,
      endSeconds: voiced.endSeconds - sliceSeconds,
    }
    const voicedSound = restricted(heard, local)
    const continued = this.#continued(voicedSound, sliceSeconds)
    const match =
      continued ??
      this.#memory.find(samples, voicedSound, (candidate) =>
        spokenWords(heard, candidate, local)
          .map((index) => candidate.known.words[index]!.text)
          .join(' '),
      )
    if (match === undefined) return undefined
    const offsetSeconds = match.offsetSeconds - sliceSeconds
    const spokenBefore = continued === undefined ? 0 : (this.#position?.nextWord ?? 0)
    const indexes = spokenWords(heard, match, local).filter((index) => index >= spokenBefore)
    const nextWord = Math.max(spokenBefore, (indexes.at(-1) ?? -1) + 1)
    this.#position = { known: match.known, offsetSeconds, nextWord }
    return indexes.map((index) => {
      const word = match.known.words[index]!
      return {
        text: word.text,
        startSeconds: Math.max(0, word.startSeconds - offsetSeconds),
        endSeconds: Math.max(0, word.endSeconds - offsetSeconds),
        source: match.known.source,
      }
    })
  }

  /** The match that goes on where the last one ended, if the sound bears it out. */
  #continued(heard: Fingerprint, sliceSeconds: number): Match | undefined {
    if (this.#position === undefined) return undefined
    const { known, offsetSeconds } = this.#position
    const match = { known, offsetSeconds: offsetSeconds + sliceSeconds }
    const all = { startSeconds: 0, endSeconds: Infinity }
    const errorRate = errorRateWithin(heard, match, all)
    const isCovered = match.offsetSeconds < known.durationSeconds
    if (errorRate === undefined || errorRate > continuingErrors || !isCovered) return undefined
    return { ...match, errorRate }
  }
}

/** The same sound with only the windows that lie in a span counted. */
function restricted(heard: Fingerprint, span: Span): Fingerprint {
  const isActive = heard.isActive.map((active, i) => {
    const seconds = i * stepSeconds
    const isInside =
      seconds >= span.startSeconds - marginSeconds && seconds <= span.endSeconds - windowSeconds
    return isInside ? active : 0
  })
  return { ...heard, isActive }
}

/** Indexes of the known words heard: those well inside the voiced span, and others that the sound itself confirms. */
function spokenWords(heard: Fingerprint, match: Match, voiced: Span): number[] {
  const lengthSeconds = heard.bits.length * stepSeconds
  const isHeard = match.known.words.map((word) => {
    const startSeconds = word.startSeconds - match.offsetSeconds
    const endSeconds = word.endSeconds - match.offsetSeconds
    const middle = (startSeconds + endSeconds) / 2
    if (startSeconds === endSeconds) return false
    const isInside =
      middle > voiced.startSeconds + marginSeconds && middle < voiced.endSeconds - marginSeconds
    if (isInside) return true
    if (startSeconds < -marginSeconds || endSeconds > lengthSeconds + marginSeconds) return false
    const sound = {
      startSeconds: startSeconds - windowSeconds / 2,
      endSeconds: endSeconds - windowSeconds / 2,
    }
    const errorRate = errorRateWithin(heard, match, sound)
    return errorRate !== undefined && errorRate < continuingErrors
  })
  const first = isHeard.indexOf(true)
  if (first === -1) return []
  const { words } = match.known
  const begin = first - silentCount(words.slice(0, first).toReversed(), first)
  const last = isHeard.lastIndexOf(true)
  const end = last + silentCount(words.slice(last + 1), Infinity)
  return words.map((_, index) => index).slice(begin, end + 1)
}

/** How many words at the beginning of a list take no time (an emoji, a lone dash); before the first heard word only when nothing else precedes them. */
function silentCount(words: readonly TimedWord[], needed: number): number {
  const count = words.findIndex((word) => word.startSeconds !== word.endSeconds)
  const silent = count === -1 ? words.length : count
  return needed === Infinity || silent === needed ? silent : 0
}

/** The middle of the longest silence between two sounding stretches, in seconds. */
function longestPause(heard: Fingerprint): number | undefined {
  const first = heard.isActive.indexOf(1)
  const last = heard.isActive.lastIndexOf(1)
  let best = { length: shortestPauseSteps - 1, middle: 0 }
  let start = first
  for (let i = first; i <= last; i += 1) {
    if (heard.isActive[i] === 1) {
      const length = i - start
      if (length > best.length) best = { length, middle: (start + i) / 2 }
      start = i
    }
  }
  // A window reaches on from where it begins, so the middle of the silence lies half of that later.
  return best.middle === 0 ? undefined : best.middle * stepSeconds + windowSeconds / 2
}
