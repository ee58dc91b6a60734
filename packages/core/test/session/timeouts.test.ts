import { expect, test } from 'vitest'
import { resolveTimeouts } from '../../src/session/timeouts.ts'
import { callUntyped, errorOf, titled } from '../outcome.ts'

test('the defaults are those that the documentation gives', () => {
  expect(resolveTimeouts()).toEqual({
    tokenMs: 10_000,
    connectMs: 10_000,
    readyMs: 10_000,
    firstAudioMs: 15_000,
    idleMs: 10_000,
    progressMs: 4_800,
    flushMs: 4_000,
    finishMs: 10_000,
    pingMs: 10_000,
    pongMs: 5_000,
    closeMs: 2_000,
    headersMs: 30_000,
    bodyIdleMs: 15_000,
  })
})

test('wishes replace defaults, up to Infinity and down to 0', () => {
  const timeouts = resolveTimeouts({ idleMs: Infinity, closeMs: 0 })
  expect(timeouts).toEqual({ ...resolveTimeouts(), idleMs: Infinity, closeMs: 0 })
  expect(callUntyped(resolveTimeouts, { idleMs: undefined })).toEqual(resolveTimeouts())
  expect(resolveTimeouts()).not.toBe(resolveTimeouts())
})

test.each([-1, Number.NaN, '10', null, true])('%j is no number of milliseconds', (idleMs) => {
  const error = errorOf(() => callUntyped(resolveTimeouts, { idleMs }))
  expect(error.code).toBe('config')
  expect(error.message).toBe('timeouts.idleMs is a number of milliseconds, 0 or more.')
})

test.each(titled(['idle', 'toString', 'constructor', '__proto__', 'x'.repeat(1_000)]))(
  'there is no timeout called %s',
  (_title, name) => {
    const wishes: unknown = JSON.parse(`{${JSON.stringify(name)}:1}`)
    const error = errorOf(() => callUntyped(resolveTimeouts, wishes))
    expect(error.code).toBe('config')
    expect(error.message).toContain(`There is no timeout called ${name.slice(0, 40)}`)
    expect(error.message.length).toBeLessThan(80)
  },
)
