import type { GradiumError, SpeechSettings, SpeechStreamOptions, Word } from '@gradium-kit/core'
import type { PlayerOptions } from '../player/player.ts'
import type { ServiceOptions } from '../service-options.ts'
import type { SpeechStatus } from './speech-snapshot.ts'
import type { Spoken } from './spoken-text.ts'

/**
 * Options of speech in a page. Those of the service, the voice, the rate and the volume count from the next utterance, the
 * others of the player from the first; callbacks at once. With `resume` audio comes word by word, and the cushion is 720 ms and
 * grows to 1,440 ms, unless you say otherwise.
 */
export interface SpeechOptions
  extends
    ServiceOptions,
    SpeechSettings,
    Pick<SpeechStreamOptions, 'model' | 'pronunciationId' | 'resume' | 'voice' | 'voiceId'>,
    Pick<
      PlayerOptions,
      'context' | 'cushionMs' | 'maxCushionMs' | 'sinkId' | 'volume' | 'workletUrl'
    > {
  /** Samples per second that the service sends: 16,000, 24,000 or 48,000. Default 24,000, half the bytes of 48,000. */
  sampleRateHz?: 16_000 | 24_000 | 48_000 | undefined
  /** The first sound of an utterance leaves. */
  onStart?: (() => void) | undefined
  /** A word begins to be heard. */
  onWord?: ((word: Word, index: number) => void) | undefined
  /** An utterance is over, however it ended. */
  onEnd?: ((spoken: Spoken) => void) | undefined
  /** Audio came too late, and there was a pause. */
  onUnderrun?: (() => void) | undefined
  onStatusChange?: ((status: SpeechStatus) => void) | undefined
  onError?: ((error: GradiumError) => void) | undefined
}

/** For audio that comes word by word: it starts late enough that words of a service that speaks in real time do not stop. */
export const wordByWordCushion = { cushionMs: 720, maxCushionMs: 1_440 }
