import { frameSeconds } from '../protocol/formats.ts'
import { fold } from '../text/fold.ts'

/** A word as a session heard it, with times from the start of the whole stream. */
export interface HeardWord {
  text: string
  startSeconds: number
  /** Undefined while the word is open. */
  endSeconds: number | undefined
  streamId: number
}

/** Two sessions may place the same word a frame apart; two times further apart than this are not of the same word. */
const reachSeconds = 3 * frameSeconds
/** How far another text may lie from a word and still be the same sound, heard differently. */
const misheardSeconds = 2 * frameSeconds
/** What a word costs that only one session has heard, between words that both have. */
const gap = 2 * reachSeconds
/** What binary fractions may be off. */
const slackSeconds = 1e-6

/**
 * Continues the words of one session with those of the next, which heard the end of the same audio again. Gives for each
 * word of the next session, in order, the index of the delivered word that it repeats, `new`, or `drop` for one that was
 * decided before. The next session must have heard the last delivered word too, or nothing may have been said for a while.
 *
 * Exact for words 160 ms apart or more, however often they repeat, while the sessions differ by less than 80 ms.
 * @param delivered The last words given out, per stream in order; 8 of each are enough.
 * @param heard The first words of the next session, in order; 12 are enough.
 * @param boundarySeconds Up to here the text is final.
 */
export function continueWords(
  delivered: readonly HeardWord[],
  heard: readonly HeardWord[],
  boundarySeconds: number,
): (number | 'new' | 'drop')[] {
  const fates = heard.map((): number | 'new' | 'drop' => 'drop')
  for (const streamId of new Set(heard.map((word) => word.streamId))) {
    const before = indexes(delivered, streamId)
    const after = indexes(heard, streamId)
    const oldWords = before.map((index) => delivered[index]!)
    const newWords = after.map((index) => heard[index]!)
    const matches = align(oldWords, newWords)
    const lastMatch = matches.findLastIndex((match) => match !== undefined)
    const first = newFrom(oldWords, boundarySeconds, matches[lastMatch])
    let isNew = false
    for (const [place, match] of matches.entries()) {
      if (match !== undefined) fates[after[place]!] = before[match]!
      isNew ||= place > lastMatch && newWords[place]!.startSeconds >= first
      if (isNew) fates[after[place]!] = 'new'
    }
  }
  return fates
}

function indexes(words: readonly HeardWord[], streamId: number): number[] {
  return words.flatMap((word, index) => (word.streamId === streamId ? [index] : []))
}

/** From when on a word without a match is new. That it follows the last delivered word tells more than its time. */
function newFrom(
  delivered: readonly HeardWord[],
  boundarySeconds: number,
  lastMatch: number | undefined,
): number {
  const last = delivered.at(-1)
  if (last !== undefined && lastMatch === delivered.length - 1)
    return boundarySeconds - reachSeconds - slackSeconds
  const spokenUntil = last?.endSeconds ?? (last?.startSeconds ?? -Infinity) + frameSeconds
  return Math.max(boundarySeconds, spokenUntil) - frameSeconds - slackSeconds
}

/** For each word heard the place of the delivered one that it repeats: the best local alignment (Smith and Waterman 1981). */
function align(
  delivered: readonly HeardWord[],
  heard: readonly HeardWord[],
): (number | undefined)[] {
  const width = heard.length + 1
  const scores = new Float64Array((delivered.length + 1) * width)
  const agreements = new Float64Array(scores.length)
  let best = 0
  let highest = 0
  for (const [row, old] of delivered.entries()) {
    for (const [column, word] of heard.entries()) {
      const cell = (row + 1) * width + column + 1
      const agreement = agreementOf(old, word)
      agreements[cell] = agreement
      const score = Math.max(
        0,
        scores[cell - width - 1]! + agreement,
        scores[cell - width]! - gap,
        scores[cell - 1]! - gap,
      )
      scores[cell] = score
      if (score > highest) [best, highest] = [cell, score]
    }
  }
  const matches = heard.map((): number | undefined => undefined)
  for (let cell = best; scores[cell]! > 0;) {
    const agreement = agreements[cell]!
    if (scores[cell] === scores[cell - width - 1]! + agreement) {
      if (agreement > 0) matches[(cell % width) - 1] = Math.floor(cell / width) - 1
      cell -= width + 1
    } else cell -= scores[cell] === scores[cell - 1]! - gap ? 1 : width
  }
  return matches
}

/**
 * How much speaks for two words being one. A pair within a frame outweighs two that are further apart, since of a word said
 * again and again a shift by one would always make one pair more.
 */
function agreementOf(delivered: HeardWord, heard: HeardWord): number {
  const distance = Math.abs(delivered.startSeconds - heard.startSeconds) - slackSeconds
  const isSame = isSameText(delivered.text, heard.text)
  const reach = isSame ? reachSeconds : misheardSeconds
  if (distance > reach) return -gap
  return reach - distance + (isSame && distance <= frameSeconds ? reachSeconds : 0)
}

function isSameText(one: string, other: string): boolean {
  return (fold(one) || one.trim()) === (fold(other) || other.trim())
}
