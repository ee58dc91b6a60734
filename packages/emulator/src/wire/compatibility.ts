/**
 * Behaviour on which sources about the live service disagree, or which only some versions show (PROTOCOL.md §11).
 * Every switch is off by default.
 */
export interface Compatibility {
  /** Data before setup and a reused active id give 1002 instead of 1008. */
  isOrderError1002: boolean
  /** A missing key closes the WebSocket without an error message. */
  isMissingKeyBare: boolean
  /** Error texts end with a support footer on a second line. */
  hasFooter: boolean
  /** REST TTS errors read `error from server Some(1008): …`. */
  hasSomeCode: boolean
  /** VAD steps list three horizons, without 3 s. */
  hasThreeHorizons: boolean
  /** REST STT also sends `ready`, `step` and `end_of_stream` lines. */
  hasExtraRestLines: boolean
  /** An invalid `json_config` on REST STT gives an empty 200 instead of a 500. */
  isInvalidConfigSilent: boolean
  /** STT setups without a language fail. */
  isLanguageRequired: boolean
  /** The last word before `flushed` comes 50 ms after it. */
  isTextAfterFlushed: boolean
  /** After an error a shared socket stays open until its other requests have finished. */
  isErrorCloseDeferred: boolean
  /** STT times run ahead by the delay. */
  isDecoderClock: boolean
  /** TTS takes a `flush` message and answers `flushed`. */
  hasTtsFlush: boolean
  /** TTS says `need_more_text` when it has spoken all it got (PROTOCOL.md §5.4). */
  hasNeedMoreText: boolean
  /** The session limit counts audio (received, for TTS sent) instead of the time since the socket was opened. */
  isLimitAudioTime: boolean
  /** Absent optional fields are written as null. */
  hasNulls: boolean
}

export const strictCompatibility: Compatibility = {
  isOrderError1002: false,
  isMissingKeyBare: false,
  hasFooter: false,
  hasSomeCode: false,
  hasThreeHorizons: false,
  hasExtraRestLines: false,
  isInvalidConfigSilent: false,
  isLanguageRequired: false,
  isTextAfterFlushed: false,
  isErrorCloseDeferred: false,
  isDecoderClock: false,
  hasTtsFlush: false,
  hasNeedMoreText: false,
  isLimitAudioTime: false,
  hasNulls: false,
}

const footer = '\nHere the service says whom to ask for help.'

/** The error text as it goes on the wire. */
export function errorText(message: string, compatibility: Compatibility): string {
  return compatibility.hasFooter ? message + footer : message
}
