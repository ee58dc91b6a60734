import type { GradiumError, Word } from '@gradium-kit/core'

/**
 * `connecting` → `buffering` (enough audio is gathered to go on without a pause) → `speaking` → `idle`. `blocked`: the browser wants a click
 * before a page may sound; nothing is lost, call `unlock` from it. `error`: the utterance failed; `speak` begins another.
 */
export type SpeechStatus =
  | 'idle'
  | 'connecting'
  | 'buffering'
  | 'speaking'
  | 'paused'
  | 'blocked'
  | 'error'

/** What a page shows of speech. */
export interface SpeechSnapshot {
  readonly status: SpeechStatus
  /** The words of the utterance so far, with their times in it. They stay after its end. */
  readonly words: readonly Word[]
  /** The word being heard, or the last one that was; -1 before the first. */
  readonly wordIndex: number
  /** Times that audio came too late in this utterance. */
  readonly underruns: number
  /** Why the last utterance failed, or what did not work while one goes on. */
  readonly error: GradiumError | undefined
}

/** Before the first utterance, and on servers. */
export const idleSpeech: SpeechSnapshot = /* @__PURE__ */ Object.freeze({
  status: 'idle',
  words: /* @__PURE__ */ Object.freeze([]),
  wordIndex: -1,
  underruns: 0,
  error: undefined,
})
