/// <reference lib="esnext.disposable" preserve="true" />
export { GradiumError } from '@gradium-kit/core'
export type { Gap, TokenProvider, VadHorizon, Word } from '@gradium-kit/core'
export {
  AudioDevices,
  type AudioDevicesSnapshot,
  type MicrophonePermission,
} from './devices/audio-devices.ts'
export type { AudioDevice } from './devices/list-devices.ts'
export { followLevel, type LevelSource } from './level.ts'
export { Microphone, type MicrophoneOptions } from './microphone/microphone.ts'
export { Player, type PlayerOptions } from './player/player.ts'
export type { ServiceOptions } from './service-options.ts'
export { SpeechController, type SpeechCommands } from './speech/speech-controller.ts'
export type { SpeechOptions } from './speech/speech-options.ts'
export type { SpeechSnapshot, SpeechStatus } from './speech/speech-snapshot.ts'
export type { Spoken } from './speech/spoken-text.ts'
export type { Readable } from './store.ts'
export type { TranscriptSegment, Turn } from './transcription/transcript-log.ts'
export {
  TranscriptionController,
  type TranscriptionCommands,
} from './transcription/transcription-controller.ts'
export type {
  MicrophoneSettings,
  TranscriptionOptions,
} from './transcription/transcription-options.ts'
export type {
  TranscriptionSnapshot,
  TranscriptionStatus,
} from './transcription/transcription-snapshot.ts'
