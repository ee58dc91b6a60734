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
export { useSelection } from './use-controller.ts'
export { useLevel } from './use-level.ts'
export { useSpeech, useSpeechController, type UseSpeechReturn } from './use-speech.ts'
export {
  useTranscription,
  useTranscriptionController,
  type UseTranscriptionReturn,
} from './use-transcription.ts'
