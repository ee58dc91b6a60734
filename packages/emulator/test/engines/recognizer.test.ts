import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadFliteEngine } from '../../src/engines/flite/flite-engine.ts'
import { createRecognizer } from '../../src/engines/recognizer/recognizer.ts'
import { createToneEngine } from '../../src/engines/tone/tone-engine.ts'
import {
  chunks,
  emma,
  hear,
  joined,
  kent,
  largestStartError,
  resampled,
  silence,
  speak,
  texts,
  throughG711,
  throughOpus,
  withNoise,
} from './sound.ts'

const flite = await loadFliteEngine()
const known = await Promise.all(
  [
    'Hello world, this is the local emulator. How are you today?',
    'Yes.',
    'The quick brown fox — “jumps” over $12.50 😀 of lazy dogs! Then it rests. Really?',
    'Hello there, my friend.',
    'One two three four five six seven eight nine ten.',
    'No, thank you. I would like to book a table for two, please; at eight.',
  ].map((text) => speak(flite, text)),
)
const recognizer = createRecognizer({})
for (const utterance of known) recognizer.remember(utterance)
const atListeningRate = known.map(({ samples }) => resampled(samples, 16_000, 24_000))
const padded = atListeningRate.map((samples) => joined(silence(1.25), samples, silence(2)))
const unknown = await speak(flite, 'Completely different things are said here.', { voice: kent })
const unknownSamples = resampled(unknown.samples, 16_000, 24_000)

function steps(samples: Float32Array): number[] {
  const listening = recognizer.listen({ language: 'en', key: 'key', connectionIndex: 0 })
  listening.push(samples)
  return listening.steps().map((step) => step[2]!.inactivityProbability)
}

describe('known audio', () => {
  it.each([...known.keys()])(
    'number %i comes back word for word from its place in silence',
    (i) => {
      const heard = hear(recognizer, padded[i]!)
      expect(texts(heard)).toEqual(texts(known[i]!.words))
      expect(new Set(heard.map((word) => word.source))).toEqual(new Set(['loopback']))
      expect(largestStartError(heard, known[i]!.words, 1.25)).toBeLessThan(0.01)
    },
  )

  it.each([...known.keys()])('number %i comes back without any silence around it', (i) => {
    expect(texts(hear(recognizer, atListeningRate[i]!))).toEqual(texts(known[i]!.words))
  })

  it.each([...known.keys()])('number %i comes back through µ-law and Opus', async (i) => {
    const words = texts(known[i]!.words)
    expect(texts(hear(recognizer, throughG711(padded[i]!, 24_000, 'mulaw')))).toEqual(words)
    const opus = await throughOpus(padded[i]!, 24_000, 24_000)
    expect(texts(hear(recognizer, opus))).toEqual(words)
  })

  it.each([0, 2, 4, 5])('number %i comes back from noise at 20 dB and 20 dB quieter', (i) => {
    const words = texts(known[i]!.words)
    expect(texts(hear(recognizer, withNoise(padded[i]!, 20)))).toEqual(words)
    const quiet = padded[i]!.map((sample) => sample / 10)
    expect(texts(hear(recognizer, quiet))).toEqual(words)
  })

  it('comes back the same in chunks of any size', () => {
    const whole = hear(recognizer, padded[2]!, padded[2]!.length)
    assert(
      property(integer({ min: 100, max: 20_000 }), (length) => {
        expect(hear(recognizer, padded[2]!, length)).toEqual(whole)
      }),
      { numRuns: 8 },
    )
  })

  it('comes back one utterance after the other', () => {
    const heard = hear(recognizer, joined(...padded))
    expect(texts(heard)).toEqual(known.flatMap(({ words }) => texts(words)))
  })

  it('gives only the words that were heard when the recording is cut', () => {
    const { words } = known[4]!
    const from = Math.round((words[2]!.startSeconds - 0.02) * 24_000)
    const to = Math.round(words[7]!.endSeconds * 24_000)
    const part = joined(silence(1), atListeningRate[4]!.subarray(from, to), silence(1))
    expect(texts(hear(recognizer, part))).toEqual(texts(words.slice(2, 8)))
  })

  it('is not taken for other words that begin alike', async () => {
    const alike = await speak(flite, 'Hello world is what nobody said before this very moment.')
    const heard = hear(recognizer, resampled(alike.samples, 16_000, 24_000))
    expect(heard.filter((word) => word.source === 'loopback')).toEqual([])
  })

  it('gives each word once when the stream is flushed again and again', () => {
    const listening = recognizer.listen({ language: 'en', key: 'key', connectionIndex: 0 })
    const samples = padded[0]!
    const heard = chunks(samples, 24_000).flatMap((chunk) =>
      listening.push(chunk).concat(listening.flush()),
    )
    const words = texts(heard.filter((word) => word.source === 'loopback'))
    expect(words.length).toBeGreaterThan(5)
    expect(new Set(words).size).toBe(words.length)
  })

  it('gives no words for a part that was silenced', () => {
    const { words } = known[2]!
    const muted = padded[2]!.slice()
    const [from, to] = [words.at(-4)!, words.at(-2)!]
    muted.fill(0, (1.2 + from.startSeconds) * 24_000, (1.3 + to.endSeconds) * 24_000)
    const expected = texts(words).filter((text) => !['Then', 'it', 'rests.'].includes(text))
    expect(texts(hear(recognizer, muted))).toEqual(expected)
  })

  it('comes back whole when it is a long text of many sentences', async () => {
    const text = [
      'It was a quiet morning, and nobody knew what to do with it.',
      'A? No. I would say: wait for a bit!',
      'Dr. Jones, who had come at 7:30, said that 14 of them were there… (or so he thought).',
      'Then — quite suddenly — it began to rain; everybody laughed, ran, and hid under an old tree.',
      'That was it. The end, as they say, is a new start. Is it? Maybe.',
    ].join(' ')
    const long = await speak(flite, text, { voice: kent })
    recognizer.remember(long)
    const samples = joined(silence(0.5), resampled(long.samples, 16_000, 24_000), silence(1))
    expect(texts(hear(recognizer, samples))).toEqual(texts(long.words))
    expect(texts(hear(recognizer, throughG711(samples, 24_000, 'mulaw')))).toEqual(
      texts(long.words),
    )
  })

  it('is recognised from a fixture and says so', () => {
    const withFixture = createRecognizer({ fixtures: [{ name: 'greeting', ...known[3]! }] })
    const heard = hear(withFixture, padded[3]!)
    expect(texts(heard)).toEqual(texts(known[3]!.words))
    expect(heard[0]?.source).toBe('fixture')
  })

  it('is not affected by silence or noise alone', () => {
    expect(hear(recognizer, silence(5))).toEqual([])
  })
})

describe('the tone code in the chain', () => {
  it('wins over everything else and leaves the script alone', async () => {
    const { samples, words } = await speak(createToneEngine(), 'Hello, tone. How are you?')
    const tone = resampled(samples, 48_000, 24_000)
    const scripted = createRecognizer({ script: { lines: ['from the script'] } })
    const heard = hear(scripted, joined(silence(0.5), tone, silence(2), unknownSamples))
    expect(heard.map(({ text, source }) => ({ text, source }))).toEqual([
      ...texts(words).map((text) => ({ text, source: 'tone' })),
      ...['from', 'the', 'script'].map((text) => ({ text, source: 'script' })),
    ])
  })

  it('is heard next to known audio, half a second apart', async () => {
    const tone = await speak(createToneEngine(24_000), 'Hello, tone.')
    const sound = [tone.samples, silence(0.6), atListeningRate[3]!, silence(0.6), tone.samples]
    const heard = hear(recognizer, joined(...sound))
    expect(heard.map(({ text, source }) => ({ text, source }))).toEqual([
      ...texts(tone.words).map((text) => ({ text, source: 'tone' })),
      ...texts(known[3]!.words).map((text) => ({ text, source: 'loopback' })),
      ...texts(tone.words).map((text) => ({ text, source: 'tone' })),
    ])
  })

  it('survives a flush in the middle of a word', async () => {
    const { samples, words } = await speak(createToneEngine(), 'Incomprehensibilities happen.')
    const listening = recognizer.listen({ language: 'en', key: 'key', connectionIndex: 0 })
    const heard = chunks(resampled(samples, 48_000, 24_000), 4800).flatMap((chunk) =>
      listening.push(chunk).concat(listening.flush()),
    )
    expect(texts(heard)).toEqual(texts(words))
  })
})

describe('a script', () => {
  it('answers one line per utterance, within the voiced time, then the placeholder', () => {
    const scripted = createRecognizer({ script: { lines: ['first line', 'second'] } })
    const pause = silence(1)
    const samples = joined(pause, unknownSamples, pause, unknownSamples, pause, unknownSamples)
    const heard = hear(scripted, samples)
    expect(texts(heard).slice(0, 3)).toEqual(['first', 'line', 'second'])
    expect(heard[3]).toMatchObject({
      text: expect.stringMatching(/^\[speech \d\.\d s\]$/u),
      source: 'placeholder',
    })
    expect(heard[0]!.startSeconds).toBeGreaterThan(1)
    expect(heard[1]!.endSeconds).toBeLessThan(1.2 + unknownSamples.length / 24_000)
  })

  it('begins anew in each stream and when it is replaced', () => {
    const scripted = createRecognizer({ script: { lines: ['one'] } })
    expect(texts(hear(scripted, unknownSamples))).toEqual(['one'])
    expect(texts(hear(scripted, unknownSamples))).toEqual(['one'])
    scripted.setScript({ lines: ['other'] })
    expect(texts(hear(scripted, unknownSamples))).toEqual(['other'])
  })

  it('with times answers when its time has come, whatever is heard', () => {
    const timed = [
      { text: 'early', startSeconds: 0.2, endSeconds: 0.5 },
      { text: 'late', startSeconds: 0.9, endSeconds: 1.4 },
    ]
    const scripted = createRecognizer({ script: { timed } })
    const listening = scripted.listen({ language: 'en', key: 'key', connectionIndex: 0 })
    expect(texts(listening.push(silence(0.4)))).toEqual([])
    expect(texts(listening.push(silence(0.6)))).toEqual(['early'])
    expect(texts(listening.flush())).toEqual(['late'])
    expect(texts(listening.push(silence(1)))).toEqual([])
  })
})

describe('unknown speech', () => {
  it('gives a placeholder with its measured length', () => {
    const heard = hear(recognizer, joined(silence(1), unknownSamples, silence(1)))
    expect(heard).toHaveLength(1)
    const seconds = Number(/^\[speech (\d\.\d) s\]$/u.exec(heard[0]!.text)?.[1])
    const { words } = unknown
    expect(seconds).toBeCloseTo(words.at(-1)!.endSeconds - words[0]!.startSeconds, 0)
  })

  it('gives nothing in strict mode', () => {
    expect(hear(createRecognizer({ isStrict: true }), unknownSamples)).toEqual([])
  })
})

describe('inactivity', () => {
  it('is forecast for four horizons every 80 ms', () => {
    const listening = recognizer.listen({ language: 'en', key: 'key', connectionIndex: 0 })
    const all = chunks(silence(1), 700).flatMap((chunk) => {
      listening.push(chunk)
      return listening.steps()
    })
    expect(all).toHaveLength(12)
    expect(all[0]!.map((entry) => entry.horizonSeconds)).toEqual([0.5, 1, 2, 3])
  })

  it('is certain before anybody spoke, unlikely while somebody speaks, and passes one half once at the end', async () => {
    const { samples } = await speak(flite, 'The quick brown fox jumps over the lazy dog.', {
      voice: emma,
    })
    const speech = resampled(samples, 16_000, 24_000)
    const forecast = steps(joined(silence(0.8), speech, silence(2)))
    expect(forecast[0]).toBe(1)
    const began = forecast.findIndex((probability) => probability < 0.5)
    const after = forecast.slice(began)
    const ends = after.filter((p, i) => p > 0.5 && (after[i - 1] ?? 0) <= 0.5)
    expect(ends).toHaveLength(1)
    expect(after.at(-1)).toBeGreaterThan(0.99)
    expect(Math.min(...after)).toBeLessThan(0.02)
  })

  it('rises with the horizon', () => {
    const listening = recognizer.listen({ language: 'en', key: 'key', connectionIndex: 0 })
    listening.push(joined(silence(0.5), unknownSamples))
    for (const step of listening.steps()) {
      const values = step.map((entry) => entry.inactivityProbability)
      expect(values).toEqual(values.toSorted((a, b) => a - b))
    }
  })
})

it('remembers ten minutes at most', async () => {
  const forgetful = createRecognizer({})
  forgetful.remember(known[0]!)
  const filler = new Float32Array(16_000 * 200)
  for (let i = 0; i < 4; i += 1) {
    forgetful.remember({ samples: filler, sampleRateHz: 16_000, words: [] })
  }
  const heard = hear(forgetful, padded[0]!)
  expect(heard.filter((word) => word.source === 'loopback')).toEqual([])
})
