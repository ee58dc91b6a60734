import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { HoldBack } from '../../src/session/hold-back.ts'

const pcm16k = [32_000, 2] as const

/** Audio in which every byte tells its position. */
function audio(from: number, to: number): Uint8Array {
  return Uint8Array.from({ length: to - from }, (_, index) => (from + index) % 251)
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]))
}

test('audio goes out to the end of the last word that is complete', () => {
  const holdBack = new HoldBack(...pcm16k)
  holdBack.pushAudio(audio(0, 5_120))
  expect(holdBack.take(false)).toEqual([])
  holdBack.pushWord(0.1)
  expect(joined(holdBack.take(false))).toEqual(audio(0, 3_200))
  expect([holdBack.releasedBytes, holdBack.heldBytes]).toEqual([3_200, 1_920])
  expect(holdBack.take(false)).toEqual([])
})

test('a word whose audio is still on its way waits for all of it', () => {
  const holdBack = new HoldBack(...pcm16k)
  holdBack.pushWord(0.1)
  holdBack.pushAudio(audio(0, 3_198))
  expect(holdBack.take(false)).toEqual([])
  holdBack.pushAudio(audio(3_198, 3_199))
  expect(holdBack.take(false)).toEqual([])
  holdBack.pushAudio(audio(3_199, 3_300))
  expect(joined(holdBack.take(false))).toEqual(audio(0, 3_200))
})

test('a word that ends with a piece of audio goes out with it, and leaves nothing behind', () => {
  const holdBack = new HoldBack(...pcm16k)
  const pieces = [audio(0, 1_600), audio(1_600, 3_200), audio(3_200, 3_300)]
  holdBack.pushWord(0.1)
  for (const piece of pieces.slice(0, 2)) holdBack.pushAudio(piece)
  expect(holdBack.take(false)).toEqual(pieces.slice(0, 2))
  holdBack.pushAudio(pieces[2]!)
  expect(holdBack.take(true)).toEqual(pieces.slice(2))
})

test('of several complete words the last one counts, in whatever order they come', () => {
  const holdBack = new HoldBack(...pcm16k)
  holdBack.pushAudio(audio(0, 32_000))
  for (const end of [0.3, 0.9, 0.5, 1.2, 1.1]) holdBack.pushWord(end)
  expect(joined(holdBack.take(false))).toHaveLength(28_800)
  holdBack.pushAudio(audio(32_000, 36_000))
  expect(joined(holdBack.take(false))).toEqual(audio(28_800, 35_200))
})

test('a word that ends in what has gone out changes nothing', () => {
  const holdBack = new HoldBack(...pcm16k)
  holdBack.pushAudio(audio(0, 6_400))
  holdBack.pushWord(0.1)
  holdBack.take(false)
  for (const end of [0.1, 0.05, 0, -1, Number.NaN]) holdBack.pushWord(end)
  expect(holdBack.take(false)).toEqual([])
  expect(holdBack.releasedBytes).toBe(3_200)
})

test('the end lets everything go, with half a sample too', () => {
  const holdBack = new HoldBack(...pcm16k)
  holdBack.pushAudio(audio(0, 101))
  holdBack.pushAudio(audio(101, 203))
  holdBack.pushWord(5)
  expect(joined(holdBack.take(true))).toEqual(audio(0, 203))
  expect([holdBack.releasedBytes, holdBack.heldBytes]).toEqual([203, 0])
  expect(holdBack.take(true)).toEqual([])
})

test('nothing to hold is nothing to take', () => {
  const holdBack = new HoldBack(...pcm16k)
  holdBack.pushAudio(new Uint8Array(0))
  expect(holdBack.take(false)).toEqual([])
  expect(holdBack.take(true)).toEqual([])
  expect([holdBack.releasedBytes, holdBack.heldBytes]).toEqual([0, 0])
})

test('no audio is copied, and whole pieces stay as they are', () => {
  const holdBack = new HoldBack(...pcm16k)
  const pieces = [audio(0, 2_000), audio(2_000, 4_000)]
  for (const piece of pieces) holdBack.pushAudio(piece)
  holdBack.pushWord(0.1)
  const first = holdBack.take(false)
  const second = holdBack.take(true)
  expect(first[0]).toBe(pieces[0])
  expect(first[1]!.buffer).toBe(pieces[1]!.buffer)
  expect(second[0]!.buffer).toBe(pieces[1]!.buffer)
  expect([first.length, second.length]).toEqual([2, 1])
})

test.each([
  [48_000, 2, 0.12345, 5_926],
  [16_000, 2, 0.00003, 0],
  [16_000, 2, 0.000063, 2],
  [8_000, 1, 0.1, 800],
  [8_000, 1, 0.33, 2_640],
  [96_000, 2, 1.1, 105_600],
  [44_100, 2, 0.7, 30_870],
])(
  'at %d bytes per second and %d per sample a word of %d s ends at byte %d',
  (bytesPerSecond, bytesPerSample, end, bytes) => {
    const holdBack = new HoldBack(bytesPerSecond, bytesPerSample)
    holdBack.pushAudio(new Uint8Array(200_000))
    holdBack.pushWord(end)
    holdBack.take(false)
    expect(holdBack.releasedBytes).toBe(bytes)
  },
)

test('however audio and words come, all goes out in order, and ends at a word until the end', () => {
  const step = fc.oneof(
    fc.record({ bytes: fc.nat(400) }),
    fc.record({ endSample: fc.nat(1_200) }),
    fc.constant({ take: true } as const),
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const holdBack = new HoldBack(...pcm16k)
      const out: Uint8Array[] = []
      const ends = new Set([0])
      let received = 0
      for (const next of steps) {
        if ('bytes' in next) {
          holdBack.pushAudio(audio(received, received + next.bytes))
          received += next.bytes
        } else if ('endSample' in next) {
          holdBack.pushWord(next.endSample / 16_000)
          ends.add(next.endSample * 2)
        } else {
          out.push(...holdBack.take(false))
          const due = Math.max(...[...ends].filter((end) => end <= received))
          expect(holdBack.releasedBytes).toBe(due)
        }
        expect(holdBack.releasedBytes + holdBack.heldBytes).toBe(received)
        expect(joined(out)).toHaveLength(holdBack.releasedBytes)
      }
      out.push(...holdBack.take(true))
      expect(out.every((piece) => piece.length > 0)).toBe(true)
      expect(joined(out)).toEqual(audio(0, received))
    }),
  )
})
