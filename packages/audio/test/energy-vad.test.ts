import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { EnergyVad, type VadFrame } from '../src/energy-vad.ts'
import { AudioError } from '../src/errors.ts'
import { cut, cutLengths } from './cuts.ts'
import { noise } from './tones.ts'

const sampleRateHz = 16000
const frameSamples = sampleRateHz * 0.08

function judge(samples: Float32Array, marginDb = 6): VadFrame[] {
  return new EnergyVad({ sampleRateHz, marginDb }).push(samples)
}

/** Where someone speaks, in seconds. */
const utterances = [
  [0.8, 2.4],
  [3.2, 4.0],
  [5.6, 9.6],
  [11.2, 12.8],
] as const

/** A voice of 120 Hz with thirty harmonics and three syllables a second that touch each other, over noise. */
function conversation(noiseAmplitude: number, offset = 0): Float32Array<ArrayBuffer> {
  const samples = noise(sampleRateHz * 14.4, noiseAmplitude)
  for (const [startSeconds, endSeconds] of utterances) {
    for (let index = startSeconds * sampleRateHz; index < endSeconds * sampleRateHz; index++) {
      const seconds = index / sampleRateHz
      const syllable = 0.15 + 0.85 * Math.abs(Math.sin(Math.PI * 3 * seconds))
      let voice = 0
      for (let harmonic = 1; harmonic <= 30; harmonic++) {
        voice += Math.sin(2 * Math.PI * 120 * harmonic * seconds + harmonic ** 2) / harmonic
      }
      samples[index]! += 0.1 * syllable * voice
    }
  }
  return samples.map((sample) => sample + offset)
}

function isVoice({ startSample }: VadFrame): boolean {
  const middle = (startSample + frameSamples / 2) / sampleRateHz
  return utterances.some(([start, end]) => middle > start && middle < end)
}

/** The verdict on 80 ms of this level after 80 ms of nothing. */
function isHeard(levelDb: number, marginDb: number): boolean {
  const samples = new Float32Array(frameSamples * 2)
  for (let index = frameSamples; index < samples.length; index++) {
    samples[index] = (index % 2 === 0 ? 1 : -1) * 10 ** (levelDb / 20)
  }
  return judge(samples, marginDb)[1]!.isSpeech
}

function verdicts(samples: Float32Array): boolean[] {
  return judge(samples).map(({ isSpeech }) => isSpeech)
}

function scores(frames: VadFrame[]): { recall: number; falseAlarms: number } {
  const voiced = frames.filter(isVoice)
  const silent = frames.filter((frame) => !isVoice(frame))
  return {
    recall: voiced.filter(({ isSpeech }) => isSpeech).length / voiced.length,
    falseAlarms: silent.filter(({ isSpeech }) => isSpeech).length / silent.length,
  }
}

test.each([
  ['in silence', 0],
  ['over noise at −60 dB', 0.0017],
  ['over noise at −40 dB, about 20 dB below the voice', 0.017],
])('speech is found %s, without a false alarm', (_, noiseAmplitude) => {
  const { recall, falseAlarms } = scores(judge(conversation(noiseAmplitude)))
  expect(falseAlarms).toBe(0)
  expect(recall).toBeGreaterThan(0.95)
})

test('loud steady noise alone is never speech', () => {
  for (const amplitude of [0.001, 0.01, 0.1, 0.15]) {
    expect(judge(noise(sampleRateHz * 10, amplitude)).some(({ isSpeech }) => isSpeech)).toBe(false)
  }
})

test('a constant offset changes nothing', () => {
  expect(verdicts(conversation(0.0017, 0.25))).toEqual(verdicts(conversation(0.0017)))
})

test('the background is forgotten after three seconds', () => {
  const samples = new Float32Array(sampleRateHz * 8)
  samples.set(noise(sampleRateHz * 6, 0.1), sampleRateHz * 2)
  const speech = judge(samples).filter(({ isSpeech }) => isSpeech)
  const last = speech.at(-1)!.startSample / sampleRateHz
  expect(speech[0]!.startSample / sampleRateHz).toBeCloseTo(2, 1)
  expect(last).toBeGreaterThan(4.8)
  expect(last).toBeLessThan(5.2)
})

test('a wider margin hears less', () => {
  const heard = [6, 9, 15].map(
    (marginDb) => judge(conversation(0.05), marginDb).filter(({ isSpeech }) => isSpeech).length,
  )
  expect(heard).toEqual(heard.toSorted((a, b) => b - a))
  expect(heard[0]).toBeGreaterThan(heard[2]!)
})

test('nothing below −50 dB is speech, and a perfectly silent background counts as −75 dB', () => {
  expect([isHeard(-51, 6), isHeard(-49, 6)]).toEqual([false, true])
  expect([isHeard(-46, 30), isHeard(-44, 30)]).toEqual([false, true])
})

test('the level is that of the second-loudest 20 ms, in dB of full scale', () => {
  const samples = new Float32Array(frameSamples)
  for (let slice = 0; slice < 4; slice++) {
    const amplitude = [0.001, 1, 0.1, 0.01][slice]!
    for (let index = 0; index < 320; index++)
      samples[slice * 320 + index] = index % 2 === 0 ? amplitude : -amplitude
  }
  expect(judge(samples)).toEqual([
    { isSpeech: true, levelDb: expect.closeTo(-20, 4), startSample: 0 },
  ])
})

test('any cut gives the same verdicts', () => {
  const samples = conversation(0.01).subarray(0, sampleRateHz * 2)
  const whole = judge(samples)
  fc.assert(
    fc.property(cutLengths(3000), (lengths) => {
      const vad = new EnergyVad({ sampleRateHz })
      expect(cut(samples, lengths).flatMap((piece) => vad.push(piece))).toEqual(whole)
    }),
    { numRuns: 30 },
  )
})

test.each([8000, 11025, 16000, 22050, 24000, 44100, 48000])(
  'at %s Hz a frame is 80 ms and nothing drifts',
  (rate) => {
    const frames = new EnergyVad({ sampleRateHz: rate }).push(new Float32Array(rate * 8))
    expect(frames).toHaveLength(100)
    for (const [index, { startSample }] of frames.entries()) {
      expect(Math.abs(startSample - index * rate * 0.08)).toBeLessThanOrEqual(0.5)
    }
  },
)

test('a damaged sample spoils one slice only', () => {
  const samples = conversation(0.0017)
  samples[100] = Number.NaN
  samples[5000] = Infinity
  const clean = judge(conversation(0.0017)).slice(5)
  expect(
    judge(samples)
      .slice(5)
      .map(({ isSpeech }) => isSpeech),
  ).toEqual(clean.map(({ isSpeech }) => isSpeech))
})

test.each([
  [{ sampleRateHz: 0 }, /sampleRateHz is a number from 1,000/],
  [{ sampleRateHz: Number.NaN }, /sampleRateHz is a number from 1,000/],
  [{ sampleRateHz: 8000, marginDb: -1 }, /marginDb is a number of 0 or more/],
])('%o is refused', (options, message) => {
  expect(() => new EnergyVad(options)).toThrow(message)
  expect(() => new EnergyVad(options)).toThrow(AudioError)
})
