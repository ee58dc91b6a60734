import { expect, test } from 'vitest'
import { refusalError } from '../../src/transport/refusal.ts'

test.each([
  [401, '{"detail":"Invalid or expired API key"}', 'auth', false],
  [401, '', 'auth', false],
  [403, '{"detail":"This request must be sent to the eu region endpoint."}', 'policy', false],
  [429, '', 'limit', true],
  [500, 'error from server 1008: API key is revoked or expired', 'auth', false],
  [500, 'error from server 1011: worker crashed', 'internal', true],
  [502, '<html></html>', 'internal', true],
  [503, '', 'internal', true],
])('an upgrade answered with %i %j is %s', (status, body, code, isRetryable) => {
  expect(refusalError(status, body, undefined)).toMatchObject({
    code,
    isRetryable,
    status,
    phase: 'handshake',
  })
})

test.each([0, 200, 301, 400, 404, 418, 426])(
  'status %i means that something else is at the address',
  (status) => {
    const error = refusalError(status, 'Not here\u001b[2J\nmore', undefined)
    expect(error).toMatchObject({
      code: 'connection',
      kind: 'handshake',
      phase: 'handshake',
      status,
      isRetryable: false,
    })
    expect(error.message).toBe(
      `The WebSocket upgrade was answered with HTTP status ${status} and "Not here [2J": something other than Gradium is at this address. Check baseUrl and any proxy in between.`,
    )
    expect(refusalError(status, '', undefined).message).toContain(`status ${status}: something`)
  },
)

test('the wait that was asked for is kept', () => {
  expect(refusalError(429, '', 2_000).retryAfterMs).toBe(2_000)
  expect(refusalError(503, '', undefined)).not.toHaveProperty('retryAfterMs')
})
