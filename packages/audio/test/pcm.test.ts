import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AudioError } from '../src/errors.ts'
import { floatFromPcm16, mixToMono, pcm16FromFloat } from '../src/pcm.ts'

const everyValue = Int16Array.from({ length: 65536 }, (_, index) => index - 32768)

test('every 16-bit value becomes itself divided by 32,768', () => {
  const samples = floatFromPcm16(new Uint8Array(everyValue.buffer))
  expect(samples.every((sample, index) => sample === everyValue[index]! / 32768)).toBe(true)
})

test('bytes at an odd place of their buffer are read', () => {
  expect([...floatFromPcm16(Uint8Array.of(99, 0, 64, 0, 128).subarray(1))]).toEqual([0.5, -1])
})

test('half a sample is refused with the advice to align', () => {
  expect(() => floatFromPcm16(new Uint8Array(3))).toThrow(
    /even number of bytes, not 3.*FrameAligner/,
  )
  expect(() => floatFromPcm16(new Uint8Array(3))).toThrow(AudioError)
})

test('every value returns within one step, and quiet ones exactly', () => {
  const back = new Int16Array(
    pcm16FromFloat(floatFromPcm16(new Uint8Array(everyValue.buffer))).buffer,
  )
  const differences = back.map((value, index) => Math.abs(value - everyValue[index]!))
  expect(Math.max(...new Set(differences))).toBe(1)
  expect(differences.subarray(32768 - 16383, 32768 + 16385).every((step) => step === 0)).toBe(true)
})

test.each([
  [1, 32767],
  [-1, -32767],
  [1.5, 32767],
  [-7, -32767],
  [Infinity, 32767],
  [-Infinity, -32767],
  [Number.NaN, 0],
  [0, 0],
  [-0, 0],
  [0.5, 16384],
  [1 / 32767, 1],
  [-1 / 32767, -1],
  [0.4 / 32767, 0],
])('a sample of %s is stored as %s', (sample, value) => {
  expect([...new Int16Array(pcm16FromFloat(Float32Array.of(sample)).buffer)]).toEqual([value])
})

test('no sample whatsoever wraps around', () => {
  fc.assert(
    fc.property(fc.float32Array({ maxLength: 50 }), (samples) => {
      const stored = new Int16Array(pcm16FromFloat(samples).buffer)
      for (const [index, sample] of samples.entries()) {
        const wanted = Number.isNaN(sample) ? 0 : Math.max(-1, Math.min(1, sample)) * 32767
        expect(Math.abs(stored[index]! - wanted)).toBeLessThanOrEqual(0.5)
      }
    }),
  )
})

test('channels are averaged', () => {
  const left = Float32Array.of(1, 0.5, -1)
  const right = Float32Array.of(0, 0.5, 1)
  expect([...mixToMono([left, right])]).toEqual([0.5, 0.5, 0])
})

test('one channel is handed through and none are silence of no length', () => {
  const only = Float32Array.of(1)
  expect(mixToMono([only])).toBe(only)
  expect(mixToMono([])).toHaveLength(0)
})

test('channels of different length are refused', () => {
  expect(() => mixToMono([new Float32Array(2), new Float32Array(3)])).toThrow(/2 and 3 samples/)
})
