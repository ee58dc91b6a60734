import { expect, test } from 'vitest'
import type { GradiumErrorCode } from '../../src/errors.ts'
import { failureError, readable, type Failure } from '../../src/protocol/failure.ts'

const rows: readonly (readonly [Failure, GradiumErrorCode, isRetryable: boolean])[] = [
  [{ text: 'API key is revoked or expired', serverCode: 1008 }, 'auth', false],
  [{ text: 'Invalid or expired API key\nAsk for help.', serverCode: 1008 }, 'auth', false],
  [{ text: 'No authentication provided.', closeCode: 1008 }, 'auth', false],
  [{ text: 'Session not found. Send setup first.', serverCode: 1008 }, 'protocol', false],
  [{ text: 'Session not found. Send setup first.', serverCode: 1002 }, 'protocol', false],
  [{ text: 'Embeddings not found for default\n', serverCode: 1011 }, 'policy', false],
  [{ text: 'Pronunciation dictionary 5 not found.' }, 'policy', false],
  [{ text: 'cfg_coef should be between 1.0 and 10.0', serverCode: 1011 }, 'policy', false],
  [{ text: 'parsing keywords', serverCode: 1011 }, 'policy', false],
  [
    { text: 'Session exceeded maximum duration of 300 seconds', closeCode: 1008 },
    'session-limit',
    true,
  ],
  [
    { text: 'This request must be sent to the eu region endpoint.', closeCode: 1008 },
    'policy',
    false,
  ],
  [{ text: "unsupported output format 'mp3'", serverCode: 1008 }, 'policy', false],
  [{ text: 'No subscription', serverCode: 1008 }, 'limit', false],
  [{ text: 'Concurrency limit exceeded.', serverCode: 1008 }, 'limit', true],
  [{ text: '', serverCode: 1008 }, 'policy', false],
  [{ text: '', closeCode: 1008 }, 'policy', false],
  [{ text: '', closeCode: 1002 }, 'protocol', false],
  [{ text: '', closeCode: 1003 }, 'protocol', false],
  [{ text: '', closeCode: 1007 }, 'protocol', false],
  [{ text: '', closeCode: 1009 }, 'protocol', false],
  [{ text: '', closeCode: 1011 }, 'internal', true],
  [{ text: 'worker crashed', serverCode: 1011 }, 'internal', true],
  [{ text: '', closeCode: 1001 }, 'internal', true],
  [{ text: '', closeCode: 1012 }, 'internal', true],
  [{ text: '', closeCode: 1013 }, 'limit', true],
  [{ text: '', closeCode: 4999 }, 'internal', true],
  [{ text: 'something went wrong' }, 'internal', true],
  [
    { text: 'the message decides before the close', serverCode: 1008, closeCode: 1011 },
    'policy',
    false,
  ],
]

test.each(rows)('%j is %s', (failure, code, isRetryable) => {
  const error = failureError(failure, { phase: 'stream' })
  expect({ code: error.code, isRetryable: error.isRetryable }).toEqual({ code, isRetryable })
  expect(error.phase).toBe('stream')
  expect(error.serverCode).toBe(failure.serverCode)
  expect(error.closeCode).toBe(failure.closeCode)
})

test('a bare close says its code, and an unknown one that there was none', () => {
  expect(failureError({ text: '', closeCode: 1011 }).message).toContain(
    'Gradium ended it with code 1011 and no explanation.',
  )
  expect(failureError({ text: '\n' }).message).toContain('code 1005')
})

test('the wait that the service asks for is kept', () => {
  expect(failureError({ text: '', status: 429, retryAfterMs: 1_500 }).retryAfterMs).toBe(1_500)
})

test('a readable text is one short line without control characters', () => {
  expect(readable('\n  first \u001b[31mline\0\u202e \nsecond')).toBe('first  [31mline')
  expect(readable('x'.repeat(500))).toHaveLength(200)
  expect(readable(`${'x'.repeat(199)}😀`)).toBe(`${'x'.repeat(199)}\ufffd`)
  expect(readable('')).toBe('')
})

test('a refused token is told apart from a refused key', () => {
  const refused = { text: 'API key is revoked or expired', serverCode: 1008 }
  expect(failureError(refused).message).toMatch(/Check the API key and its region\.$/)
  expect(failureError({ ...refused, hasToken: true }).message).toMatch(/\. Mint a fresh token/)
})

test('a session that ends early names the option that says how long it may last', () => {
  const ended = { text: 'Session exceeded maximum duration of 5 seconds', serverCode: 1008 }
  expect(failureError(ended).message).toMatch(/set maxSessionSeconds/)
})
