import { type AudioFormat, inputFormat, outputFormat } from './audio-format.ts'
import {
  type JsonObject,
  booleanField,
  configField,
  numberField,
  stringField,
} from './json-fields.ts'
import {
  type SpeechSettings,
  type TranscriptionSettings,
  speechSettings,
  transcriptionSettings,
} from './settings.ts'

/** Where a voice comes from: its uid, else its name, else the default voice. */
export interface VoiceChoice {
  voiceId: string | undefined
  voiceName: string | undefined
}

interface CommonSetup {
  modelName: string
  isClosedAfterEnd: boolean
  /** The setup as it came. */
  fields: JsonObject
}

export interface SpeechSetup extends CommonSetup, VoiceChoice {
  kind: 'tts'
  output: AudioFormat
  settings: SpeechSettings
  pronunciationId: string | undefined
}

export interface TranscriptionSetup extends CommonSetup {
  kind: 'stt'
  input: AudioFormat
  settings: TranscriptionSettings
}

export interface TranslationSetup extends CommonSetup, VoiceChoice {
  kind: 's2s'
  input: AudioFormat
  output: AudioFormat
  settings: TranscriptionSettings
}

export type Setup = SpeechSetup | TranscriptionSetup | TranslationSetup
export type SpeechRoute = Setup['kind']

function common(fields: JsonObject): CommonSetup {
  numberField(fields, 'retry_for_s')
  return {
    modelName: stringField(fields, 'model_name') ?? 'default',
    isClosedAfterEnd: booleanField(fields, 'close_ws_on_eos') ?? true,
    fields,
  }
}

function voice(fields: JsonObject): VoiceChoice {
  return { voiceId: stringField(fields, 'voice_id'), voiceName: stringField(fields, 'voice') }
}

function inputOf(fields: JsonObject): AudioFormat {
  return inputFormat(stringField(fields, 'input_format') ?? 'wav')
}

function outputOf(fields: JsonObject): AudioFormat {
  return outputFormat(stringField(fields, 'output_format') ?? 'wav')
}

/** Reads a TTS setup (PROTOCOL.md §5). @throws WireError */
export function parseSpeechSetup(fields: JsonObject): SpeechSetup {
  return {
    kind: 'tts',
    ...common(fields),
    ...voice(fields),
    output: outputOf(fields),
    settings: speechSettings(configField(fields)),
    pronunciationId: stringField(fields, 'pronunciation_id'),
  }
}

/** Reads an STT setup (PROTOCOL.md §6). @throws WireError */
export function parseTranscriptionSetup(
  fields: JsonObject,
  isLanguageRequired: boolean,
): TranscriptionSetup {
  const settings = transcriptionSettings(configField(fields), isLanguageRequired)
  return { kind: 'stt', ...common(fields), input: inputOf(fields), settings }
}

function parseTranslationSetup(fields: JsonObject): TranslationSetup {
  stringField(fields, 'stt_model_name')
  stringField(fields, 'tts_model_name')
  return {
    kind: 's2s',
    ...common(fields),
    ...voice(fields),
    input: inputOf(fields),
    output: outputOf(fields),
    settings: transcriptionSettings(configField(fields), false),
  }
}

/**
 * Reads a `setup` (PROTOCOL.md §3.2, §5, §6, §7). Unknown fields are ignored.
 * @throws WireError 1008 for malformed fields and unknown formats, 1011 for settings out of range.
 */
export function parseSetup(
  kind: SpeechRoute,
  fields: JsonObject,
  isLanguageRequired: boolean,
): Setup {
  if (kind === 'tts') return parseSpeechSetup(fields)
  if (kind === 's2s') return parseTranslationSetup(fields)
  return parseTranscriptionSetup(fields, isLanguageRequired)
}
