import type {
  Gap,
  GradiumError,
  TranscriptionSettings,
  TurnOptions,
  VadHorizon,
} from '@gradium-kit/core'
import type { MicrophoneOptions } from '../microphone/microphone.ts'
import type { ServiceOptions } from '../service-options.ts'
import type { TranscriptSegment, Turn } from './transcript-log.ts'
import type { TranscriptionStatus } from './transcription-snapshot.ts'

/** Which microphone is heard, and how. */
export type MicrophoneSettings = Omit<MicrophoneOptions, 'onAudio' | 'onChange' | 'onEnd'>

/** Options of a live transcription. Those of the service and the microphone count from the next start; callbacks at once. */
export interface TranscriptionOptions extends ServiceOptions, TranscriptionSettings {
  /** Model alias. Default `default`; `stt-translate` translates into `targetLanguage`. */
  model?: string | undefined
  /** When a turn counts as ended. */
  turn?: TurnOptions | undefined
  microphone?: MicrophoneSettings | undefined
  /** Starts with the first user of the controller: a component that is mounted. Default false. */
  autoStart?: boolean | undefined
  /** Keeps the screen on while listening. Default false. */
  wakeLock?: boolean | undefined
  /** A piece of text has got its end. */
  onSegment?: ((segment: TranscriptSegment) => void) | undefined
  /** The speaker has finished, and all that was said has come. */
  onTurnEnd?: ((turn: Turn) => void) | undefined
  /** Somebody has begun or ceased to speak: the earliest sign, before any text. */
  onSpeakingChange?: ((isSpeaking: boolean) => void) | undefined
  /** Each report of voice activity, every 80 ms (PROTOCOL.md §6.4). */
  onStep?: ((vad: readonly VadHorizon[]) => void) | undefined
  /** Audio that nothing has heard, because the connection was gone for too long. Its words are missing. */
  onGap?: ((gap: Gap) => void) | undefined
  onStatusChange?: ((status: TranscriptionStatus) => void) | undefined
  onError?: ((error: GradiumError) => void) | undefined
}
