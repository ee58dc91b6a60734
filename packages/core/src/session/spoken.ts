import type { ServerMessage } from '../protocol/server-messages.ts'
import { unknownEvent, type UnknownEvent } from './unknown-event.ts'
import { WholeSamples } from './whole-samples.ts'

/** A spoken word and when it is spoken, in seconds from the start of the audio. */
export interface Word {
  text: string
  startSeconds: number
  endSeconds: number
}

/** What a stream of synthesised audio yields. Times are seconds from the start of the audio. */
export type SpeechEvent =
  /** The service has accepted the request; the first event. `requestId` is for its support. */
  | {
      type: 'ready'
      requestId: string
      /** Samples per second of the audio; undefined where the service does not say. */
      sampleRateHz: number | undefined
      /** The model that answers; undefined where the service does not say. */
      model: string | undefined
    }
  /**
   * A piece of audio in the format asked for, mostly 80 ms. All pieces in a row are the whole; for `wav` and `opus` the first
   * ones hold headers and no time.
   */
  | { type: 'audio'; audio: Uint8Array; startSeconds: number; endSeconds: number }
  /** A word and when it is spoken; it may come before or after its audio. */
  | ({ type: 'word' } & Word)
  /** What follows comes from another session: a text longer than one, or `resume`. The voice may sound a little different. */
  | { type: 'seam'; atSeconds: number }
  /** A message that this version does not know; pass over it. */
  | UnknownEvent

/** What has been said so far, whichever way its messages come, and over however many sessions. */
export class Spoken {
  readonly words: Word[] = []
  durationSeconds = 0
  requestId: string | undefined
  sampleRateHz: number | undefined
  readonly #samples: WholeSamples
  /** Where the audio of the present session begins. */
  #offsetSeconds = 0

  /** @param bytesPerSample Of the audio, which then comes in whole samples; 0 leaves it as it is. */
  constructor(bytesPerSample = 0) {
    this.#samples = new WholeSamples(bytesPerSample)
  }

  /** Goes on in another session after so much audio; what was said beyond it is taken back. */
  continueAt(seconds: number): void {
    const kept = this.words.findIndex((word) => word.endSeconds > seconds + roundingSeconds)
    if (kept >= 0) this.words.length = kept
    this.durationSeconds = seconds
    this.#offsetSeconds = seconds
    this.#samples.clear()
  }

  /** Takes a message in and gives the event for it. */
  take(message: ServerMessage): SpeechEvent {
    const offset = this.#offsetSeconds
    switch (message.type) {
      case 'audio': {
        const audio = this.#samples.take(message.audio)
        const whole = audio === message.audio ? message : { ...message, audio }
        const event = offset === 0 ? whole : moved(whole, offset)
        if (event.endSeconds > this.durationSeconds) this.durationSeconds = event.endSeconds
        return event
      }
      case 'text': {
        const { text, endSeconds = message.startSeconds } = message
        const word = moved({ text, startSeconds: message.startSeconds, endSeconds }, offset)
        this.words.push(word)
        return { type: 'word', ...word }
      }
      case 'ready': {
        const { requestId, sampleRateHz, modelName: model } = message
        this.requestId = requestId
        this.sampleRateHz = sampleRateHz
        return { type: 'ready', requestId, sampleRateHz, model }
      }
      default:
        return unknownEvent(message)
    }
  }
}

/** A word may seem to end so much behind its audio, whose end is rounded to a whole sample. */
export const roundingSeconds = 1e-4

function moved<Timed extends { startSeconds: number; endSeconds: number }>(
  timed: Timed,
  seconds: number,
): Timed {
  const { startSeconds, endSeconds } = timed
  return { ...timed, startSeconds: startSeconds + seconds, endSeconds: endSeconds + seconds }
}
