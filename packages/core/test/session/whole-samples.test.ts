import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { WholeSamples } from '../../src/session/whole-samples.ts'

test('audio that tears no sample passes as it is', () => {
  const samples = new WholeSamples(2)
  const audio = Uint8Array.of(1, 2, 3, 4)
  expect(samples.take(audio)).toBe(audio)
  for (const bytesPerSample of [0, 1]) {
    const odd = Uint8Array.of(1, 2, 3)
    expect(new WholeSamples(bytesPerSample).take(odd)).toBe(odd)
  }
})

test('a torn sample waits for the rest of it', () => {
  const samples = new WholeSamples(2)
  expect(samples.take(Uint8Array.of(1, 2, 3))).toEqual(Uint8Array.of(1, 2))
  expect(samples.take(Uint8Array.of())).toEqual(Uint8Array.of())
  expect(samples.take(Uint8Array.of(4))).toEqual(Uint8Array.of(3, 4))
  expect(samples.take(Uint8Array.of(5))).toEqual(Uint8Array.of())
  expect(samples.take(Uint8Array.of(6, 7))).toEqual(Uint8Array.of(5, 6))
})

test('what was torn does not get into other audio', () => {
  const samples = new WholeSamples(2)
  samples.take(Uint8Array.of(1))
  samples.clear()
  expect(samples.take(Uint8Array.of(2, 3))).toEqual(Uint8Array.of(2, 3))
})

test('whatever the cuts, the pieces are whole samples and together the audio', () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 9 }))
  fc.assert(
    fc.property(pieces, fc.constantFrom(2, 3, 4), (cut, bytesPerSample) => {
      const samples = new WholeSamples(bytesPerSample)
      const taken = cut.map((piece) => samples.take(piece))
      for (const piece of taken) expect(piece.length % bytesPerSample).toBe(0)
      const all = Buffer.concat(cut)
      const whole = all.length - (all.length % bytesPerSample)
      expect(Buffer.concat(taken)).toEqual(all.subarray(0, whole))
    }),
  )
})
