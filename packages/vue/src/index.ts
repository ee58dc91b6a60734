export { GradiumError } from '@gradium-kit/browser'
export type {
  AudioDevicesSnapshot,
  Spoken,
  SpeechOptions,
  SpeechStatus,
  TranscriptionOptions,
  TranscriptionStatus,
  TranscriptSegment,
  Turn,
} from '@gradium-kit/browser'
export { useAudioDevices, type UseAudioDevicesReturn } from './use-audio-devices.ts'
export { useSpeech, type UseSpeechReturn } from './use-speech.ts'
export { useTranscription, type UseTranscriptionReturn } from './use-transcription.ts'
export { vLevel } from './v-level.ts'
