import type { ServerMessage } from '../protocol/server-messages.ts'
import { unknownEvent, type UnknownEvent } from './unknown-event.ts'

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
  /** A message that this version does not know; pass over it. */
  | UnknownEvent

/** What has been said so far in one request, whichever way its messages come. */
export class Spoken {
  readonly words: Word[] = []
  durationSeconds = 0
  requestId: string | undefined
  sampleRateHz: number | undefined

  /** Takes a message in and gives the event for it. */
  take(message: ServerMessage): SpeechEvent {
    switch (message.type) {
      case 'audio':
        if (message.endSeconds > this.durationSeconds) this.durationSeconds = message.endSeconds
        return message
      case 'text': {
        const { text, startSeconds, endSeconds = startSeconds } = message
        this.words.push({ text, startSeconds, endSeconds })
        return { type: 'word', text, startSeconds, endSeconds }
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
