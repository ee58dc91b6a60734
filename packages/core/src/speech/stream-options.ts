import type { AudioFormat } from '../protocol/formats.ts'
import type { Word } from '../session/spoken.ts'
import type { Connection } from '../transport/connection.ts'
import type { SpeechOptions } from './speech-options.ts'

/** Options of `speech.stream`. */
export interface SpeechStreamOptions extends SpeechOptions {
  /** Default `pcm_24000`: 24 kHz, 16 bit, mono. */
  format?: AudioFormat | undefined
  /** The text, whole or in pieces cut anywhere. Without it, call `write` and `end`. */
  text?: string | Iterable<string> | AsyncIterable<string> | undefined
  /**
   * A socket of its own, which `cancel` closes, so that the service stops at once. Default false: on servers, the streams of
   * one client share up to four warm sockets. Where sockets need tokens (browsers) each stream has its own anyway.
   */
  dedicated?: boolean | undefined
  /**
   * `segment`: when the connection breaks in the middle, or the service falls silent, the rest of the text is spoken in a new
   * session. Audio then comes word by word, up to one word later. For raw formats (`pcm`, `ulaw`, `alaw`). Default: a break after the first audio is
   * an error, mostly of code `truncated`, whose `partial` holds the `remainingText`.
   */
  resume?: 'segment' | undefined
  /** A connection from `connect('speech')`, shared with other requests. A break of it is not mended. */
  connection?: Connection | undefined
}

/** What is known of a synthesis when it is complete, or in `error.partial` when it broke off. */
export interface SpeechStreamResult {
  words: Word[]
  durationSeconds: number
  /** The service's id of the request, for support. Undefined when there was nothing to say. */
  requestId: string | undefined
  sampleRateHz: number | undefined
  /** The text whose audio has come whole; undefined when words and text cannot be matched, as with numbers. */
  spokenText: string | undefined
  /**
   * Where the audio of `spokenText` ends, in seconds; undefined as that is. Audio beyond it is the beginning of what remains:
   * to go on by hand, cut playback there and have `remainingText` spoken, or that word is heard twice.
   */
  spokenSeconds: number | undefined
  /** The text whose audio has not. Joined with one space, both are the text without its surplus white space. */
  remainingText: string | undefined
}
