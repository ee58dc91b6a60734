import type { Segment } from '@gradium-kit/core'
import type { OracleWord } from '@gradium-kit/emulator'

const frameSeconds = 0.08
/** Words that may be missing in a row before the rest counts as said twice. */
const reachWords = 50
/** How far a word may be from where it was spoken. */
const farSeconds = 0.24

/** What became of the words that were spoken. */
export interface Account {
  lost: number
  dup: number
  reordered: number
  maxErrorMs: number
}

/** Compares what was spoken with what was told, both in order of time. */
export function accountOf(spoken: readonly OracleWord[], told: readonly Segment[]): Account {
  const account: Account = { lost: 0, dup: 0, reordered: 0, maxErrorMs: 0 }
  let place = 0
  let before = -Infinity
  for (const { text, startSeconds } of told) {
    if (startSeconds < before) account.reordered += 1
    before = startSeconds
    const found = spoken
      .slice(place, place + reachWords)
      .findIndex(
        (word) =>
          word.text === text &&
          Math.abs(word.startFrame * frameSeconds - startSeconds) <= farSeconds,
      )
    if (found < 0) account.dup += 1
    else {
      const spokenSeconds = spoken[place + found]!.startFrame * frameSeconds
      const errorMs = Math.abs(spokenSeconds - startSeconds) * 1_000
      account.maxErrorMs = Math.max(account.maxErrorMs, errorMs)
      account.lost += found
      place += found + 1
    }
  }
  account.lost += spoken.length - place
  return account
}
