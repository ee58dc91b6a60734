import { describe, expect, it } from 'vitest'
import { Utterance } from '../../src/player/utterance.ts'
import type { PlaybackCommand } from '../../src/worklets/playback-messages.ts'
import { tone } from './signals.ts'

const rateHz = 24_000

function samplesOf(commands: PlaybackCommand[]): number[] {
  return commands.flatMap((command) => (command.type === 'audio' ? [...command.samples] : []))
}

function written(seconds: number): { utterance: Utterance; samples: Int16Array } {
  const utterance = new Utterance(7, rateHz)
  const samples = tone(440, seconds, rateHz)
  for (let at = 0; at < samples.length; at += 1_920) utterance.write(samples.slice(at, at + 1_920))
  return { utterance, samples }
}

describe('Utterance', () => {
  it('tells a worklet all that was written, in pieces', () => {
    const { utterance, samples } = written(0.5)
    utterance.isEnded = true
    const commands = utterance.replay()
    expect(samplesOf(commands)).toEqual([...samples])
    expect(commands.at(-1)).toEqual({ type: 'end' })
    expect(commands).toHaveLength(8)
  })

  it('tells another worklet what was not heard, to the sample, and counts on from there', () => {
    const { utterance, samples } = written(0.5)
    utterance.turn(10, 0, true)
    expect(utterance.position([10.35, 0.1])).toMatchObject({ heardSeconds: expect.closeTo(0.25) })
    utterance.rewind([10.35, 0.1])
    expect(samplesOf(utterance.replay())).toEqual([...samples.subarray(6_000)])
    expect(utterance.position([0, 0]).heardSeconds).toBeCloseTo(0.25)
    utterance.turn(1, 0, true)
    expect(utterance.position([1.3, 0.2]).heardSeconds).toBeCloseTo(0.35)
    utterance.rewind([1.3, 0.2])
    expect(samplesOf(utterance.replay())).toEqual([...samples.subarray(8_400)])
  })

  it('leaves at least a sample to end with', () => {
    const { utterance, samples } = written(0.1)
    utterance.isEnded = true
    utterance.turn(1, 0, true)
    utterance.turn(1.1, 0.1, false)
    utterance.hasLeft = true
    expect(utterance.isOver([1.05, 0])).toBe(false)
    expect(utterance.isOver([1.2, 0])).toBe(true)
    utterance.rewind([1.2, 0])
    expect(utterance.isOver([1.2, 0])).toBe(false)
    expect(samplesOf(utterance.replay())).toEqual([samples.at(-1)])
  })
})
