import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { FrameAligner } from '../src/frame-aligner.ts'
import { cut, cutLengths } from './cuts.ts'

test('any cut gives the same frames, whole ones only, and the same tail', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.integer({ min: 1, max: 12 }),
      cutLengths(20),
      (bytes, frameBytes, lengths) => {
        const aligner = new FrameAligner(frameBytes)
        const frames = cut(bytes, lengths).map((piece) => Uint8Array.from(aligner.push(piece)))
        expect(frames.every((frame) => frame.length % frameBytes === 0)).toBe(true)
        const rest = bytes.length % frameBytes
        expect(aligner.pendingBytes).toBe(rest)
        expect(Buffer.concat([...frames, aligner.finish()])).toEqual(Buffer.from(bytes))
        expect(aligner.pendingBytes).toBe(0)
      },
    ),
  )
})

test('what is aligned already is not copied', () => {
  const aligner = new FrameAligner(4)
  const bytes = new Uint8Array(8)
  expect(aligner.push(bytes)).toBe(bytes)
  const odd = new Uint8Array(10)
  expect(aligner.push(odd).buffer).toBe(odd.buffer)
  expect(aligner.pendingBytes).toBe(2)
})

test('a pending byte is kept although its message is overwritten afterwards', () => {
  const aligner = new FrameAligner(2)
  const message = Uint8Array.of(1, 2, 3)
  aligner.push(message)
  message.fill(9)
  expect([...aligner.push(Uint8Array.of(4))]).toEqual([3, 4])
})

test.each([0, -2, 1.5, Number.NaN])('a frame of %s bytes is refused', (frameBytes) => {
  expect(() => new FrameAligner(frameBytes)).toThrow(/at least 1, not/)
})
