/** Options of `Player`. */
export interface PlayerOptions {
  /** Rate of what `write` gets: 16-bit little-endian mono. 24,000 by default. */
  readonly sampleRateHz?: number | undefined
  /** Audio gathered before an utterance begins, and 80 ms more after each underrun. 160 by default. */
  readonly cushionMs?: number | undefined
  /** The cushion grows no further. 480 by default. */
  readonly maxCushionMs?: number | undefined
  /** 0 to 1. With 1, the default, samples are played as they are. */
  readonly volume?: number | undefined
  /** The output to play on. Where it is gone or cannot be chosen: the browser's default. */
  readonly sinkId?: string | undefined
  /** Where the page serves `@gradium-kit/browser/worklets/playback.js`; without it a `blob:` URL is used. */
  readonly workletUrl?: string | URL | undefined
  /** A context of the page, which stays open; by default the one that players and microphones of a page share. */
  readonly context?: AudioContext | undefined
  /** The first sample of an utterance leaves. */
  readonly onStart?: (() => void) | undefined
  /** An utterance has run dry before its end. It goes on when the cushion is full again. */
  readonly onUnderrun?: (() => void) | undefined
  /** `position()` has moved: about every 20 ms while something is heard, in hidden tabs too. */
  readonly onPosition?: (() => void) | undefined
  /** The last sample of an utterance has been heard, the latency of the output included. */
  readonly onEnd?: (() => void) | undefined
  /** The browser withholds or gives back the sound: before a gesture of the user, or during a telephone call. */
  readonly onBlockedChange?: ((isBlocked: boolean) => void) | undefined
}
