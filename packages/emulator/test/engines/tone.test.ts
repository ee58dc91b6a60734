import { assert, asyncProperty, integer, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createToneEngine } from '../../src/engines/tone/tone-engine.ts'
import { ToneDecoder } from '../../src/engines/tone/tone-decoder.ts'
import { loadFliteEngine } from '../../src/engines/flite/flite-engine.ts'
import type { TimedWord } from '../../src/engines/engine.ts'
import {
  chunks,
  joined,
  largestStartError,
  resampled,
  silence,
  speak,
  texts,
  throughG711,
  throughOpus,
  throughPcm,
  whiteNoise,
  withNoise,
} from './sound.ts'

const sentences = [
  'Hello world, this costs $12.50 today!',
  'Bonjour à tous, ça va être très bien?',
  'Grüße aus München: Donaudampfschifffahrtsgesellschaft.',
  '¿Mañana por la mañana, señor?',
  'Amanhã não há pão — só café 😀 👩‍👩‍👧',
].join(' ')
const engine = createToneEngine()
const spoken = await speak(engine, sentences)
const rateHz = engine.sampleRateHz
const received = throughPcm(spoken.samples, rateHz, 24_000)

function decode(samples: Float32Array, chunkLength = 1920): TimedWord[] {
  const decoder = new ToneDecoder()
  const words = chunks(samples, chunkLength).flatMap((chunk) => decoder.push(chunk))
  return [...words, ...decoder.flush()]
}

describe('the tone code', () => {
  it('speaks every whitespace-separated token', () => {
    expect(texts(spoken.words)).toEqual(sentences.split(' '))
  })

  it.each([8000, 16_000, 22_050, 24_000, 44_100, 48_000])(
    'comes back word for word within 5 ms through PCM at %i Hz',
    (pcmRateHz) => {
      const words = decode(throughPcm(spoken.samples, rateHz, pcmRateHz))
      expect(texts(words)).toEqual(texts(spoken.words))
      expect(largestStartError(words, spoken.words)).toBeLessThan(0.005)
    },
  )

  it.each([8000, 16_000, 22_050, 24_000, 44_100, 48_000])(
    'comes back word for word within 5 ms when it is spoken at %i Hz',
    async (spokenRateHz) => {
      const other = await speak(createToneEngine(spokenRateHz), sentences)
      const words = decode(throughPcm(other.samples, spokenRateHz, spokenRateHz))
      expect(texts(words)).toEqual(texts(spoken.words))
      expect(largestStartError(words, other.words)).toBeLessThan(0.005)
      expect(largestStartError(words, spoken.words)).toBeLessThan(0.005)
      const telephone = decode(throughG711(other.samples, spokenRateHz, 'mulaw'))
      expect(texts(telephone)).toEqual(texts(spoken.words))
    },
  )

  it.each(['mulaw', 'alaw'] as const)('comes back word for word through %s', (law) => {
    const words = decode(throughG711(spoken.samples, rateHz, law))
    expect(texts(words)).toEqual(texts(spoken.words))
    expect(largestStartError(words, spoken.words)).toBeLessThan(0.005)
  })

  it.each([24_000, 32_000])('comes back word for word through Opus at %i bit/s', async (bits) => {
    const words = decode(await throughOpus(spoken.samples, rateHz, bits))
    expect(texts(words)).toEqual(texts(spoken.words))
    expect(largestStartError(words, spoken.words)).toBeLessThan(0.01)
  })

  it('comes back word for word 30 dB quieter', () => {
    const quiet = spoken.samples.map((sample) => sample * 10 ** -1.5)
    expect(texts(decode(throughPcm(quiet, rateHz, 24_000)))).toEqual(texts(spoken.words))
  })

  it.each([20, 10, 5])('comes back word for word with noise at %i dB', (decibels) => {
    const words = decode(withNoise(received, decibels))
    expect(texts(words)).toEqual(texts(spoken.words))
    expect(largestStartError(words, spoken.words)).toBeLessThan(0.005)
  })

  it('loses the words a dropped chunk hits and gets none wrong', () => {
    const all = chunks(received, 1920)
    for (const dropped of all.keys()) {
      const words = texts(decode(joined(...all.filter((_, i) => i !== dropped))))
      expect(isSubsequence(words, texts(spoken.words))).toBe(true)
      expect(words.length).toBeGreaterThanOrEqual(spoken.words.length - 2)
    }
  })

  it('hears the same in chunks of any size', () => {
    const start = received.subarray(0, 3 * 24_000)
    const whole = decode(start, start.length)
    expect(whole.length).toBeGreaterThan(5)
    assert(
      property(integer({ min: 1, max: 9999 }), (length) => {
        expect(decode(start, length)).toEqual(whole)
      }),
      { numRuns: 20 },
    )
  })

  it('carries any token, however long', async () => {
    await assert(
      asyncProperty(string({ unit: 'grapheme', minLength: 1, maxLength: 150 }), async (text) => {
        const { samples, words } = await speak(engine, text)
        expect(texts(words)).toEqual(text.split(/\s+/u).filter((token) => token !== ''))
        expect(texts(decode(throughPcm(samples, rateHz, 24_000)))).toEqual(texts(words))
      }),
      { numRuns: 30 },
    )
  })

  it('never joins a long word across a lost part', async () => {
    const word = Array.from({ length: 40 }, (_, i) => String(i).padStart(5, '-')).join('')
    const { samples } = await speak(engine, `before ${word} after.`)
    const all = chunks(throughPcm(samples, rateHz, 24_000), 1920)
    for (const dropped of all.keys()) {
      const words = texts(decode(joined(...all.filter((_, i) => i !== dropped))))
      expect(isSubsequence(words, ['before', word, 'after.'])).toBe(true)
    }
  })

  it('hears no words in half a minute of speech or in noise', async () => {
    const text = 'The rain in Spain stays mainly in the plain, and nobody minds at all. '.repeat(8)
    const speech = await speak(await loadFliteEngine(), text)
    expect(speech.samples.length / speech.sampleRateHz).toBeGreaterThan(30)
    expect(decode(resampled(speech.samples, speech.sampleRateHz, 24_000))).toEqual([])
    expect(decode(whiteNoise(30 * 24_000, 0.2))).toEqual([])
  })

  it('keeps a word that is still arriving when flushed in its middle', () => {
    const decoder = new ToneDecoder()
    const words = chunks(received, 960).flatMap((chunk) =>
      decoder.push(chunk).concat(decoder.flush()),
    )
    expect(texts(words)).toEqual(texts(spoken.words))
  })

  it('is read back at once by the flush when the last symbol has just ended', () => {
    const last = spoken.words.at(-1)!
    const decoder = new ToneDecoder()
    const words = decoder.push(received.subarray(0, Math.round(last.endSeconds * 24_000) - 20))
    expect(texts([...words, ...decoder.flush()]).at(-1)).toBe(last.text)
  })
})

describe('the tone engine', () => {
  it('gives the same samples for the same request', async () => {
    expect((await speak(engine, sentences)).samples).toEqual(spoken.samples)
  })

  it('keeps all of its energy under 3.4 kHz', () => {
    const low = resampled(resampled(spoken.samples, rateHz, 8000), 8000, rateHz)
    const difference = spoken.samples.map((sample, i) => sample - low[i]!)
    expect(energy(difference) / energy(spoken.samples)).toBeLessThan(1e-3)
  })

  it.each([0.5, 2, 4])('is still understood at speed %d, in another length', async (speed) => {
    const other = await speak(engine, sentences, { speed })
    expect(Math.sign(other.samples.length - spoken.samples.length)).toBe(Math.sign(1 - speed))
    const words = decode(joined(silence(0.1), throughPcm(other.samples, rateHz, 24_000)))
    expect(texts(words)).toEqual(texts(spoken.words))
  })

  it('says nothing for blank text', async () => {
    expect(await speak(engine, ' \n ')).toMatchObject({ words: [], samples: new Float32Array(0) })
  })
})

function energy(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0)
}

function isSubsequence(part: string[], whole: string[]): boolean {
  let at = 0
  for (const text of whole) if (part[at] === text) at += 1
  return at === part.length
}
