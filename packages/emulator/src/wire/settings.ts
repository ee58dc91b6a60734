import { type JsonObject, isJsonObject } from './json-fields.ts'
import { WireError, internalError } from './wire-error.ts'

export const languages: ReadonlySet<string> = new Set(['en', 'fr', 'de', 'es', 'pt'])

/** `json_config` of TTS (PROTOCOL.md §5.3). Unknown keys are ignored. */
export interface SpeechSettings {
  /** 1 is normal, 2 twice as fast; from `padding_bonus`, where negative is faster. */
  speed: number
}

/** `json_config` of STT (PROTOCOL.md §6.1). Unknown keys are ignored. */
export interface TranscriptionSettings {
  /** Undefined for none and for `any`. */
  language: string | undefined
  targetLanguage: string | undefined
  delayInFrames: number
}

function refuse(message: string): never {
  throw new WireError(internalError, message)
}

function range(
  config: JsonObject,
  name: string,
  lowest: number,
  highest: number,
): number | undefined {
  const value = config[name] ?? undefined
  if (value === undefined) return undefined
  if (typeof value !== 'number') return refuse(`${name} should be a number`)
  if (value >= lowest && value <= highest) return value
  return refuse(`${name} should be between ${decimal(lowest)} and ${decimal(highest)}`)
}

function decimal(value: number): string {
  return value.toFixed(1)
}

/** @throws WireError 1011 when a known key is out of range (PROTOCOL.md §5.3). */
export function speechSettings(config: JsonObject): SpeechSettings {
  range(config, 'temp', 0, 1.5)
  range(config, 'cfg_coef', 1, 10)
  const bonus = range(config, 'padding_bonus', -5, 5) ?? 0
  const rules = config['rewrite_rules'] ?? undefined
  if (rules !== undefined && typeof rules !== 'string') refuse('rewrite_rules should be a string')
  return { speed: 2 ** (-bonus / 5) }
}

function language(config: JsonObject, name: string, extra: string[]): string | undefined {
  const value = config[name] ?? undefined
  if (value === undefined) return undefined
  if (typeof value === 'string' && (languages.has(value) || extra.includes(value))) return value
  const known = [...languages, ...extra].join(', ')
  return refuse(`unsupported ${name}, supported values: ${known}`)
}

function checkKeywords(config: JsonObject): void {
  const keywords = config['keywords'] ?? undefined
  if (keywords === undefined) return
  if (!isJsonObject(keywords)) return refuse('parsing keywords: expected an object')
  const words = keywords['words']
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) {
    return refuse('parsing keywords: words should be an array of strings')
  }
  if (words.length > 500) return refuse('parsing keywords: at most 500 words')
  const boost = keywords['boost'] ?? 0
  if (typeof boost !== 'number' || boost < -6 || boost > 6) {
    return refuse('parsing keywords: boost should be between -6.0 and 6.0')
  }
}

/** @throws WireError 1011 when a known key is out of range (PROTOCOL.md §6.1). */
export function transcriptionSettings(
  config: JsonObject,
  isLanguageRequired: boolean,
): TranscriptionSettings {
  range(config, 'temp', 0, 1.5)
  range(config, 'padding_bonus', -5, 5)
  checkKeywords(config)
  const targetLanguage = language(config, 'target_language', [])
  const spoken = language(config, 'language', ['any'])
  if (spoken === undefined && isLanguageRequired) refuse('language is required')
  const delay =
    range(config, 'delay_in_frames', 0, 80) ?? range(config, 'delay_in_tokens', 0, 80) ?? 10
  if (!Number.isInteger(delay)) refuse('delay_in_frames should be an integer')
  return { language: spoken === 'any' ? undefined : spoken, targetLanguage, delayInFrames: delay }
}
