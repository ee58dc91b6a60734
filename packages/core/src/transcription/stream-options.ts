import type { AudioFormat } from '../protocol/formats.ts'
import type { VadHorizon } from '../protocol/server-messages.ts'
import type { TranscriptionSettings } from '../protocol/settings.ts'
import type { TurnOptions } from '../session/turn-detector.ts'
import type { UnknownEvent } from '../session/unknown-event.ts'
import type { Connection } from '../transport/connection.ts'

/** Options of a transcription over a socket. */
export interface TranscriptionStreamOptions extends TranscriptionSettings {
  /**
   * What the audio is. Default `pcm_24000`: 24 kHz, 16 bit, mono; `transcription.stream` first looks whether it is WAV or Ogg
   * Opus.
   */
  format?: AudioFormat | undefined
  /** Model alias. Default `default`; `stt-translate` translates into `targetLanguage`. */
  model?: string | undefined
  /** When a turn counts as ended. */
  turn?: TurnOptions | undefined
  /** How long the service itself may look for a free worker, in seconds. Default: not at all. */
  retryForSeconds?: number | undefined
  /** A warm connection from `connect('transcription')`, shared with other requests. Default: one of its own. */
  connection?: Connection | undefined
  /** Ends the operation with an `aborted` error. */
  signal?: AbortSignal | undefined
}

/** What a {@link LiveTranscription} yields. Times are seconds from the first audio sent. */
export type TranscriptionEvent =
  /** The service has accepted the request; the first event. `requestId` is for its support. */
  | {
      type: 'ready'
      requestId: string
      /** Frames of 80 ms that text lags behind the audio; undefined where the service does not say. */
      delayInFrames: number | undefined
      /** The model that listens; undefined where the service does not say. */
      model: string | undefined
    }
  /** A piece of text, usually one word, final as it comes. `segmentId` counts from 0. */
  | { type: 'segment-start'; segmentId: number; text: string; startSeconds: number }
  /** The same piece once its end is known, at the latest when the next one of its stream begins. */
  | {
      type: 'segment-end'
      segmentId: number
      text: string
      startSeconds: number
      endSeconds: number
    }
  /**
   * Voice activity, once for every 80 ms that the service has taken in. Each entry of `vad` is the probability, 0 to 1, that
   * nobody speaks `horizonSeconds` from now. `totalDurationSeconds` is the audio taken in so far (PROTOCOL.md §6.4).
   */
  | { type: 'step'; vad: VadHorizon[]; stepIndex: number; totalDurationSeconds: number }
  /**
   * The speaker seems to have finished: text has come since the last turn, and the probability of silence exceeds
   * `turn.threshold`. The last words may still be under way; `flush` brings them at once.
   */
  | { type: 'turn-end'; atSeconds: number; horizonSeconds: number; inactivityProbability: number }
  /** A message that this version does not know; pass over it. */
  | UnknownEvent
