export { type Emulator, startEmulator } from './server/start-emulator.ts'
export type { EmulatorOptions } from './options.ts'
export type { ClockMode } from './clock.ts'
export type { Compatibility } from './wire/compatibility.ts'
export type {
  FaultAction,
  FaultKind,
  FaultMatch,
  FaultMoment,
  FaultRule,
} from './faults/fault-rule.ts'
export type { JournalDirection, JournalEntry, JournalPredicate } from './journal/journal.ts'
export type { SessionRecord } from './journal/sessions.ts'
export { type OracleAudioOptions, oracleAudio } from './engines/oracle/oracle-audio.ts'
export {
  type OracleSpeech,
  type OracleSpeechOptions,
  oracleSpeech,
} from './engines/oracle/oracle-speech.ts'
export type { OracleWord } from './engines/oracle/oracle-word.ts'
export type { Fixture, Script, SpeechEngine, TimedWord, VoiceSpec } from './engines/engine.ts'
