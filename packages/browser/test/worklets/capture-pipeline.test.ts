import { pcm16FromFloat, Resampler } from '@gradium-kit/audio'
import { array, assert, constantFrom, float, integer, property } from 'fast-check'
import { expect, test } from 'vitest'
import { CapturePipeline } from '../../src/worklets/capture-pipeline.ts'

function pipeline(inputRateHz: number): {
  capture: CapturePipeline
  frames: Int16Array<ArrayBuffer>[]
} {
  const frames: Int16Array<ArrayBuffer>[] = []
  const capture = new CapturePipeline(inputRateHz, (samples) => frames.push(samples))
  capture.apply({ mode: 'live' })
  return { capture, frames }
}

function push(capture: CapturePipeline, samples: Float32Array, quantum = 128): void {
  for (let at = 0; at < samples.length; at += quantum) {
    const piece = samples.subarray(at, at + quantum)
    capture.push([piece], piece.length)
  }
}

function joined(frames: readonly Int16Array[]): number[] {
  return frames.flatMap((frame) => Array.from(frame))
}

function tone(frequencyHz: number, rateHz: number, seconds: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: seconds * rateHz }, (_, index) =>
    Math.sin((2 * Math.PI * frequencyHz * index) / rateHz),
  )
}

/** The amplitude of one frequency, 1 for a full-scale sine. */
function amplitude(samples: readonly number[], frequencyHz: number): number {
  let real = 0
  let imaginary = 0
  let weights = 0
  for (const [index, sample] of samples.entries()) {
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / samples.length)
    const angle = (2 * Math.PI * frequencyHz * index) / 24_000
    real += weight * sample * Math.cos(angle)
    imaginary += weight * sample * Math.sin(angle)
    weights += weight
  }
  return (2 * Math.hypot(real, imaginary)) / weights / 32_767
}

test('gives the same samples however the input is cut, which are those of the resampler', () => {
  const rates = constantFrom(16_000, 24_000, 44_100, 48_000, 96_000)
  const noise = array(float({ min: -1.5, max: 1.5, noNaN: true }), {
    minLength: 1,
    maxLength: 20_000,
    size: 'max',
  })
  assert(
    property(rates, noise, integer({ min: 1, max: 2_000 }), (rateHz, values, quantum) => {
      const input = Float32Array.from(values)
      const { capture, frames } = pipeline(rateHz)
      push(capture, input, quantum)
      capture.apply({ mode: 'ended' })
      const resampler = new Resampler({ inputRateHz: rateHz, outputRateHz: 24_000 })
      const whole = Float32Array.from([...resampler.push(input), ...resampler.finish()])
      const expected = new Int16Array(pcm16FromFloat(whole).buffer)
      const samples = joined(frames)
      expect(samples.slice(0, expected.length)).toEqual(Array.from(expected))
      expect(samples.slice(expected.length).every((sample) => sample === 0)).toBe(true)
      expect(frames.every((frame) => frame.length === 1_920)).toBe(true)
      expect(samples.length - expected.length).toBeLessThan(1_920)
    }),
    { numRuns: 60 },
  )
})

test('T20 leaves nothing at 9 kHz of a tone of 15 kHz', () => {
  for (const rateHz of [44_100, 48_000]) {
    const { capture, frames } = pipeline(rateHz)
    push(capture, tone(15_000, rateHz, 1))
    const level = 20 * Math.log10(amplitude(joined(frames.slice(2, 12)), 9_000))
    expect(level).toBeLessThan(-80)
  }
})

test('keeps a tone of 1 kHz as loud as it is', () => {
  const { capture, frames } = pipeline(44_100)
  push(capture, tone(1_000, 44_100, 1))
  expect(amplitude(joined(frames.slice(2, 12)), 1_000)).toBeCloseTo(1, 3)
})

test('mixes channels to their mean', () => {
  const { capture, frames } = pipeline(24_000)
  capture.push([new Float32Array(1_920).fill(0.5), new Float32Array(1_920).fill(-0.25)], 1_920)
  capture.apply({ mode: 'ended' })
  expect(frames).toEqual([new Int16Array(1_920).fill(Math.round(0.125 * 32_767))])
})

test('takes an input without channels as silence', () => {
  const { capture, frames } = pipeline(24_000)
  capture.push([], 3_840)
  capture.apply({ mode: 'ended' })
  expect(frames).toEqual([new Int16Array(1_920), new Int16Array(1_920)])
})

test('counts a silenced input as zeros, in the same rhythm', () => {
  const { capture, frames } = pipeline(24_000)
  capture.apply({ mode: 'silent' })
  push(capture, tone(440, 24_000, 1))
  capture.apply({ mode: 'held' })
  expect(frames).toHaveLength(13)
  expect(joined(frames).every((sample) => sample === 0)).toBe(true)
})

test('hands out what it has before it holds, and then nothing until it is live again', () => {
  const { capture, frames } = pipeline(24_000)
  push(capture, new Float32Array(100).fill(0.5))
  capture.apply({ mode: 'held' })
  expect(joined(frames).lastIndexOf(16_384)).toBe(99)
  push(capture, tone(440, 24_000, 1))
  capture.apply({ mode: 'held' })
  expect(frames).toHaveLength(1)
  capture.apply({ mode: 'live' })
  push(capture, new Float32Array(1_920).fill(0.5))
  capture.apply({ mode: 'held' })
  expect(frames.slice(1)).toEqual([new Int16Array(1_920).fill(16_384)])
})

test('stays ended', () => {
  const { capture, frames } = pipeline(24_000)
  capture.apply({ mode: 'ended' })
  capture.apply({ mode: 'live' })
  push(capture, tone(440, 24_000, 1))
  expect(capture.mode).toBe('ended')
  expect(frames).toEqual([])
})

test('T26 makes frames below the gate silent and leaves the others alone', () => {
  const { capture, frames } = pipeline(24_000)
  capture.apply({ gateDb: -40 })
  push(capture, new Float32Array(1_920).fill(0.009))
  push(capture, new Float32Array(1_920).fill(0.011))
  capture.apply({ gateDb: -Infinity })
  push(capture, new Float32Array(1_920).fill(0.009))
  capture.apply({ mode: 'ended' })
  expect(frames.map(([first]) => first)).toEqual([0, 360, 295])
})
