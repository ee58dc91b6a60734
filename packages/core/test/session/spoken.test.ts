import { expect, test } from 'vitest'
import { Spoken } from '../../src/session/spoken.ts'
import { unknownEvent } from '../../src/session/unknown-event.ts'

test('messages become events and a record of what was said', () => {
  const spoken = new Spoken()
  expect(
    spoken.take({ type: 'ready', requestId: 'r', sampleRateHz: 48_000, modelName: 'm' }),
  ).toEqual({ type: 'ready', requestId: 'r', sampleRateHz: 48_000, model: 'm' })
  const audio = {
    type: 'audio',
    audio: Uint8Array.of(1),
    startSeconds: 0,
    endSeconds: 0.08,
  } as const
  expect(spoken.take(audio)).toBe(audio)
  expect(spoken.take({ type: 'text', text: 'hi', startSeconds: 0, endSeconds: 0.5 })).toEqual({
    type: 'word',
    text: 'hi',
    startSeconds: 0,
    endSeconds: 0.5,
  })
  expect(spoken).toMatchObject({ requestId: 'r', sampleRateHz: 48_000, durationSeconds: 0.08 })
  expect(spoken.words).toEqual([{ text: 'hi', startSeconds: 0, endSeconds: 0.5 }])
})

test('the duration is the latest end, whatever the order', () => {
  const spoken = new Spoken()
  for (const endSeconds of [0, 0.16, 0.08])
    spoken.take({ type: 'audio', audio: new Uint8Array(), startSeconds: 0, endSeconds })
  expect(spoken.durationSeconds).toBe(0.16)
})

test('a word without an end ends where it starts', () => {
  const spoken = new Spoken()
  spoken.take({ type: 'text', text: 'x', startSeconds: 3 })
  expect(spoken.words).toEqual([{ text: 'x', startSeconds: 3, endSeconds: 3 }])
})

test('a message that a stream has no event for is handed on under the name of the wire', () => {
  const extra = { count: 2, wireType: 'kept', __proto__: null }
  expect(unknownEvent({ type: 'unknown', wireType: 'need_more_text', extra })).toEqual({
    type: 'unknown',
    wireType: 'need_more_text',
    fields: { count: 2, wireType: 'kept' },
  })
  expect(new Spoken().take({ type: 'flushed', flushId: 1, clientRequestId: '7' })).toEqual({
    type: 'unknown',
    wireType: 'flushed',
    fields: { flushId: 1, clientRequestId: '7' },
  })
})

test('a field of the wire called __proto__ is a field', () => {
  const extra = Object.fromEntries([['__proto__', { isAdmin: true }]])
  const { fields } = unknownEvent({ type: 'unknown', wireType: 'x', extra })
  expect(Object.keys(fields)).toEqual(['__proto__'])
  expect(Object.getPrototypeOf(fields)).toBe(Object.prototype)
})

test('the next session goes on where the audio that was handed on ends', () => {
  const spoken = new Spoken()
  const word = (text: string, startSeconds: number, endSeconds: number): unknown =>
    spoken.take({ type: 'text', text, startSeconds, endSeconds })
  word('kept', 0, 0.4)
  word('rounded', 0.4, 0.800_06)
  word('lost', 0.8, 1.2)
  spoken.take({ type: 'audio', audio: new Uint8Array(2), startSeconds: 0, endSeconds: 1 })
  spoken.continueAt(0.8)
  expect(spoken.words.map(({ text }) => text)).toEqual(['kept', 'rounded'])
  expect(spoken.durationSeconds).toBe(0.8)
  expect(word('lost', 0, 0.5)).toEqual({
    type: 'word',
    text: 'lost',
    startSeconds: 0.8,
    endSeconds: 1.3,
  })
  const audio = {
    type: 'audio',
    audio: new Uint8Array(2),
    startSeconds: 0.08,
    endSeconds: 0.16,
  } as const
  expect(spoken.take(audio)).toMatchObject({
    startSeconds: expect.closeTo(0.88, 9),
    endSeconds: expect.closeTo(0.96, 9),
  })
  expect(audio.startSeconds).toBe(0.08)
  expect(spoken.durationSeconds).toBeCloseTo(0.96, 9)
})

test('a second session may fail too, and the third goes on', () => {
  const spoken = new Spoken()
  const word = { type: 'text', text: 'x', startSeconds: 0, endSeconds: 1 } as const
  for (const seconds of [1, 2, 2, 3]) {
    spoken.take(word)
    spoken.continueAt(seconds)
  }
  spoken.take(word)
  expect(spoken.words.map(({ startSeconds }) => startSeconds)).toEqual([0, 1, 2, 3])
})

test('a sample torn by the end of one session does not get into the next', () => {
  const spoken = new Spoken(2)
  const audio = (...bytes: number[]): unknown =>
    spoken.take({ type: 'audio', audio: Uint8Array.from(bytes), startSeconds: 0, endSeconds: 0.08 })
  expect(audio(1, 2, 3)).toMatchObject({ audio: Uint8Array.of(1, 2) })
  expect(audio(4)).toMatchObject({ audio: Uint8Array.of(3, 4) })
  audio(5)
  spoken.continueAt(0.08)
  expect(audio(6, 7)).toMatchObject({ audio: Uint8Array.of(6, 7) })
})
