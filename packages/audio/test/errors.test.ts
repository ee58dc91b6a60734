import { expect, test, vi } from 'vitest'
import { AudioError } from '../src/errors.ts'

test('an audio error keeps its code, offset and cause', () => {
  const cause = new RangeError('too far')
  const error = new AudioError('wav', 'The header is damaged.', { cause, offset: 12 })
  expect(error).toMatchObject({ name: 'AudioError', code: 'wav', offset: 12, cause })
  expect(new AudioError('argument', 'No.').offset).toBeUndefined()
})

test('an audio error of another copy of the package is recognised', async () => {
  vi.resetModules()
  const copy = await import('../src/errors.ts')
  const error = new copy.AudioError('ogg', 'No.')
  expect(error).not.toBeInstanceOf(AudioError)
  expect(AudioError.is(error)).toBe(true)
})

test('nothing else is taken for an audio error', () => {
  expect(AudioError.is(new Error('AudioError'))).toBe(false)
  expect(AudioError.is({ name: 'AudioError', code: 'wav' })).toBe(false)
  expect(AudioError.is(undefined)).toBe(false)
})
