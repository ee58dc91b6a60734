import createSpeex from '@echogarden/speex-resampler-wasm'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AudioError } from '../src/errors.ts'
import { Resampler } from '../src/resampler.ts'
import { cut, cutLengths, joinFloats } from './cuts.ts'
import { fitSine, levelDb, noise, sine } from './tones.ts'

function resample(
  samples: Float32Array,
  inputRateHz: number,
  outputRateHz: number,
  lengths?: number[],
): Float32Array {
  const resampler = new Resampler({ inputRateHz, outputRateHz })
  const pieces = lengths === undefined ? [samples] : cut(samples, lengths)
  return joinFloats([...pieces.map((piece) => resampler.push(piece)), resampler.finish()])
}

const ratios = [
  [48000, 24000],
  [44100, 24000],
  [24000, 48000],
  [22050, 48000],
  [44100, 16000],
  [16000, 24000],
  [8000, 24000],
  [48000, 8000],
  [24000, 44100],
] as const

describe.each(ratios)('%s Hz to %s Hz', (inputRateHz, outputRateHz) => {
  const nyquistHz = Math.min(inputRateHz, outputRateHz) / 2
  const seconds = 0.25
  const margin = Math.ceil(outputRateHz * 0.02)

  test('the gain is within 0.1 dB up to 80 % of the lower Nyquist frequency, and little is added', () => {
    for (let part = 1; part <= 16; part++) {
      const frequencyHz = nyquistHz * 0.05 * part
      const tone = sine(frequencyHz, inputRateHz, inputRateHz * seconds)
      const fit = fitSine(
        resample(tone, inputRateHz, outputRateHz),
        frequencyHz,
        outputRateHz,
        margin,
      )
      expect(Math.abs(fit.gainDb)).toBeLessThan(0.1)
      expect(fit.residueDb).toBeLessThan(-90)
    }
  })

  test('a constant stays what it is', () => {
    const output = resample(
      new Float32Array(inputRateHz * seconds).fill(0.5),
      inputRateHz,
      outputRateHz,
    )
    const errors = output.subarray(margin, -margin).map((sample) => Math.abs(sample - 0.5))
    expect(Math.max(...errors)).toBeLessThan(1e-6)
  })

  test('the length is exact and any cut gives the same bits as the whole', () => {
    fc.assert(
      fc.property(fc.nat({ max: 3000 }), cutLengths(700), (length, lengths) => {
        const samples = noise(length)
        const whole = resample(samples, inputRateHz, outputRateHz)
        expect(whole).toHaveLength(Math.ceil((length * outputRateHz) / inputRateHz))
        expect(
          Buffer.compare(
            Buffer.from(resample(samples, inputRateHz, outputRateHz, lengths).buffer),
            Buffer.from(whole.buffer),
          ),
        ).toBe(0)
      }),
      { numRuns: 40 },
    )
  })

  test('an impulse stays where it is in time, also at the very beginning and end', () => {
    for (const position of [0, 400, 799]) {
      const impulse = new Float32Array(800)
      impulse[position] = 1
      const output = resample(impulse, inputRateHz, outputRateHz)
      let loudest = 0
      for (const [index, sample] of output.entries()) {
        if (Math.abs(sample) > Math.abs(output[loudest]!)) loudest = index
      }
      expect(Math.abs(loudest / outputRateHz - position / inputRateHz)).toBeLessThanOrEqual(
        1 / outputRateHz,
      )
    }
  })
})

test.each(ratios.filter(([input, output]) => input > output * 1.2))(
  'tones above 1.1 times the new Nyquist frequency vanish by 90 dB from %s Hz to %s Hz',
  (inputRateHz, outputRateHz) => {
    const from = (outputRateHz / 2) * 1.1
    for (let part = 0; part <= 12; part++) {
      const frequencyHz = from + ((inputRateHz * 0.495 - from) * part) / 12
      const tone = sine(frequencyHz, inputRateHz, inputRateHz / 4)
      const margin = Math.ceil(outputRateHz * 0.02)
      expect(levelDb(resample(tone, inputRateHz, outputRateHz), margin)).toBeLessThan(-90)
    }
  },
)

/** Speex at its highest quality, without the delay that it does not compensate. */
async function resampleWithSpeex(
  samples: Float32Array,
  inputRateHz: number,
  outputRateHz: number,
): Promise<Float32Array> {
  const speex = await createSpeex()
  const {
    _malloc: allocate,
    _speex_resampler_init: init,
    _speex_resampler_skip_zeros: skipZeros,
    _speex_resampler_process_float: process,
  } = speex
  const outputRoom = Math.ceil((samples.length * outputRateHz) / inputRateHz) + 16
  const state = init(1, inputRateHz, outputRateHz, 10, allocate(4))
  skipZeros(state)
  const inputAt = allocate(samples.length * 4)
  const outputAt = allocate(outputRoom * 4)
  const inputLengthAt = allocate(4)
  const outputLengthAt = allocate(4)
  speex.HEAPF32.set(samples, inputAt / 4)
  speex.HEAPU32[inputLengthAt / 4] = samples.length
  speex.HEAPU32[outputLengthAt / 4] = outputRoom
  process(state, 0, inputAt, inputLengthAt, outputAt, outputLengthAt)
  return speex.HEAPF32.slice(outputAt / 4, outputAt / 4 + speex.HEAPU32[outputLengthAt / 4]!)
}

test.each(ratios)(
  'speech-like sound from %s Hz to %s Hz is what Speex makes of it',
  async (inputRateHz, outputRateHz) => {
    const nyquistHz = Math.min(inputRateHz, outputRateHz) / 2
    const sound = new Float32Array(inputRateHz / 2)
    for (let part = 1; part <= 30; part++) {
      const tone = sine(nyquistHz * 0.026 * part, inputRateHz, sound.length, 1 / (part + 10))
      for (const [index, sample] of tone.entries()) sound[index]! += sample
    }
    const ours = resample(sound, inputRateHz, outputRateHz)
    const theirs = await resampleWithSpeex(sound, inputRateHz, outputRateHz)
    const margin = Math.ceil(outputRateHz * 0.02)
    const length = Math.min(ours.length, theirs.length) - margin
    const difference = ours
      .slice(margin, length)
      .map((sample, index) => sample - theirs[margin + index]!)
    expect(theirs.length).toBeGreaterThan(ours.length * 0.9)
    expect(levelDb(difference) - levelDb(theirs, margin)).toBeLessThan(-75)
  },
)

test('equal rates hand the input through', () => {
  const resampler = new Resampler({ inputRateHz: 24000, outputRateHz: 24000 })
  const samples = noise(10)
  expect(resampler.push(samples)).toBe(samples)
  expect(resampler.finish()).toHaveLength(0)
})

test('after finish and after reset it begins anew', () => {
  const resampler = new Resampler({ inputRateHz: 44100, outputRateHz: 24000 })
  const samples = noise(1000)
  const first = joinFloats([resampler.push(samples), resampler.finish()])
  resampler.push(noise(333, 1, 2))
  resampler.reset()
  expect(joinFloats([resampler.push(samples), resampler.finish()])).toEqual(first)
})

test('a result stays as it is when more is pushed', () => {
  const resampler = new Resampler({ inputRateHz: 48000, outputRateHz: 24000 })
  const output = resampler.push(noise(4000))
  const copy = Float32Array.from(output)
  resampler.push(noise(4000, 1, 2))
  expect(output).toEqual(copy)
})

test('a message of 80 ms at 48 kHz is available but for 1.4 ms of it', () => {
  const resampler = new Resampler({ inputRateHz: 48000, outputRateHz: 24000 })
  expect(resampler.push(noise(3840)).length).toBeGreaterThanOrEqual(1920 - 33)
})

test.each([
  [0, 24000],
  [48000, 0],
  [999, 24000],
  [48000, 768_001],
  [44100.5, 24000],
  [Number.NaN, 24000],
])('rates of %s and %s Hz are refused', (inputRateHz, outputRateHz) => {
  expect(() => new Resampler({ inputRateHz, outputRateHz })).toThrow(
    /RateHz is a whole number from 1,000 to 768,000/,
  )
})

test('a ratio that would take a giant filter is refused before it is computed', () => {
  const options = { inputRateHz: 767_999, outputRateHz: 8001 }
  expect(() => new Resampler(options)).toThrow(/simpler ratio/)
  expect(() => new Resampler(options)).toThrow(AudioError)
})

test('many ratios in turn work although only some tables are kept', () => {
  const samples = noise(500)
  const rates = Array.from({ length: 12 }, (_, index) => 8000 + index * 1000)
  const first = rates.map((rate) => resample(samples, rate, 24000))
  expect(rates.map((rate) => resample(samples, rate, 24000))).toEqual(first)
})
