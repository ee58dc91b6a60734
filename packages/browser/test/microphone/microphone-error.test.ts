import { expect, test } from 'vitest'
import { microphoneError, noMicrophoneError } from '../../src/microphone/microphone-error.ts'

test.each([
  ['NotAllowedError', 'mic-denied', /allow it in the site settings/],
  ['NotFoundError', 'mic-not-found', /connect one/],
  ['NotReadableError', 'mic-busy', /another program/],
  ['AbortError', 'mic-busy', /another program/],
  ['OverconstrainedError', 'mic-constraint', /choose another/],
  ['SecurityError', 'mic-denied', /security settings/],
])('T11 takes %s for %s and says what to do', (name, code, hint) => {
  const cause = new DOMException('whatever the browser says', name)
  const error = microphoneError(cause)
  expect(error).toMatchObject({ code, phase: 'capture', cause })
  expect(error.message).toMatch(hint)
  expect(error.message).not.toContain('whatever')
})

test('T11 tells a refusal of the operating system from one of the browser', () => {
  const cause = new DOMException('Permission denied by system', 'NotAllowedError')
  expect(microphoneError(cause)).toMatchObject({ code: 'mic-denied' })
  expect(microphoneError(cause).message).toMatch(/operating system/)
})

test('T11 knows the error of a browser in which it is not an Error', () => {
  const cause = { name: 'OverconstrainedError', constraint: 'deviceId' }
  expect(microphoneError(cause)).toMatchObject({ code: 'mic-constraint', cause })
})

test('T11 tells an insecure page from an old browser', () => {
  expect(noMicrophoneError(false)).toMatchObject({ code: 'insecure-context' })
  expect(noMicrophoneError(true)).toMatchObject({ code: 'unsupported' })
})
