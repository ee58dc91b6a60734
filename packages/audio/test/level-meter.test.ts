import { expect, test } from 'vitest'
import { LevelMeter } from '../src/level-meter.ts'
import { sine } from './tones.ts'

test('a full-scale sine has a peak of 1 and an RMS level of −3 dB', () => {
  const level = new LevelMeter().push(sine(1000, 48000, 4800))
  expect(level.peak).toBeCloseTo(1, 5)
  expect(level.rms).toBeCloseTo(Math.SQRT1_2, 5)
  expect(level.levelDb).toBeCloseTo(-3.01, 2)
})

test('each push is measured alone', () => {
  const meter = new LevelMeter()
  meter.push(Float32Array.of(1, -1))
  expect(meter.push(Float32Array.of(0.1, -0.1)).levelDb).toBeCloseTo(-20, 4)
})

test.each([
  ['no samples', []],
  ['silence', [0, 0]],
  ['NaN', [Number.NaN, Number.NaN]],
])('%s is −120 dB', (_, samples) => {
  expect(new LevelMeter().push(Float32Array.from(samples))).toEqual({
    rms: 0,
    peak: 0,
    levelDb: -120,
  })
})

test('a negative peak counts', () => {
  expect(new LevelMeter().push(Float32Array.of(0.2, -0.75)).peak).toBe(0.75)
})
