import type { CountsWord } from './tail-filter.ts'

/** Audio that both sessions hear where one must follow the other in the middle of speech, in seconds. */
const overlapSeconds = 2

/** Words of a session that was ended in the middle of speech count up to here before its end, in seconds. */
const cutSeconds = 0.24

/** What two sessions may differ in when they report the same word, in seconds. */
const jitterSeconds = 0.12

/** How one session follows another that has not broken. */
export interface Cut {
  /** Where the next session begins to hear, in seconds of the whole stream. */
  baseSeconds: number
  /** Which words that are still to come from the one before are its own. */
  counts: CountsWord
}

/** While nobody speaks: the next session hears what follows. */
export function quietCut(quietSeconds: number): Cut {
  return {
    baseSeconds: quietSeconds,
    counts: (startSeconds) => startSeconds < quietSeconds - jitterSeconds,
  }
}

/**
 * In the middle of speech: both hear the last seconds, and the next session has the words that the cut may have hurt, unless
 * it has missed their beginning. `replaySeconds`: where it would begin if the session had broken.
 */
export function forcedCut(endSeconds: number, replaySeconds: number): Cut {
  const baseSeconds = Math.max(0, Math.min(replaySeconds, endSeconds - overlapSeconds))
  return {
    baseSeconds,
    counts: (startSeconds, wordEndSeconds) =>
      wordEndSeconds <= endSeconds - cutSeconds || startSeconds < baseSeconds,
  }
}
