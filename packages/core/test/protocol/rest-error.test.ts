import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { GradiumErrorCode } from '../../src/errors.ts'
import { failureError } from '../../src/protocol/failure.ts'
import { parseRestError } from '../../src/protocol/rest-error.ts'

const footer = '\nHere the service says whom to ask for help.'
const html = '<html><head><title>502 Bad Gateway</title></head><body>invalid token</body></html>'

type Row = [
  status: number,
  body: string,
  code: GradiumErrorCode,
  isRetryable: boolean,
  serverCode?: number | undefined,
  said?: string,
]

const rows: Row[] = [
  [500, 'error from server 1008: API key is revoked or expired', 'auth', false, 1008],
  [
    500,
    `error from server Some(1008): API key is revoked or expired${footer}`,
    'auth',
    false,
    1008,
    'API key is revoked or expired',
  ],
  [500, 'error from server 1008: No authentication provided.', 'auth', false, 1008],
  [500, 'error from server 1008: unknown reason', 'policy', false, 1008],
  [500, 'error from server 1008: a: b: c\nsecond line: d', 'policy', false, 1008, 'a: b: c'],
  [500, 'error from server 1008: Session not found. Send setup first.', 'protocol', false, 1008],
  [500, 'error from server 1002: Session not found. Send setup first.', 'protocol', false, 1002],
  [500, 'error from server 1011: Embeddings not found for nobody', 'policy', false, 1011],
  [500, 'error from server 1011: Embeddings not found for token-credit-1', 'policy', false, 1011],
  [500, 'error from server 1011: Pronunciation dictionary d1 not found.', 'policy', false, 1011],
  [
    500,
    'error from server Some(1011): cfg_coef should be between 1.0 and 10.0',
    'policy',
    false,
    1011,
  ],
  [
    500,
    'error from server 1011: parsing keywords: "New York" is not a single token',
    'policy',
    false,
    1011,
  ],
  [500, 'error from server 1011: worker crashed', 'internal', true, 1011],
  [500, 'error from server Some(1011): a\r\nb', 'internal', true, 1011, 'a'],
  [
    500,
    'error from server None: no worker answered',
    'internal',
    true,
    undefined,
    'no worker answered',
  ],
  [500, 'error from server None: API key is revoked or expired', 'auth', false],
  [
    500,
    'error from server 1008: This request must be sent to the eu region endpoint.',
    'policy',
    false,
    1008,
  ],
  [
    500,
    'error from server 1008: Session exceeded maximum duration of 300 seconds',
    'session-limit',
    true,
    1008,
  ],
  [500, 'error from server 1008: Concurrency limit exceeded.', 'limit', true, 1008],
  [500, 'error from server 1008: You have no credits left.', 'limit', false, 1008],
  [
    500,
    "unsupported content type for SST 'audio/mpeg'",
    'policy',
    false,
    undefined,
    "unsupported content type for SST 'audio/mpeg'",
  ],
  [500, 'something else', 'policy', false],
  [500, 'error from server 10x8: hm', 'policy', false],
  [500, 'error from server Some(1008: hm', 'policy', false],
  [500, 'error from server 1008:', 'policy', false],
  [500, '', 'internal', true],
  [500, ' \r\n ', 'internal', true],
  [500, html, 'internal', true],
  [502, html, 'internal', true],
  [502, ` <!DOCTYPE html>${html}`, 'internal', true],
  [503, 'no healthy upstream', 'internal', true],
  [503, '', 'internal', true],
  [504, 'upstream request timeout', 'internal', true],
  [
    502,
    '{"message":"An invalid response was received from the upstream server"}',
    'internal',
    true,
  ],
  [503, 'Service not found in upstream pool', 'internal', true],
  [400, '{"detail":"voice_id is missing"}', 'policy', false, undefined, 'voice_id is missing'],
  [
    401,
    '{"detail":"Invalid or expired API key"}',
    'auth',
    false,
    undefined,
    'Invalid or expired API key',
  ],
  [401, '{"detail":"No authentication provided."}', 'auth', false],
  [401, '', 'auth', false],
  [403, '{"detail":"This request must be sent to the us region endpoint."}', 'policy', false],
  [403, '', 'auth', false],
  [404, '{"detail":"Voice not found"}', 'policy', false],
  [
    422,
    '{"detail":[{"loc":["body","rules",0,"rewrite"],"msg":"field required","type":"value_error"},{"loc":["query"],"msg":"too long"}]}',
    'policy',
    false,
    undefined,
    'body.rules.0.rewrite: field required; query: too long',
  ],
  [422, '{"detail":[]}', 'policy', false],
  [422, '{"detail":[null,1,"x",{},{"loc":[{"toString":1}],"msg":2}]}', 'policy', false],
  [422, '{"detail":{"reason":"x"}}', 'policy', false],
  [400, '{"error":"bad format","code":1008}', 'policy', false, 1008, 'bad format'],
  [401, '{"error":"wrong key","code":401}', 'auth', false],
  [400, '{"error":"wrong voice","code":400}', 'policy', false],
  [500, '{"error":"out of memory","code":500}', 'internal', true],
  [500, '{"error":"worker crashed","code":1011}', 'internal', true, 1011],
  [429, '', 'limit', true],
  [429, '{"detail":"Too many requests"}', 'limit', true],
  [413, 'Request Entity Too Large', 'policy', false],
]

test.each(rows)('status %i with %j is %s', (status, body, code, isRetryable, serverCode, said) => {
  const failure = parseRestError(status, body)
  const error = failureError(failure, { phase: 'connect' })
  expect({ code: error.code, isRetryable: error.isRetryable }).toEqual({ code, isRetryable })
  expect(failure.serverCode).toBe(serverCode)
  expect(error.status).toBe(status)
  expect(error.message).toContain(said === undefined ? '' : `: ${JSON.stringify(said)}.`)
  expect(error.message).not.toContain('whom to ask')
  expect(error.message).toMatch(/^Gradium (answered|closed)[^\n]+\. [A-Z][^\n]+\.$/)
})

test.each([
  ['text', 'x'.repeat(10_000_000)],
  ['lines', 'x\n'.repeat(5_000_000)],
  ['white space', ' '.repeat(10_000_000)],
  ['a reason', `error from server 1011: ${'😀'.repeat(2_500_000)}`],
  ['JSON', JSON.stringify({ detail: 'x'.repeat(10_000_000) })],
  [
    'validation',
    JSON.stringify({
      detail: Array.from({ length: 200_000 }, () => ({ loc: ['body'], msg: 'wrong value' })),
    }),
  ],
  ['nested validation', `{"detail":[{"loc":${'['.repeat(300_000)}${']'.repeat(300_000)}}]}`],
  ['nested JSON', '{"a":'.repeat(1_000_000)],
])('ten megabytes of %s make a short message in no time', (_name, body) => {
  const start = performance.now()
  const { message } = failureError(parseRestError(500, body))
  expect(message.length).toBeLessThan(400)
  expect(performance.now() - start).toBeLessThan(2_000)
})

const shown = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Surrogate}/u

test('a message is short and holds nothing that moves a cursor or turns text around', () => {
  const reason = fc.string({
    unit: fc.oneof(
      { weight: 3, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '\0',
          '\u001b[31m',
          '\u009b',
          '\u202e',
          '\u2067',
          '\u200f',
          '\u061c',
          '\u2028',
          '\n',
          '😀',
          '"',
          '\\',
        ),
      },
    ),
    maxLength: 300,
  })
  fc.assert(
    fc.property(
      reason,
      fc.constantFrom('', 'error from server 1008: ', '{"detail":'),
      fc.constantFrom(400, 401, 500, 502),
      (said, opening, status) => {
        const body = opening.startsWith('{') ? `${opening}${JSON.stringify(said)}}` : opening + said
        const { message } = failureError(parseRestError(status, body))
        expect(message).not.toMatch(shown)
        expect(message.length).toBeLessThan(560)
      },
    ),
    { numRuns: 3_000 },
  )
})
