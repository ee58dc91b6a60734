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
