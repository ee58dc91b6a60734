import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { GradiumError, type GradiumErrorCode, type GradiumErrorDetails } from '../../src/errors.ts'
import {
  resolveRetry,
  retryDelayMs,
  type Outage,
  type RetryOptions,
} from '../../src/session/retry-policy.ts'
import { callUntyped, errorOf, titled } from '../outcome.ts'

const defaults: RetryOptions = { maxRetries: undefined, maxOutageMs: 30_000, baseMs: 250 }
const calm: Outage = {
  retries: 0,
  elapsedMs: 0,
  hasWorked: false,
  hasFreshTokens: false,
  isMassLoss: false,
}
const almostOne = 1 - 2 ** -53

function failure(code: GradiumErrorCode, details: GradiumErrorDetails = {}): GradiumError {
  return new GradiumError(code, 'It failed.', { phase: 'stream', ...details })
}

/** The shortest and the longest delay, in whole milliseconds; undefined where it is final. */
function range(
  error: GradiumError,
  outage: Partial<Outage> = {},
  options: Partial<RetryOptions> = {},
): [number, number] | undefined {
  const [least, most] = [0, almostOne].map((random) =>
    retryDelayMs(error, { ...calm, ...outage }, { ...defaults, ...options }, () => random),
  )
  expect(least === undefined).toBe(most === undefined || options.maxOutageMs === 0)
  return least === undefined || most === undefined
    ? undefined
    : [Math.round(least), Math.round(most)]
}

test('the defaults are those that the documentation gives', () => {
  expect(resolveRetry()).toEqual(defaults)
  expect(resolveRetry()).not.toBe(resolveRetry())
})

test('wishes replace defaults', () => {
  expect(resolveRetry({ maxRetries: 0, maxOutageMs: 0, baseMs: 1 })).toEqual({
    maxRetries: 0,
    maxOutageMs: 0,
    baseMs: 1,
  })
  const endless = { maxRetries: Infinity, maxOutageMs: Infinity, baseMs: 8_000 }
  expect(resolveRetry(endless)).toEqual(endless)
  expect(callUntyped(resolveRetry, { baseMs: undefined })).toEqual(defaults)
})

test.each(
  ['maxRetries', 'maxOutageMs', 'baseMs'].flatMap((name) =>
    [-1, Number.NaN, '10', null, true].map((value) => [name, value] as const),
  ),
)('%s is not %j', (name, value) => {
  const error = errorOf(() => callUntyped(resolveRetry, { [name]: value }))
  expect(error.code).toBe('config')
  expect(error.message).toBe(`retry.${name} is a number, 0 or more.`)
})

test.each([
  [{ maxRetries: 1.5 }, 'retry.maxRetries is a whole number.'],
  [{ baseMs: 0 }, 'retry.baseMs is 1 to 8000 milliseconds.'],
  [{ baseMs: 8_001 }, 'retry.baseMs is 1 to 8000 milliseconds.'],
  [{ baseMs: Infinity }, 'retry.baseMs is 1 to 8000 milliseconds.'],
])('%j is out of range', (wishes, message) => {
  expect(errorOf(() => resolveRetry(wishes))).toMatchObject({ code: 'config', message })
})

test.each([null, 5, 'often', false])('%j is no object of options', (wishes) => {
  const error = errorOf(() => callUntyped(resolveRetry, wishes))
  expect(error.message).toBe('retry takes an object of options.')
})

test.each(titled(['retries', 'toString', 'constructor', '__proto__', 'x'.repeat(1_000)]))(
  'there is no retry option %s',
  (_title, name) => {
    const wishes: unknown = JSON.parse(`{${JSON.stringify(name)}:1}`)
    const error = errorOf(() => callUntyped(resolveRetry, wishes))
    expect(error.code).toBe('config')
    expect(error.message).toBe(`There is no retry option ${name.slice(0, 40)}.`)
  },
)

test.each(['connection', 'truncated', 'timeout', 'internal', 'session-limit'] as const)(
  'after %s the range of delays doubles with each try, to 8 seconds at most',
  (code) => {
    const ranges = Array.from({ length: 8 }, (_, retries) =>
      range(failure(code), { retries }, { maxRetries: 8 }),
    )
    expect(ranges).toEqual([
      [100, 350],
      [100, 600],
      [100, 1_100],
      [100, 2_100],
      [100, 4_100],
      [100, 8_100],
      [100, 8_100],
      [100, 8_100],
    ])
  },
)

test.each([1001, 1012, 1013])('close code %d asks for more time', (closeCode) => {
  const error = failure('internal', { closeCode })
  expect(range(error)).toEqual([100, 1_100])
  expect(range(error, { retries: 2 })).toEqual([100, 4_100])
  expect(range(error, {}, { baseMs: 3_000 })).toEqual([100, 3_100])
})

test.each([1000, 1006, 1008, 1011])('close code %d does not', (closeCode) => {
  expect(range(failure('internal', { closeCode }))).toEqual([100, 350])
})

test('many connections lost at once come back over a longer time', () => {
  expect(range(failure('connection'), { isMassLoss: true })).toEqual([100, 1_100])
  expect(range(failure('connection'), { isMassLoss: true, retries: 3 })).toEqual([100, 8_100])
})

test('of 1,000 clients lost together no 250 ms see more than 30 %', () => {
  const error = failure('connection')
  const outage = { ...calm, isMassLoss: true }
  const delays = Array.from({ length: 1_000 }, (_, client) =>
    retryDelayMs(error, outage, defaults, () => client / 1_000)!,
  )
  for (let start = 0; start < 1_100; start += 10) {
    const together = delays.filter((delay) => delay >= start && delay < start + 250)
    expect(together.length).toBeLessThanOrEqual(300)
  }
})

test('a limit waits at least a second, and never less than the service asks for', () => {
  expect(range(failure('limit'))).toEqual([1_000, 2_000])
  expect(range(failure('limit', { retryAfterMs: 20 }))).toEqual([1_000, 2_000])
  expect(range(failure('limit', { retryAfterMs: 7_000 }))).toEqual([7_000, 14_000])
  expect(range(failure('limit', { closeCode: 1013 }), { retries: 4 })).toEqual([1_000, 2_000])
})

test('a limit that lasts longer than the outage may is final', () => {
  expect(range(failure('limit', { retryAfterMs: 30_001 }))).toBeUndefined()
  expect(range(failure('limit', { isRetryable: false }))).toBeUndefined()
  expect(range(failure('limit', { retryAfterMs: Number.NaN }))).toBeUndefined()
  expect(
    range(failure('limit', { retryAfterMs: Infinity }), {}, { maxOutageMs: Infinity }),
  ).toBeUndefined()
})

test.each(['config', 'aborted', 'auth', 'policy', 'protocol', 'backpressure', 'token'] as const)(
  '%s is final',
  (code) => {
    expect(range(failure(code))).toBeUndefined()
    expect(range(failure(code), { hasFreshTokens: true })).toBeUndefined()
  },
)

test.each(['connect', 'handshake', 'ready'] as const)(
  'a token refused in phase %s is replaced at once, one time',
  (phase) => {
    const error = failure('auth', { phase })
    expect(range(error, { hasFreshTokens: true })).toEqual([0, 0])
    expect(range(error, { hasFreshTokens: true, retries: 1 })).toBeUndefined()
    expect(range(error, { hasFreshTokens: false })).toBeUndefined()
    expect(range(error, { hasFreshTokens: true }, { maxRetries: 0 })).toBeUndefined()
    expect(range(error, { hasFreshTokens: true, elapsedMs: 30_001 })).toBeUndefined()
  },
)

test.each(['stream', 'finish', 'token', 'config', 'close'] as const)(
  'a refusal in phase %s is not about the token',
  (phase) => {
    expect(range(failure('auth', { phase }), { hasFreshTokens: true })).toBeUndefined()
  },
)

test('another refusal before the stream is not about the token either', () => {
  expect(range(failure('policy', { phase: 'handshake' }), { hasFreshTokens: true })).toBeUndefined()
})

test('a token provider that fails is asked two more times', () => {
  const error = failure('token', { phase: 'token', isRetryable: true })
  const ranges = [0, 1, 2, 3].map((retries) => range(error, { retries, hasFreshTokens: true }))
  expect(ranges).toEqual([[100, 350], [100, 600], undefined, undefined])
})

test('what says that it is final is final, whatever its code', () => {
  expect(range(failure('timeout', { phase: 'finish', isRetryable: false }))).toBeUndefined()
  expect(range(failure('connection', { kind: 'tls', isRetryable: false }))).toBeUndefined()
})

test('the number of tries is limited', () => {
  expect(range(failure('connection'), { retries: 4 })).toBeDefined()
  expect(range(failure('connection'), { retries: 5 })).toBeUndefined()
  expect(range(failure('connection'), {}, { maxRetries: 0 })).toBeUndefined()
  expect(range(failure('connection'), { retries: 5_000 }, { maxRetries: Infinity })).toEqual([
    100, 8_100,
  ])
})

test('what has worked is tried as long as the outage may last, unless a number was wished for', () => {
  const late = { retries: 500, hasWorked: true }
  expect(range(failure('connection'), late)).toEqual([100, 8_100])
  expect(range(failure('token', { phase: 'token', isRetryable: true }), late)).toEqual([100, 8_100])
  expect(range(failure('connection'), { ...late, elapsedMs: 30_000 })).toBeUndefined()
  expect(range(failure('connection'), late, { maxRetries: 500 })).toBeUndefined()
  expect(range(failure('connection'), { hasWorked: true }, { maxRetries: 0 })).toBeUndefined()
})

test('the last try is made when the outage may last no longer, not long before', () => {
  const delayAt = (elapsedMs: number): number | undefined =>
    retryDelayMs(failure('connection'), { ...calm, elapsedMs }, defaults, () => 0.5)
  expect(delayAt(29_775)).toBe(225)
  expect(delayAt(29_776)).toBe(224)
  expect(delayAt(29_900)).toBe(100)
  expect(delayAt(29_901)).toBeUndefined()
  expect(delayAt(1e9)).toBeUndefined()
})

test('a busy service is not asked again before the time it named', () => {
  const error = failure('limit', { retryAfterMs: 8_000 })
  const delayAt = (elapsedMs: number): number | undefined =>
    retryDelayMs(error, { ...calm, elapsedMs }, defaults, () => 0)
  expect(delayAt(22_000)).toBe(8_000)
  expect(delayAt(22_001)).toBeUndefined()
})

test('whatever happens, a delay is finite, not below its floor and within the outage', () => {
  const error = fc
    .record({
      code: fc.constantFrom<GradiumErrorCode>('connection', 'auth', 'limit', 'token', 'internal'),
      phase: fc.constantFrom('token', 'connect', 'ready', 'stream'),
      isRetryable: fc.option(fc.boolean(), { nil: undefined }),
      closeCode: fc.option(fc.constantFrom(1001, 1006, 1013), { nil: undefined }),
      retryAfterMs: fc.option(fc.double({ min: 0, max: 1e6 }), { nil: undefined }),
    })
    .map(({ code, ...details }) => failure(code, details))
  const outage = fc.record({
    retries: fc.nat(2_000),
    elapsedMs: fc.double({ min: 0, max: 1e5, noNaN: true }),
    hasWorked: fc.boolean(),
    hasFreshTokens: fc.boolean(),
    isMassLoss: fc.boolean(),
  })
  const options = fc.record({
    maxRetries: fc.oneof(fc.nat(2_000), fc.constantFrom(undefined, Infinity)),
    maxOutageMs: fc.oneof(fc.nat(1e6), fc.constant(Infinity)),
    baseMs: fc.integer({ min: 1, max: 8_000 }),
  })
  const draw = fc.double({ min: 0, max: almostOne, noNaN: true })
  fc.assert(
    fc.property(error, outage, options, draw, (failed, state, wishes, random) => {
      const delay = retryDelayMs(failed, state, wishes, () => random)
      if (delay === undefined) return
      const { maxRetries = state.hasWorked ? Infinity : 5 } = wishes
      expect(state.retries).toBeLessThan(maxRetries)
      expect(Number.isFinite(delay)).toBe(true)
      expect(state.elapsedMs + delay).toBeLessThanOrEqual(wishes.maxOutageMs)
      if (!failed.isRetryable) expect([delay, failed.code]).toEqual([0, 'auth'])
      else if (failed.code === 'limit') expect(delay).toBeGreaterThanOrEqual(1_000)
      else {
        expect(delay).toBeGreaterThanOrEqual(100)
        expect(delay).toBeLessThanOrEqual(8_100)
      }
    }),
    { numRuns: 2_000 },
  )
})
