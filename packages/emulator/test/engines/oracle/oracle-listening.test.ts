import { floatFromPcm16 } from '@gradium-kit/audio'
import { array, assert, integer, nat, property, record, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Heard } from '../../../src/engines/engine.ts'
import { OracleListening } from '../../../src/engines/oracle/oracle-listening.ts'
import { type OracleWord, oracleSpeech } from '../../../src/index.ts'

const frameSamples = 1920
const frameSeconds = 0.08

const words: OracleWord[] = [
  { text: 'no', startFrame: 3, frameCount: 4 },
  { text: 'no', startFrame: 7, frameCount: 4 },
  { text: 'no', startFrame: 11, frameCount: 1 },
  { text: 'größer👋', startFrame: 20, frameCount: 12 },
  { text: 'aside', startFrame: 24, frameCount: 5, streamId: 1 },
]
const speech = oracleSpeech(words, { frameCount: 50 })

/** The frames with these indexes, one after the other. */
function frames(...indexes: number[]): Float32Array {
  return joined(...indexes.map((index) => floatFromPcm16(speech.frame(index))))
}

function joined(...parts: Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, place) => from + place)
}

function hear(samples: Float32Array, pieceSamples = samples.length): Heard[] {
  const listening = new OracleListening()
  const heard: Heard[] = []
  for (let at = 0; at < samples.length; at += pieceSamples) {
    heard.push(...listening.push(samples.subarray(at, at + pieceSamples)))
  }
  return [...heard, ...listening.flush()]
}

/** Text, first and last frame, as they were received. */
function spans(heard: Heard[]): [string, number, number][] {
  return heard.map(({ text, startSeconds, endSeconds }) => [
    text,
    Math.round((startSeconds / frameSeconds) * 1e6) / 1e6,
    Math.round((endSeconds / frameSeconds) * 1e6) / 1e6,
  ])
}

describe('listening to oracle speech', () => {
  it('hears every word at its frames, in its stream, also two at once', () => {
    const heard = hear(floatFromPcm16(speech.bytes()))
    expect(spans(heard)).toEqual([
      ['no', 3, 7],
      ['no', 7, 11],
      ['no', 11, 12],
      ['aside', 24, 29],
      ['größer👋', 20, 32],
    ])
    expect(heard.map((word) => word.streamId)).toEqual([0, 0, 0, 1, 0])
  })

  it('gives times of the audio received, wherever that begins', () => {
    const samples = floatFromPcm16(speech.bytes()).subarray(frameSamples + 480)
    expect(spans(hear(samples)).slice(0, 2)).toEqual([
      ['no', 1.75, 5.75],
      ['no', 5.75, 9.75],
    ])
  })

  it('marks a word that lacks its beginning, its end or both', () => {
    expect(spans(hear(frames(5, 6)))).toEqual([['~no', 0, 2]])
    expect(spans(hear(frames(3, 4, 5)))).toEqual([['no~', 0, 3]])
    expect(spans(hear(frames(4, 5)))).toEqual([['~no~', 0, 2]])
  })

  it('shows a frame missing in the middle of a word as two halves', () => {
    expect(spans(hear(frames(3, 4, 6, 7)))).toEqual([
      ['no~', 0, 2],
      ['~no', 2, 3],
      ['no~', 3, 4],
    ])
  })

  it('never joins two equal words that were torn at the same place', () => {
    expect(spans(hear(frames(3, 4, 9, 10)))).toEqual([
      ['no~', 0, 2],
      ['~no', 2, 4],
    ])
  })

  it('hears a word again when its frames come again', () => {
    expect(spans(hear(frames(...range(3, 7), ...range(3, 7))))).toEqual([
      ['no', 0, 4],
      ['no', 4, 8],
    ])
    expect(spans(hear(frames(3, 4, 4, 5, 6)))).toEqual([
      ['no~', 0, 2],
      ['~no', 2, 5],
    ])
  })

  it.each([
    ['header', 30],
    ['noise', 1000],
    ['last sample', frameSamples - 1],
  ])('notices one changed sample in the %s of a frame, and goes on', (_, place) => {
    const samples = frames(...range(3, 12))
    samples[frameSamples + place]! += 1 / 32_768
    expect(spans(hear(samples))).toEqual([
      ['no~', 0, 1],
      ['~no', 2, 4],
      ['no', 4, 8],
      ['no', 8, 9],
    ])
  })

  it('notices samples that were lost or put in between', () => {
    const samples = frames(...range(3, 12))
    const lost = joined(samples.subarray(0, 2500), samples.subarray(2510))
    expect(spans(hear(lost)).map(([text]) => text)).toEqual(['no~', '~no', 'no', 'no'])
    const more = joined(
      samples.subarray(0, 2 * frameSamples),
      new Float32Array(3),
      samples.subarray(2 * frameSamples),
    )
    expect(spans(hear(more)).map(([text]) => text)).toEqual(['no~', '~no', 'no', 'no'])
  })

  it('ends a word at a flush and hears the rest as one without a beginning', () => {
    const listening = new OracleListening()
    expect(listening.push(frames(3, 4))).toEqual([])
    expect(spans(listening.flush())).toEqual([['no~', 0, 2]])
    expect(spans(listening.push(frames(5, 6)))).toEqual([['~no', 2, 4]])
    expect(listening.flush()).toEqual([])
  })

  it('hears nothing in other audio', () => {
    const noise = Float32Array.from({ length: 24_000 }, (_, i) => Math.sin(i) * Math.sin(i * i))
    expect(hear(noise)).toEqual([])
    expect(spans(hear(joined(noise, frames(11))))).toEqual([['no', 12.5, 13.5]])
  })

  it('hears the same however the audio is cut, and whatever comes first', () => {
    const whole = spans(hear(floatFromPcm16(speech.bytes())))
    assert(
      property(integer({ min: 1, max: 5000 }), nat(4000), (pieceSamples, leadSamples) => {
        const samples = joined(new Float32Array(leadSamples), floatFromPcm16(speech.bytes()))
        const moved = whole.map(([text, start, end]) => {
          const lead = leadSamples / frameSamples
          return [text, expect.closeTo(start + lead, 5), expect.closeTo(end + lead, 5)]
        })
        expect(spans(hear(samples, pieceSamples))).toEqual(moved)
      }),
      { numRuns: 50 },
    )
  })

  it('hears of any pieces of any speech the words that are whole in one, and marks all others', () => {
    const word = record({ pauseFrames: nat(3), frameCount: integer({ min: 1, max: 4 }) })
    const pieces = array(tuple(nat(30), integer({ min: 1, max: 30 })), { maxLength: 6 })
    assert(
      property(array(word, { maxLength: 8 }), pieces, (drawn, cuts) => {
        let next = 0
        const spoken = drawn.map(({ pauseFrames, frameCount }, place) => {
          const startFrame = next + pauseFrames
          next = startFrame + frameCount
          return { text: `w${place}`, startFrame, frameCount }
        })
        const made = oracleSpeech(spoken)
        // Silence parts the pieces, so that none goes on where another ended.
        const silence = floatFromPcm16(made.frame(next))
        const heard = hear(
          joined(
            ...cuts.flatMap(([from, length]) => [
              ...range(from, from + length).map((index) => floatFromPcm16(made.frame(index))),
              silence,
            ]),
          ),
        )
        const expected = cuts.flatMap(([from, length]) =>
          spoken
            .filter(
              (one) => one.startFrame < from + length && one.startFrame + one.frameCount > from,
            )
            .map((one) => {
              const hasStart = one.startFrame >= from
              const hasEnd = one.startFrame + one.frameCount <= from + length
              return `${hasStart ? '' : '~'}${one.text}${hasEnd ? '' : '~'}`
            }),
        )
        expect(heard.map(({ text }) => text)).toEqual(expected)
      }),
    )
  })
})

describe('the inactivity forecast of oracle speech', () => {
  function forecasts(samples: Float32Array): number[] {
    const listening = new OracleListening()
    listening.push(samples)
    return listening
      .steps()
      .map((step) => step.find((entry) => entry.horizonSeconds === 2)!.inactivityProbability)
  }

  it('is certain before the first word, low in words, and above a half after 0.4 s of silence', () => {
    const twoSeconds = forecasts(frames(...range(0, 19)))
    expect(twoSeconds).toHaveLength(19)
    expect(twoSeconds.slice(0, 3)).toEqual([1, 1, 1])
    for (const probability of twoSeconds.slice(3, 12)) expect(probability).toBeLessThan(0.1)
    expect(twoSeconds.findIndex((p, at) => at > 3 && p > 0.5) - 11).toBe(5)
  })

  it('rises with the horizon and with the silence', () => {
    const listening = new OracleListening()
    listening.push(frames(...range(9, 19)))
    const steps = listening.steps().slice(3)
    for (const [at, step] of steps.entries()) {
      const values = step.map((entry) => entry.inactivityProbability)
      expect(values).toEqual(values.toSorted((a, b) => a - b))
      const before = steps[at - 1]
      if (before !== undefined) expect(values[2]).toBeGreaterThan(before[2]!.inactivityProbability)
    }
  })

  it('comes once every 80 ms received, whatever the pieces, and takes other audio for silence', () => {
    const listening = new OracleListening()
    for (let sent = 0; sent < 24_000; sent += 500) listening.push(new Float32Array(500).fill(0.3))
    expect(listening.steps()).toHaveLength(12)
    expect(listening.steps()).toHaveLength(0)
  })
})
