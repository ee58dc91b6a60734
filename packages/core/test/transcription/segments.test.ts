import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinWords, Segments } from '../../src/transcription/segments.ts'

test('pieces are numbered, end when the service says so, and join with single spaces', () => {
  const segments = new Segments()
  const { started, ended } = segments.start('Hello,', 0.08, 0)
  expect(started).toEqual({
    segmentId: 0,
    text: 'Hello,',
    startSeconds: 0.08,
    endSeconds: undefined,
  })
  expect(ended).toBeUndefined()
  expect(segments.end(0.4, 0)).toBe(started)
  expect(segments.start('my world.', 0.5, 0).started.segmentId).toBe(1)
  expect(segments.transcript({ requestId: 'r', durationSeconds: 1 })).toEqual({
    text: 'Hello, my world.',
    segments: [
      { text: 'Hello,', startSeconds: 0.08, endSeconds: 0.4 },
      { text: 'my world.', startSeconds: 0.5, endSeconds: undefined },
    ],
    durationSeconds: 1,
    requestId: 'r',
    gaps: [],
    warnings: [],
  })
})

test('a piece that was never closed ends where the next one of its stream begins', () => {
  const segments = new Segments()
  const first = segments.start('one', 1, 0).started
  expect(segments.start('other', 1.5, 1).ended).toBeUndefined()
  expect(segments.start('two', 2, 0).ended).toBe(first)
  expect(first.endSeconds).toBe(2)
})

test('an end without a beginning, or a second end, is nothing', () => {
  const segments = new Segments()
  expect(segments.end(1, 0)).toBeUndefined()
  segments.start('one', 1, 0)
  expect(segments.end(2, 1)).toBeUndefined()
  expect(segments.end(2, 0)?.endSeconds).toBe(2)
  expect(segments.end(3, 0)).toBeUndefined()
  expect(segments.all[0]?.endSeconds).toBe(2)
})

test('no piece ends before it begins', () => {
  const segments = new Segments()
  segments.start('one', 2, 0)
  expect(segments.end(1.99, 0)?.endSeconds).toBe(2)
})

test('a transcript is a copy that later pieces do not change', () => {
  const segments = new Segments()
  segments.start('one', 1, 0)
  const before = segments.transcript()
  segments.end(5, 0)
  segments.start('two', 6, 0)
  expect(before).toMatchObject({ text: 'one', segments: [{ endSeconds: undefined }] })
  expect(before.segments).toHaveLength(1)
})

test('an empty transcript is empty', () => {
  expect(new Segments().transcript()).toEqual({
    text: '',
    segments: [],
    durationSeconds: undefined,
    requestId: undefined,
    gaps: [],
    warnings: [],
  })
})

test('joined words have single spaces between them and none around', () => {
  expect(joinWords([' a ', '', '\n', 'b c', 'd.'])).toBe('a b c d.')
  expect(joinWords([])).toBe('')
  const word = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ' ', '\t'), maxLength: 4 })
  fc.assert(
    fc.property(fc.array(word), (pieces) => {
      const words = pieces.map((piece) => piece.trim()).filter((piece) => piece !== '')
      expect(joinWords(pieces).split(' ').join('')).toBe(words.join('').replaceAll(' ', ''))
      expect(joinWords(pieces)).toBe(joinWords(pieces).trim())
    }),
  )
})
