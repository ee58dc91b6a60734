import type { AudioFormat } from '../protocol/formats.ts'
import type { VadHorizon } from '../protocol/server-messages.ts'
import type { TranscriptionSettings } from '../protocol/settings.ts'
import type { TurnOptions } from '../session/turn-detector.ts'
import type { UnknownEvent } from '../session/unknown-event.ts'
import type { Connection } from '../transport/connection.ts'
import type { LinkStatus } from './congestion.ts'
import type { Gap } from './segments.ts'

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
  /**
   * Whether a session that breaks or reaches its limit is followed by another, so that no word is lost, doubled or mistimed.
   * Audio is kept until its text is final. Default true for raw formats and for WAV of them; Ogg Opus cannot be cut, and has
   * one session, as has a `connection` of yours.
   */
  resume?: boolean | undefined
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
  /** Audio that no session has heard, because too much waited while there was none. Its words are missing. */
  | ({ type: 'gap' } & Gap)
  /**
   * `reconnecting`: the session broke, another one is being made, and what you send is kept; told before each try.
   * `congested`: the network or the service takes less audio than comes. `connected`: it goes on after one of these; a session
   * that is replaced as planned is not told. For an indicator; nothing has to be done.
   */
  | {
      type: 'status'
      status: LinkStatus
      /** The number of the try, while `reconnecting`; otherwise 0. */
      attempt: number
      /** Audio that has come and has not been heard, to the millisecond. */
      bufferedSeconds: number
      requestId: string | undefined
    }
  /** A message that this version does not know; pass over it. */
  | UnknownEvent
