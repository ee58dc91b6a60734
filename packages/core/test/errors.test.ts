import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  abortedError,
  configError,
  GradiumError,
  plainCause,
  withDetails,
  type GradiumErrorCode,
} from '../src/errors.ts'

const codes: readonly (readonly [GradiumErrorCode, isRetryable: boolean])[] = [
  ['config', false],
  ['aborted', false],
  ['timeout', true],
  ['connection', true],
  ['auth', false],
  ['policy', false],
  ['limit', true],
  ['session-limit', true],
  ['internal', true],
  ['protocol', false],
  ['truncated', true],
  ['backpressure', false],
  ['token', false],
]

test.each(codes)('%s is worth another try: %s, unless told otherwise', (code, isRetryable) => {
  expect(new GradiumError(code, 'x').isRetryable).toBe(isRetryable)
  expect(new GradiumError(code, 'x', { isRetryable: !isRetryable }).isRetryable).toBe(!isRetryable)
  expect(new GradiumError(code, 'x', { isRetryable: undefined }).isRetryable).toBe(isRetryable)
})

test('an abort has the name that other libraries look for', () => {
  expect(abortedError('stream').name).toBe('AbortError')
  expect(abortedError('stream').phase).toBe('stream')
  expect(configError('Wrong.').name).toBe('GradiumError')
  expect(String(configError('Wrong.'))).toBe('GradiumError: Wrong.')
})

const details = {
  phase: 'stream',
  kind: 'reset',
  serverCode: 1011,
  closeCode: 1011,
  status: 500,
  retryAfterMs: 5,
  requestId: 'r',
  attempts: 2,
} as const

test('what was found before the network took no attempt', () => {
  expect(configError('Wrong.').attempts).toBe(0)
  expect(abortedError('config').attempts).toBe(0)
  expect(abortedError('stream').attempts).toBe(1)
})

test('details become fields, and those not known are absent', () => {
  const error = new GradiumError('internal', 'It broke.', { ...details, status: undefined })
  expect(error).toMatchObject({
    code: 'internal',
    message: 'It broke.',
    attempts: 2,
    kind: 'reset',
  })
  expect('status' in error).toBe(false)
  expect('partial' in error).toBe(false)
  expect('cause' in error).toBe(false)
  expect(new GradiumError('internal', 'It broke.')).toMatchObject({ attempts: 1, phase: 'config' })
})

test('JSON holds name, message and details, but neither stack nor partial nor cause', () => {
  const error = new GradiumError('internal', 'It broke.', {
    ...details,
    partial: new Uint8Array(5),
    cause: new Error('inner'),
  })
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    ...details,
    name: 'GradiumError',
    message: 'It broke.',
    code: 'internal',
    isRetryable: true,
  })
  expect(error.partial).toEqual(new Uint8Array(5))
})

test('printing it shows the details, but not minutes of audio', () => {
  const partial = { audio: 'minutes of sound' }
  const printed = inspect(new GradiumError('internal', 'It broke.', { ...details, partial }), {
    depth: Infinity,
  })
  expect(printed).toContain("code: 'internal'")
  expect(printed).toContain('attempts: 2')
  expect(printed).not.toContain('minutes')
  expect(printed).not.toContain('partial')
  expect(printed).not.toContain('gradium-kit.error')
})

describe('errors of a second copy of the package', async () => {
  const copy = '../src/errors.ts?copy'
  const other = (await import(/* @vite-ignore */ copy)) as { GradiumError: typeof GradiumError }

  test('are recognised, where instanceof is not enough', () => {
    const error = new other.GradiumError('auth', 'No.')
    expect(other.GradiumError).not.toBe(GradiumError)
    expect(error instanceof GradiumError).toBe(false)
    expect(GradiumError.is(error)).toBe(true)
    expect(other.GradiumError.is(new GradiumError('auth', 'No.'))).toBe(true)
  })
})

test.each([
  null,
  undefined,
  'GradiumError',
  {},
  new Error('x'),
  { name: 'GradiumError', code: 'auth' },
])('%j is none of ours', (value) => {
  expect(GradiumError.is(value)).toBe(false)
})

test('a subclass is one of ours', () => {
  class OwnError extends GradiumError {}
  expect(GradiumError.is(new OwnError('auth', 'No.'))).toBe(true)
})

test('more details give the same error at the same place', () => {
  const partial = { audio: 1 }
  const cause = new Error('inner')
  const error = new GradiumError('timeout', 'Late.', {
    phase: 'ready',
    partial,
    cause,
    kind: 'dns',
  })
  const detailed = withDetails(error, {
    phase: 'finish',
    requestId: 'r',
    attempts: 3,
  })
  expect(detailed).toMatchObject({
    code: 'timeout',
    message: 'Late.',
    phase: 'finish',
    requestId: 'r',
    attempts: 3,
    kind: 'dns',
    isRetryable: true,
    cause,
    partial,
  })
  expect(detailed.stack).toBe(error.stack)
  expect(Object.keys(detailed)).not.toContain('partial')
  expect(Object.keys(detailed)).not.toContain('stack')
  expect(withDetails(abortedError('connect'), {}).name).toBe('AbortError')
})

test('a cause keeps name, message and code, and nothing that it refers to', () => {
  const foreign = Object.assign(new TypeError('boom', { cause: new Error('secret') }), {
    code: 'ECONNRESET',
    request: { headers: { 'x-api-key': 'secret' } },
  })
  const cause = plainCause(foreign)
  expect(cause).toMatchObject({ name: 'TypeError', message: 'boom', code: 'ECONNRESET' })
  expect(inspect(cause, { showHidden: true, depth: Infinity })).not.toContain('secret')
  expect(plainCause(Object.assign(new Error('x'), { code: 5 }))).not.toHaveProperty('code')
  expect(plainCause('text')).toBeUndefined()
  expect(plainCause(undefined)).toBeUndefined()
})
