import { describe, expect, test } from 'vitest'
import {
  checkRetryForSeconds,
  encodeSpeechSettings,
  encodeTranscriptionSettings,
  encodeTranslationSettings,
} from '../../src/protocol/settings.ts'
import { callUntyped, errorOf, titled } from '../outcome.ts'

function refusal(encode: (settings: never) => unknown, settings: unknown): string {
  const error = errorOf(() => callUntyped(encode, settings))
  expect(error.code).toBe('config')
  return error.message
}

const notNumbers = [Number.NaN, Infinity, -Infinity, '1', null, {}, true]

describe('speech settings', () => {
  test('travel under the names of the wire', () => {
    const settings = { paddingBonus: -2, temperature: 0, guidanceScale: 2.5, rewriteRules: 'en' }
    expect(encodeSpeechSettings(settings)).toEqual({
      padding_bonus: -2,
      temp: 0,
      cfg_coef: 2.5,
      rewrite_rules: 'en',
    })
    expect(encodeSpeechSettings({})).toEqual({})
    expect(encodeSpeechSettings({ temperature: undefined })).toEqual({})
  })

  test('take extra ones, which win', () => {
    const extraSettings = { temp: 1, max_padding: 4, left: undefined }
    expect(encodeSpeechSettings({ temperature: 0.5, extraSettings })).toEqual({
      temp: 1,
      max_padding: 4,
    })
  })

  test.each([
    ['paddingBonus', -5, 5],
    ['temperature', 0, 1.5],
    ['guidanceScale', 1, 10],
  ] as const)('%s goes from %d to %d', (name, low, high) => {
    for (const value of [low, high])
      expect(Object.values(encodeSpeechSettings({ [name]: value }))).toEqual([value])
    for (const value of [low - 0.01, high + 0.01, ...notNumbers]) {
      expect(refusal(encodeSpeechSettings, { [name]: value })).toMatch(
        `${name} is a number from ${low} to ${high}, not `,
      )
    }
  })
})

describe('transcription settings', () => {
  test('travel under the names of the wire', () => {
    expect(
      encodeTranscriptionSettings({
        language: 'any',
        targetLanguage: 'fr',
        temperature: 0.3,
        paddingBonus: 1,
        delayInFrames: 7,
        keywords: { words: ['Gradium', 'Kyutai'], boost: 3 },
        extraSettings: { new_setting: [1] },
      }),
    ).toEqual({
      language: 'any',
      target_language: 'fr',
      temp: 0.3,
      padding_bonus: 1,
      delay_in_frames: 7,
      keywords: { words: ['Gradium', 'Kyutai'], boost: 3 },
      new_setting: [1],
    })
  })

  test.each([
    ['temperature', 0, 1.5],
    ['paddingBonus', -4, 4],
    ['delayInFrames', 0, 80],
  ] as const)('%s goes from %d to %d', (name, low, high) => {
    for (const value of [low, high])
      expect(Object.values(encodeTranscriptionSettings({ [name]: value }))).toEqual([value])
    for (const value of [low - 1, high + 1, ...notNumbers]) {
      expect(refusal(encodeTranscriptionSettings, { [name]: value })).toMatch(
        `${name} is a number from ${low} to ${high}, not `,
      )
    }
  })

  test('a delay is a whole number of frames', () => {
    expect(refusal(encodeTranscriptionSettings, { delayInFrames: 7.5 })).toMatch('7.5')
  })

  test.each(titled(['it', 'EN', '', 'en-US', '__proto__', 'x'.repeat(1_000), 5, null]))(
    'the language %s is refused',
    (_title, language) => {
      const message = refusal(encodeTranscriptionSettings, { language })
      expect(message).toMatch(/^language is one of en, fr, de, es, pt, any, not /)
      expect(message.length).toBeLessThan(120)
    },
  )

  test('any is no language to translate into', () => {
    const settings = { targetLanguage: 'any' }
    expect(refusal(encodeTranscriptionSettings, settings)).toMatch('targetLanguage')
    expect(refusal(encodeTranslationSettings, settings)).toMatch('targetLanguage')
  })

  test('keywords are at most 500 single words with a boost of -6 to 6', () => {
    const words = Array.from({ length: 500 }, (_, index) => `word${index}`)
    expect(encodeTranscriptionSettings({ keywords: { words, boost: -6 } })).toEqual({
      keywords: { words, boost: -6 },
    })
    const wrong = [
      { words: [...words, 'more'], boost: 1 },
      { words: ['New York'], boost: 1 },
      { words: [''], boost: 1 },
      { words: ['a\n'], boost: 1 },
      { words: ['a'], boost: 6.1 },
      { words: ['a', 5], boost: 1 },
      { words: ['a', null], boost: 1 },
      { words: ['a'], boost: Number.NaN },
    ]
    for (const keywords of wrong)
      expect(refusal(encodeTranscriptionSettings, { keywords })).toMatch(/keywords\./)
  })

  test.each(
    titled([
      null,
      'word',
      ['word'],
      {},
      { words: 'word', boost: 1 },
      { boost: 1 },
      { words: ['a'] },
    ]),
  )('keywords are not %s', (_title, keywords) => {
    expect(refusal(encodeTranscriptionSettings, { keywords })).toMatch(/^keywords holds /)
  })

  test('later changes of the words do not reach the wire', () => {
    const words = ['one']
    const settings = encodeTranscriptionSettings({ keywords: { words, boost: 1 } })
    words.push('two')
    expect(settings['keywords']).toEqual({ words: ['one'], boost: 1 })
  })
})

test('translation settings name the language', () => {
  expect(encodeTranslationSettings({ targetLanguage: 'de', extraSettings: { a: 1 } })).toEqual({
    target_language: 'de',
    a: 1,
  })
})

test('extra settings cannot reach a prototype', () => {
  const extraSettings: unknown = JSON.parse('{"__proto__":{"isAdmin":1},"constructor":2}')
  const settings = callUntyped(encodeSpeechSettings, { extraSettings })
  expect(JSON.stringify(settings)).toBe('{"__proto__":{"isAdmin":1},"constructor":2}')
  expect('isAdmin' in {}).toBe(false)
})

test('a retry window is 0 to 3600 seconds', () => {
  expect([0, 30, 3600, undefined].map(checkRetryForSeconds)).toEqual([0, 30, 3600, undefined])
  for (const value of [-1, 3601, Number.NaN, Infinity])
    expect(refusal(checkRetryForSeconds, value)).toMatch('retryForSeconds')
})
