import type { GradiumError } from '@gradium-kit/core'
import { emptyLog, type TranscriptLogState } from './transcript-log.ts'

/**
 * `requesting-microphone` → `connecting` → `listening`. A lost connection: `reconnecting`, then `listening` again; what is said
 * meanwhile is kept. `stopping`: the last words are awaited. `error`: it is over; `start` begins again.
 */
export type TranscriptionStatus =
  | 'idle'
  | 'requesting-microphone'
  | 'connecting'
  | 'listening'
  | 'reconnecting'
  | 'stopping'
  | 'error'

/** What a page shows of a live transcription. */
export interface TranscriptionSnapshot extends TranscriptLogState {
  readonly status: TranscriptionStatus
  /** Whether somebody speaks just now; changes before text comes. */
  readonly isSpeaking: boolean
  /** Muted by `mute`. */
  readonly isMuted: boolean
  /** Muted by the system or a switch of the device, which no page can undo. */
  readonly isInputMuted: boolean
  /** The microphone in use; undefined before there is one. */
  readonly deviceId: string | undefined
  /** What the browser really does to the sound: rate, echo cancellation and so on. */
  readonly settings: MediaTrackSettings | undefined
  /** Times that a connection was lost since the start. */
  readonly reconnects: number
  /** Why the status is `error`, or what did not work in a session that goes on (a change of the device). */
  readonly error: GradiumError | undefined
}

/** Before the first start, and on servers. Made by a call that bundlers may leave out, which a spread is not. */
export const idleTranscription: TranscriptionSnapshot = /* @__PURE__ */ idleWith(emptyLog)

function idleWith(log: TranscriptLogState): TranscriptionSnapshot {
  return Object.freeze({
    ...log,
    status: 'idle',
    isSpeaking: false,
    isMuted: false,
    isInputMuted: false,
    deviceId: undefined,
    settings: undefined,
    reconnects: 0,
    error: undefined,
  })
}
