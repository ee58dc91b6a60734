import type { Word } from '@gradium-kit/core'

/** How an utterance ended, and what of it has been heard. */
export interface Spoken {
  readonly outcome: 'ended' | 'interrupted' | 'failed'
  /** The words heard, by more than half. */
  readonly heardText: string
  readonly heardSeconds: number
}

/** Of an utterance that never began. */
export const nothing: Spoken = /* @__PURE__ */ Object.freeze({
  outcome: 'interrupted',
  heardText: '',
  heardSeconds: 0,
})

/** The last word that has begun by then; -1 before the first. Words are in order of time. */
export function wordIndexAt(words: readonly Word[], seconds: number): number {
  let low = 0
  let high = words.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (words[middle]!.startSeconds <= seconds) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** The words of which more than half has been heard by then, joined by spaces. */
export function heardText(words: readonly Word[], seconds: number): string {
  return words
    .filter(({ startSeconds, endSeconds }) => (startSeconds + endSeconds) / 2 < seconds)
    .map(({ text }) => text)
    .join(' ')
}
