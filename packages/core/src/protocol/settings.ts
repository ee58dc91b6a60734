import { configError, quoted } from '../errors.ts'

/** Languages of the service. */
export type Language = 'en' | 'fr' | 'de' | 'es' | 'pt'

/** Settings of a synthesis (PROTOCOL.md §5.3). Those left out take the service's defaults. */
export interface SpeechSettings {
  /** Pace: negative is faster, positive slower. -4 to 4, accepted up to ±5; default 0. `padding_bonus` on the wire. */
  paddingBonus?: number | undefined
  /** Variation: 0 is deterministic. 0 to 1.4, accepted up to 1.5; default 0.7. `temp` on the wire. */
  temperature?: number | undefined
  /** Likeness to the voice: 1 to 4, accepted up to 10; default 2. High values cause artefacts. `cfg_coef` on the wire. */
  guidanceScale?: number | undefined
  /** A language alias such as `en`, a list of rule names, or `none`. `rewrite_rules` on the wire. */
  rewriteRules?: string | undefined
  /** Settings that this version does not know, under their wire names. They win over the ones above. */
  extraSettings?: Readonly<Record<string, unknown>> | undefined
}

/** Settings of a transcription (PROTOCOL.md §6.1). */
export interface TranscriptionSettings {
  /** The language spoken, or `any`. Name it when you know it: newer servers may ask for it. */
  language?: Language | 'any' | undefined
  /** The language to translate into, with model `stt-translate`. */
  targetLanguage?: Language | undefined
  /** 0 is greedy. 0 to 1.5. `temp` on the wire. */
  temperature?: number | undefined
  /** Negative gives words earlier, positive later and with more care. -4 to 4; default 0. */
  paddingBonus?: number | undefined
  /** How many 80 ms frames text lags behind the audio: more is more accurate. 0 to 80; default 10. */
  delayInFrames?: number | undefined
  /** Words to favour: up to 500 single words, and how strongly, -6 to 6 (3 is a strong start). */
  keywords?: { words: readonly string[]; boost: number } | undefined
  /** Settings that this version does not know, under their wire names. They win over the ones above. */
  extraSettings?: Readonly<Record<string, unknown>> | undefined
}

const languages = ['en', 'fr', 'de', 'es', 'pt']

/** The wire form of speech settings; throws `config` for a value out of range. */
export function encodeSpeechSettings(settings: SpeechSettings): Record<string, unknown> {
  return compact({
    padding_bonus: inRange('paddingBonus', settings.paddingBonus, -5, 5),
    temp: inRange('temperature', settings.temperature, 0, 1.5),
    cfg_coef: inRange('guidanceScale', settings.guidanceScale, 1, 10),
    rewrite_rules: settings.rewriteRules,
    ...settings.extraSettings,
  })
}

/** The wire form of transcription settings; throws `config` for a value out of range. */
export function encodeTranscriptionSettings(
  settings: TranscriptionSettings,
): Record<string, unknown> {
  const { keywords } = settings
  const delay = inRange('delayInFrames', settings.delayInFrames, 0, 80)
  if (delay !== undefined && !Number.isInteger(delay)) {
    throw configError(`delayInFrames is a whole number of 80 ms frames, not ${delay}.`)
  }
  if (keywords !== undefined) {
    if (!Array.isArray(keywords?.words) || typeof keywords.boost !== 'number') {
      throw configError('keywords holds `words`, a list of single words, and `boost`, a number.')
    }
    inRange('keywords.boost', keywords.boost, -6, 6)
    if (keywords.words.length > 500) {
      throw configError(
        `keywords.words holds ${keywords.words.length} words; the service takes 500 at most.`,
      )
    }
    const phrase = keywords.words.find((word) => typeof word !== 'string' || !/^\S+$/.test(word))
    if (phrase !== undefined) {
      throw configError('keywords.words takes single words without spaces: split the phrases.')
    }
  }
  return compact({
    language: oneOf('language', settings.language, [...languages, 'any']),
    target_language: oneOf('targetLanguage', settings.targetLanguage, languages),
    temp: inRange('temperature', settings.temperature, 0, 1.5),
    padding_bonus: inRange('paddingBonus', settings.paddingBonus, -4, 4),
    delay_in_frames: delay,
    keywords: keywords && { words: [...keywords.words], boost: keywords.boost },
    ...settings.extraSettings,
  })
}

/** The wire form of the settings of a translation; throws `config` for a language the service does not speak. */
export function encodeTranslationSettings(settings: {
  targetLanguage?: Language | undefined
  extraSettings?: Readonly<Record<string, unknown>> | undefined
}): Record<string, unknown> {
  return compact({
    target_language: oneOf('targetLanguage', settings.targetLanguage, languages),
    ...settings.extraSettings,
  })
}

/** Checks a server-side retry window; throws `config`. */
export function checkRetryForSeconds(seconds: number | undefined): number | undefined {
  return inRange('retryForSeconds', seconds, 0, 3_600)
}

function inRange(
  name: string,
  value: number | undefined,
  low: number,
  high: number,
): number | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !(value >= low && value <= high)) {
    throw configError(
      `${name} is a number from ${low} to ${high}, not ${String(value).slice(0, 40)}.`,
    )
  }
  return value
}

function oneOf(
  name: string,
  value: string | undefined,
  allowed: readonly string[],
): string | undefined {
  if (value === undefined || allowed.includes(value)) return value
  throw configError(`${name} is one of ${allowed.join(', ')}, not ${quoted(value)}.`)
}

function compact(settings: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined))
}
