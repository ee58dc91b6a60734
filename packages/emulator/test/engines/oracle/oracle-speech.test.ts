import { describe, expect, it } from 'vitest'
import { type OracleWord, oracleSpeech } from '../../../src/index.ts'

const words: OracleWord[] = [
  { text: 'second', startFrame: 9, frameCount: 2 },
  { text: 'first', startFrame: 2, frameCount: 5 },
  { text: 'beside', startFrame: 4, frameCount: 9, streamId: 1 },
]

describe('oracle speech', () => {
  it('ends with its last word unless it is told to be longer', () => {
    expect(oracleSpeech(words).frameCount).toBe(13)
    expect(oracleSpeech(words, { frameCount: 100 }).frameCount).toBe(100)
    expect(oracleSpeech([]).bytes()).toHaveLength(0)
  })

  it('is the same frame by frame, by iteration and as a whole', () => {
    const speech = oracleSpeech(words)
    const iterated = [...speech]
    expect(iterated).toHaveLength(13)
    expect(Buffer.concat(iterated)).toEqual(Buffer.from(speech.bytes()))
    expect(speech.frame(7)).toEqual(iterated[7])
    expect(speech.frame(7)).toHaveLength(3840)
  })

  it('differs from frame to frame, also in silence', () => {
    const frames = Array.from(oracleSpeech([], { frameCount: 2000 }), (frame) =>
      Buffer.from(frame).toString('latin1'),
    )
    expect(new Set(frames).size).toBe(2000)
  })

  it('makes a frame far into a day of words without making those before', () => {
    const day = Array.from({ length: 108_000 }, (_, place) => ({
      text: `w${place}`,
      startFrame: place * 10,
      frameCount: 6,
    }))
    const later = oracleSpeech(day).frame(1_079_990)
    expect(Buffer.from(later).includes('w107999')).toBe(true)
  })

  it.each([
    [{ text: '' }, '1 to 24 bytes'],
    [{ text: 'two words' }, 'without white space'],
    [{ text: '😀'.repeat(7) }, 'it has 28'],
    [{ text: '\ud800' }, 'UTF-8'],
    [{ frameCount: 0 }, 'must last'],
    [{ frameCount: 65_536 }, 'must last'],
    [{ startFrame: -1 }, 'must start at a whole frame'],
    [{ startFrame: 0.5 }, 'must start at a whole frame'],
    [{ streamId: 2 }, 'must have streamId 0 or 1'],
  ])('refuses a word with %j with a sentence', (wrong, sentence) => {
    const word = { text: 'fine', startFrame: 0, frameCount: 1, ...wrong }
    expect(() => Reflect.apply(oracleSpeech, undefined, [[word]])).toThrow(sentence)
  })

  it('refuses words of one stream that overlap, and lets two streams speak at once', () => {
    const long = { text: 'long', startFrame: 0, frameCount: 5 }
    const late = { text: 'late', startFrame: 4, frameCount: 5 }
    expect(() => oracleSpeech([late, long])).toThrow(
      "'long' and 'late' of stream 0 overlap at frame 4",
    )
    expect(oracleSpeech([{ ...late, streamId: 1 }, long]).frameCount).toBe(9)
  })
})
