import type { OracleWord } from '@gradium-kit/emulator'
import type { Gap, Segment } from '../../src/transcription/segments.ts'

const frameSeconds = 0.08
/** Times so far apart, in seconds, are surely and perhaps of one word. */
const nearSeconds = 0.081
const farSeconds = 0.24

/** What became of the words that were spoken. */
export interface Account {
  lost: string[]
  dup: string[]
  reordered: string[]
  maxErrorMs: number
}

/** Compares what was spoken with what was told, as sets of words at their times. Words that a gap touches may be missing. */
export function accountOf(
  spoken: readonly OracleWord[],
  told: readonly Segment[],
  gaps: readonly Gap[] = [],
): Account {
  const isInGap = (start: number, end: number): boolean =>
    gaps.some((gap) => start < gap.endSeconds + 0.01 && end > gap.startSeconds - 0.01)
  const left = told.map((segment) => segment)
  const account: Account = { lost: [], dup: [], reordered: [], maxErrorMs: 0 }
  let missing = inOrder(spoken)
  // A word said again and again must not take the place of its neighbour.
  for (const within of [nearSeconds, farSeconds])
    missing = missing.filter(({ text, startFrame }) => {
      const start = startFrame * frameSeconds
      const index = nearest(left, text, start, within)
      if (index === undefined) return true
      const [found] = left.splice(index, 1)
      const errorMs = Math.round(Math.abs(found!.startSeconds - start) * 1_000)
      account.maxErrorMs = Math.max(account.maxErrorMs, errorMs)
      return false
    })
  account.lost = missing
    .filter(
      ({ startFrame, frameCount }) =>
        !isInGap(startFrame * frameSeconds, (startFrame + frameCount) * frameSeconds),
    )
    .map(({ text, startFrame }) => `${text}@${(startFrame * frameSeconds).toFixed(2)}`)
  account.dup = left
    .filter(({ text, startSeconds, endSeconds = startSeconds }) => {
      const isFragment = text.startsWith('~') || text.endsWith('~')
      return !(isFragment && isInGap(startSeconds - 0.08, endSeconds + 0.08))
    })
    .map(({ text, startSeconds }) => `${text}@${startSeconds.toFixed(2)}`)
  for (const [index, segment] of told.entries()) {
    const before = told[index - 1]
    if (before !== undefined && segment.startSeconds < before.startSeconds - 1e-6)
      account.reordered.push(
        `${before.text}@${before.startSeconds.toFixed(2)}>${segment.text}@${segment.startSeconds.toFixed(2)}`,
      )
  }
  return account
}

function inOrder(words: readonly OracleWord[]): OracleWord[] {
  return words.toSorted((a, b) => a.startFrame - b.startFrame)
}

function nearest(
  told: readonly Segment[],
  text: string,
  start: number,
  within: number,
): number | undefined {
  let best: number | undefined
  let distance = within
  for (const [index, segment] of told.entries()) {
    const away = Math.abs(segment.startSeconds - start)
    if (segment.text !== text || away > distance) continue
    best = index
    distance = away
  }
  return best
}

/** The account as one line. */
export function lineOf({ lost, dup, reordered, maxErrorMs }: Account): string {
  return `lost=${lost.length} dup=${dup.length} reordered=${reordered.length} maxerr_ms=${maxErrorMs}`
}
