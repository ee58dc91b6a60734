export { GradiumError } from './errors.ts'
export type {
  ConnectionFailure,
  GradiumErrorCode,
  GradiumErrorDetails,
  GradiumErrorPhase,
} from './errors.ts'
export type { GradiumOptions } from './client.ts'
export { audioFormats, formatInfo } from './protocol/formats.ts'
export type { AudioFormat, FormatInfo } from './protocol/formats.ts'
export type { ClientMessage, Endpoint, Setup } from './protocol/client-messages.ts'
export type {
  AudioMessage,
  EndOfStreamMessage,
  EndTextMessage,
  ErrorMessage,
  FlushedMessage,
  ReadyMessage,
  ServerMessage,
  StepMessage,
  TextMessage,
  UnknownMessage,
  VadHorizon,
} from './protocol/server-messages.ts'
export type { Language, SpeechSettings, TranscriptionSettings } from './protocol/settings.ts'
export { breakTag } from './text/tags.ts'
export type { RetryOptions } from './session/retry-policy.ts'
export type { Timeouts } from './session/timeouts.ts'
export type { TurnOptions } from './session/turn-detector.ts'
export type { SpeechEvent, Word } from './session/spoken.ts'
export type { UnknownEvent } from './session/unknown-event.ts'
export type { Connection } from './transport/connection.ts'
export type { Region } from './transport/address.ts'
export type { TokenProvider } from './transport/credentials.ts'
export type { Speech } from './speech/speech.ts'
export type { SpeechOptions } from './speech/speech-options.ts'
export type { GenerateOptions, SpeechResult } from './speech/generate.ts'
export type { SpeechStream } from './speech/speech-stream.ts'
export type { SpeechStreamOptions, SpeechStreamResult } from './speech/stream-options.ts'
export type { Transcription } from './transcription/transcription.ts'
export type { LiveTranscription } from './transcription/live-transcription.ts'
export type {
  TranscriptionEvent,
  TranscriptionStreamOptions,
} from './transcription/stream-options.ts'
export type { Gap, Segment, Transcript } from './transcription/segments.ts'
export type { TranscribeOptions } from './transcription/transcribe.ts'
export type { AudioSource } from './transcription/upload.ts'
export type { Translation } from './translation/translation.ts'
export type {
  LiveTranslation,
  TranslationEvent,
  TranslationOptions,
  TranslationResult,
} from './translation/live-translation.ts'
export type {
  Voice,
  VoiceCreateOptions,
  VoiceTag,
  VoiceUpdate,
  Voices,
} from './resources/voices.ts'
export type {
  PronunciationDictionary,
  PronunciationDictionaryOptions,
  PronunciationRule,
  Pronunciations,
} from './resources/pronunciations.ts'
export type { Credits, Usage, UsageSummary } from './resources/usage.ts'
export type { Tokens } from './resources/tokens.ts'
export type { Token } from './transport/token.ts'
export type { OpenOptions, WireRequest } from './wire-request.ts'
export type { Service } from './transport/service.ts'
export { streamSpeech } from './speech/speech-stream.ts'
export { transcribeLive } from './transcription/live-transcription.ts'
export { translateLive } from './translation/live-translation.ts'
