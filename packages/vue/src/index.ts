export { GradiumError } from '@gradium-kit/browser'
export type {
  AudioDevicesSnapshot,
  ServiceOptions,
  SpeechController,
  SpeechOptions,
  SpeechSnapshot,
  SpeechStatus,
  Spoken,
  TranscriptionController,
  TranscriptionOptions,
  TranscriptionSnapshot,
  TranscriptionStatus,
  TranscriptSegment,
  Turn,
  Word,
} from '@gradium-kit/browser'
export { useAudioDevices, type UseAudioDevicesReturn } from './use-audio-devices.ts'
export { useSpeech, type UseSpeechReturn } from './use-speech.ts'
export { useTranscription, type UseTranscriptionReturn } from './use-transcription.ts'
export { vLevel } from './v-level.ts'
