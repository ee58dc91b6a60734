import type { GradiumError } from '@gradium-kit/core'
import type { DeviceSettings } from './open-microphone.ts'

/** Options of `Microphone`. */
export interface MicrophoneOptions extends DeviceSettings {
  /** Audio that the page has already, instead of a microphone. Its tracks are never stopped or changed here. */
  stream?: MediaStream | undefined
  /**
   * While muted: `silence` hands out zeros in the usual rhythm; `hold` hands out nothing, stops the device and opens it again
   * afterwards. Default `silence`.
   */
  mutePolicy?: 'silence' | 'hold' | undefined
  /** Where the page serves `@gradium-kit/browser/worklets/capture.js`. Default: the copy in this package, by a `blob:` URL. */
  workletUrl?: string | URL | undefined
  /** Default: the one that all of a page share. */
  context?: AudioContext | undefined
  /** 1,920 samples each: 80 ms of 24 kHz mono. */
  onAudio: (samples: Int16Array<ArrayBuffer>) => void
  /** One of the properties has changed. */
  onChange?: (() => void) | undefined
  /** Capture has ended by itself: the device is gone, and there is no other (`mic-lost`). */
  onEnd?: ((error: GradiumError) => void) | undefined
}
