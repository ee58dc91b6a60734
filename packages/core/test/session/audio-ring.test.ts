import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AudioRing } from '../../src/session/audio-ring.ts'

/** The bytes of a stream in which position and value go together, but not with a power of two. */
function stream(from: number, to: number): Uint8Array {
  return Uint8Array.from({ length: to - from }, (_, index) => (from + index) % 251)
}

/** Reads as a caller does: view by view until all is there. */
function readAll(ring: AudioRing, from: number, to: number): { bytes: Uint8Array; views: number } {
  const bytes = new Uint8Array(to - from)
  let views = 0
  for (let position = from; position < to; views += 1) {
    const view = ring.read(position, to)
    bytes.set(view, position - from)
    position += view.length
    expect(view.length).toBeGreaterThan(0)
  }
  return { bytes, views }
}

/** What the ring holds on to, as its views show it. */
function memory(ring: AudioRing): number {
  return ring.read(ring.head, ring.head).buffer.byteLength
}

type Step =
  | { push: number }
  /** A part of the way from the tail to the head, and beyond either. */
  | { release: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ push: fc.nat(4_000) }) },
  { weight: 1, arbitrary: fc.record({ push: fc.nat(200_000) }) },
  {
    weight: 3,
    arbitrary: fc.record({ release: fc.double({ min: -0.2, max: 1.2, noNaN: true }) }),
  },
)

test('whatever is pushed and released, the last bytes are there under their positions', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300_000 }),
      fc.array(step, { maxLength: 60 }),
      (maxBytes, steps) => {
        const ring = new AudioRing(maxBytes)
        let head = 0
        let tail = 0
        for (const next of steps) {
          if ('push' in next) {
            ring.push(stream(head, head + next.push))
            head += next.push
            tail = Math.max(tail, head - maxBytes)
          } else {
            const position = Math.round(tail + next.release * (head - tail))
            ring.release(position)
            tail = Math.min(head, Math.max(tail, position))
            expect(memory(ring)).toBeLessThanOrEqual(Math.max(64 * 1024, 8 * (head - tail)))
          }
          expect([ring.tail, ring.head]).toEqual([tail, head])
          expect(memory(ring)).toBeLessThanOrEqual(maxBytes)
        }
        const { bytes, views } = readAll(ring, tail, head)
        expect(Buffer.compare(bytes, stream(tail, head))).toBe(0)
        expect(views).toBeLessThanOrEqual(2)
      },
    ),
  )
})

test('any part of what is kept can be read', () => {
  const ring = new AudioRing(1_000)
  ring.push(stream(0, 700))
  ring.push(stream(700, 1_400))
  fc.assert(
    fc.property(
      fc.integer({ min: 400, max: 1_400 }),
      fc.integer({ min: 400, max: 1_400 }),
      (one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)]
        expect(readAll(ring, from, to).bytes).toEqual(stream(from, to))
      },
    ),
  )
})

test('it begins empty', () => {
  const ring = new AudioRing(1_000_000)
  expect([ring.tail, ring.head]).toEqual([0, 0])
  expect(ring.read(0, 0)).toEqual(new Uint8Array(0))
  expect(memory(ring)).toBe(16 * 1024)
})

test('a push is copied, and a read is not', () => {
  const ring = new AudioRing(100)
  const bytes = stream(0, 10)
  ring.push(bytes)
  bytes.fill(99)
  const view = ring.read(2, 8)
  expect(view).toEqual(stream(2, 8))
  expect(ring.read(0, 10).buffer).toBe(view.buffer)
})

test('of a push that is too long its end is kept', () => {
  const ring = new AudioRing(100)
  ring.push(stream(0, 30))
  ring.push(stream(30, 1_030))
  expect([ring.tail, ring.head]).toEqual([930, 1_030])
  expect(readAll(ring, 930, 1_030).bytes).toEqual(stream(930, 1_030))
})

test('an empty push changes nothing', () => {
  const ring = new AudioRing(100)
  ring.push(stream(0, 30))
  ring.push(new Uint8Array(0))
  expect([ring.tail, ring.head]).toEqual([0, 30])
  expect(ring.read(0, 30)).toEqual(stream(0, 30))
})

test('a part of a larger buffer is pushed alone', () => {
  const ring = new AudioRing(100)
  ring.push(stream(0, 50).subarray(10, 20))
  expect(ring.read(0, 10)).toEqual(stream(10, 20))
})

test('a ring of no bytes counts them and keeps none', () => {
  const ring = new AudioRing(0)
  ring.push(stream(0, 30))
  ring.release(10)
  expect([ring.tail, ring.head]).toEqual([30, 30])
  expect(ring.read(30, 30)).toEqual(new Uint8Array(0))
  expect(() => ring.read(29, 30)).toThrow(RangeError)
})

test('the tail never moves back, nor beyond the head', () => {
  const ring = new AudioRing(100)
  ring.push(stream(0, 50))
  ring.release(20)
  ring.release(10)
  ring.release(-5)
  ring.release(Number.NaN)
  expect(ring.tail).toBe(20)
  ring.release(51)
  expect([ring.tail, ring.head]).toEqual([50, 50])
  ring.push(stream(50, 60))
  expect(ring.read(50, 60)).toEqual(stream(50, 60))
})

test.each([
  [9, 20],
  [10, 31],
  [31, 31],
  [20, 19],
  [Number.NaN, 20],
  [10, Number.NaN],
])('bytes %d to %d are refused when 10 to 30 are kept', (from, to) => {
  const ring = new AudioRing(100)
  ring.push(stream(0, 30))
  ring.release(10)
  expect(() => ring.read(from, to)).toThrow(
    new RangeError(`Bytes 10 to 30 are kept, not ${from} to ${to}.`),
  )
})

test('a view is good until the next push, even when memory is given back', () => {
  const ring = new AudioRing(1_000_000)
  ring.push(stream(0, 1_000_000))
  const view = ring.read(999_000, 1_000_000)
  ring.release(999_990)
  expect(memory(ring)).toBe(64 * 1024)
  expect(view).toEqual(stream(999_000, 1_000_000))
  expect(readAll(ring, 999_990, 1_000_000).bytes).toEqual(stream(999_990, 1_000_000))
})

test('memory doubles up to the limit while nothing is released', () => {
  const ring = new AudioRing(100_000)
  const sizes = new Set<number>()
  for (let head = 0; head < 300_000; head += 1_000) {
    ring.push(stream(head, head + 1_000))
    sizes.add(memory(ring))
  }
  expect([...sizes]).toEqual([16_384, 32_768, 65_536, 100_000])
})

test('a steady stream that is released in time takes no new memory', () => {
  const ring = new AudioRing(4_000_000)
  const frame = stream(0, 3_840)
  ring.push(frame)
  const { buffer } = ring.read(0, 1)
  for (let frames = 1; frames < 10_000; frames += 1) {
    ring.release(ring.head - 8_000)
    ring.push(frame)
  }
  expect(ring.read(ring.head, ring.head).buffer).toBe(buffer)
  expect(ring.head).toBe(38_400_000)
})

test('little memory is not given back', () => {
  const ring = new AudioRing(4_000_000)
  ring.push(stream(0, 60_000))
  const { buffer } = ring.read(0, 1)
  ring.release(60_000)
  expect(buffer.byteLength).toBe(60_000)
  expect(ring.read(60_000, 60_000).buffer).toBe(buffer)
})

test('filling and emptying it again and again copies no more than a few times what is pushed', () => {
  const ring = new AudioRing(4_000_000)
  const block = stream(0, 50_000)
  let taken = 0
  let last = memory(ring)
  for (let round = 0; round < 20; round += 1) {
    for (let pushed = 0; pushed < 2_000_000; pushed += 50_000) {
      ring.push(block)
      if (memory(ring) !== last) taken += memory(ring)
      last = memory(ring)
    }
    for (let kept = 1_950_000; kept >= 0; kept -= 50_000) {
      ring.release(ring.head - kept)
      if (memory(ring) !== last) taken += memory(ring)
      last = memory(ring)
    }
  }
  expect(taken).toBeLessThan(4 * ring.head)
})

test('positions go beyond what 32 bits hold', () => {
  const ring = new AudioRing(70_001)
  const block = stream(0, 251 * 4_000)
  while (ring.head < 2 ** 32 + 2_000_000) ring.push(block)
  expect(readAll(ring, ring.tail, ring.head).bytes).toEqual(
    stream(ring.tail % 251, (ring.tail % 251) + 70_001),
  )
})
