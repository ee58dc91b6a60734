import { array, assert, integer, nat, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/random.ts'
import { TimingJitter } from '../../src/session/timing-jitter.ts'

const word = record({ pause: nat(3), length: nat(5), streamId: nat(1) })

describe('the jitter of word times', () => {
  it('moves starts and ends by at most so many frames, in order within a stream, never below zero', () => {
    assert(
      property(array(word), integer({ min: 1, max: 4 }), integer(), (words, frames, seed) => {
        const jitter = new TimingJitter(frames, seededRandom(seed))
        const ends = [0, 0]
        const lastMoved = [0, 0]
        for (const { pause, length, streamId } of words) {
          const start = ends[streamId]! + pause
          const stop = start + length
          ends[streamId] = stop
          const moved = jitter.moved(streamId, { start, stop })
          expect(Math.abs(moved.start - start)).toBeLessThanOrEqual(frames)
          expect(Math.abs(moved.stop - stop)).toBeLessThanOrEqual(frames)
          expect(moved.start).toBeGreaterThanOrEqual(lastMoved[streamId]!)
          expect(moved.stop).toBeGreaterThanOrEqual(moved.start)
          lastMoved[streamId] = moved.stop
        }
      }),
    )
  })

  it('reaches every offset, and none without frames', () => {
    const jitter = new TimingJitter(1, seededRandom(3))
    const offsets = new Set<number>()
    for (let start = 10; start < 1000; start += 10) {
      offsets.add(jitter.moved(0, { start, stop: start + 5 }).start - start)
    }
    expect([...offsets].toSorted((a, b) => a - b)).toEqual([-1, 0, 1])
    const still = new TimingJitter(0, seededRandom(3))
    expect(still.moved(0, { start: 7, stop: 9 })).toEqual({ start: 7, stop: 9 })
  })
})
