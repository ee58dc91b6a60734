import { expect, test } from 'vitest'
import { closeFailure, deadError } from '../../src/transport/close-failure.ts'

test.each([1000, 1005, 1006])('a close with %i says nothing of the reason', (closeCode) => {
  for (const reason of ['', 'whatever', undefined])
    expect(closeFailure(closeCode, reason, 'stream')).toMatchObject({
      code: 'connection',
      kind: 'closed',
      closeCode,
      phase: 'stream',
      isRetryable: true,
    })
})

test.each([
  [1001, '', 'internal'],
  [1008, '', 'policy'],
  [1008, 'API key is revoked or expired', 'auth'],
  [1008, 'Session exceeded maximum duration of 300 seconds', 'session-limit'],
  [1008, 'Concurrency limit exceeded.', 'limit'],
  [1009, '', 'protocol'],
  [1011, '', 'internal'],
  [1012, '', 'internal'],
  [1013, '', 'limit'],
])('a close with %i and the reason %j is %s', (closeCode, reason, code) => {
  expect(closeFailure(closeCode, reason, 'connect')).toMatchObject({
    code,
    closeCode,
    phase: 'connect',
  })
})

test('a reason that blames somebody else is not believed', () => {
  expect(closeFailure(1008, undefined, 'stream')).toMatchObject({
    code: 'connection',
    isRetryable: true,
    closeCode: 1008,
  })
})

test('a dead connection is one that broke', () => {
  expect(deadError()).toMatchObject({
    code: 'connection',
    kind: 'half-open',
    closeCode: 1006,
    isRetryable: true,
  })
  expect(deadError().message).toMatch(/Check the network, and try again/)
})
