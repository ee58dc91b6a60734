import { describe, expect, it } from 'vitest'
import { HeardTimeline, outputLatencySeconds } from '../../src/player/heard-timeline.ts'

describe('HeardTimeline', () => {
  it('has heard nothing before anything has left, nor before it has arrived', () => {
    const timeline = new HeardTimeline(0)
    expect(timeline.heardSeconds(100, 0, 5)).toBe(0)
    timeline.add(10, 0, true)
    expect(timeline.heardSeconds(10.2, 0.25, 5)).toBe(0)
    expect(timeline.heardSeconds(10.35, 0.25, 5)).toBeCloseTo(0.1)
  })

  it('stands still in a pause once the latency has passed, and goes on after it', () => {
    const timeline = new HeardTimeline(0)
    timeline.add(10, 0, true)
    timeline.add(12, 2, false)
    expect(timeline.heardSeconds(12.1, 0.2, 5)).toBeCloseTo(1.9)
    expect(timeline.heardSeconds(13, 0.2, 5)).toBe(2)
    timeline.add(15, 2, true)
    expect(timeline.heardSeconds(15.1, 0.2, 5)).toBe(2)
    expect(timeline.heardSeconds(15.7, 0.2, 5)).toBeCloseTo(2.5)
  })

  it('never goes back when the latency grows, and never beyond what was written', () => {
    const timeline = new HeardTimeline(0)
    timeline.add(0, 0, true)
    expect(timeline.heardSeconds(2, 0.05, 9)).toBeCloseTo(1.95)
    expect(timeline.heardSeconds(2.1, 0.4, 9)).toBeCloseTo(1.95)
    expect(timeline.heardSeconds(20, 0.4, 9)).toBe(9)
  })

  it('has settled when the last sample has been heard and none leaves', () => {
    const timeline = new HeardTimeline(0)
    expect(timeline.hasSettled(5, 0)).toBe(false)
    timeline.add(1, 0, true)
    expect(timeline.hasSettled(5, 0)).toBe(false)
    timeline.add(2, 1, false)
    expect(timeline.hasSettled(2.1, 0.2)).toBe(false)
    expect(timeline.hasSettled(2.2, 0.2)).toBe(true)
  })

  it('believes no latency above one second', () => {
    const timeline = new HeardTimeline(0)
    timeline.add(0, 0, true)
    expect(timeline.heardSeconds(3, 60, 9)).toBe(2)
    expect(timeline.heardSeconds(3, -1, 9)).toBe(3)
  })
})

it('takes the latency a context tells: of its output, else of itself, else none', () => {
  const of = (latencies: object): number => outputLatencySeconds(latencies as BaseAudioContext)
  expect(of({ outputLatency: 0.2, baseLatency: 0.01 })).toBe(0.2)
  expect(of({ outputLatency: 0, baseLatency: 0.01 })).toBe(0.01)
  expect(of({ baseLatency: 0.01 })).toBe(0.01)
  expect(of({})).toBe(0)
})
