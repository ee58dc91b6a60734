import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { rolloverStep, type RolloverState } from '../../src/session/rollover.ts'

type Next = RolloverState['next']

function at(ageSeconds: number, isQuiet: boolean, next: Next, limitSeconds = 300): string {
  return rolloverStep({ ageSeconds, limitSeconds, isQuiet, next })
}

const everyNext: Next[] = ['none', 'connecting', 'ready', 'refused', 'failed']

/** The step for speech and for silence at each age. */
function rows(next: Next): string[] {
  return [239.9, 240, 279.9, 280, 284.9, 285, 300, 1_000].map(
    (age) => `${age}: ${at(age, false, next)}, quiet ${at(age, true, next)}`,
  )
}

test('the next session is opened in silence, or when time gets short', () => {
  expect(rows('none')).toEqual([
    '239.9: stay, quiet stay',
    '240: stay, quiet open',
    '279.9: stay, quiet open',
    '280: open, quiet open',
    '284.9: open, quiet open',
    '285: break, quiet break',
    '300: break, quiet break',
    '1000: break, quiet break',
  ])
})

test('a session that is being opened is waited for, not beyond the end of the window', () => {
  expect(rows('connecting')).toEqual([
    '239.9: stay, quiet stay',
    '240: stay, quiet stay',
    '279.9: stay, quiet stay',
    '280: stay, quiet stay',
    '284.9: stay, quiet stay',
    '285: break, quiet break',
    '300: break, quiet break',
    '1000: break, quiet break',
  ])
})

test('the change to a session that is ready waits for silence as long as it can', () => {
  expect(rows('ready')).toEqual([
    '239.9: stay, quiet stay',
    '240: stay, quiet cut',
    '279.9: stay, quiet cut',
    '280: stay, quiet cut',
    '284.9: stay, quiet cut',
    '285: force, quiet cut',
    '300: force, quiet cut',
    '1000: force, quiet cut',
  ])
})

test('where no second session is allowed this one ends first, in silence if it can', () => {
  expect(rows('refused')).toEqual([
    '239.9: stay, quiet stay',
    '240: stay, quiet break',
    '279.9: stay, quiet break',
    '280: stay, quiet break',
    '284.9: stay, quiet break',
    '285: break, quiet break',
    '300: break, quiet break',
    '1000: break, quiet break',
  ])
})

test('where the next one cannot be had this one is used to the end of the window', () => {
  expect(rows('failed')).toEqual([
    '239.9: stay, quiet stay',
    '240: stay, quiet stay',
    '279.9: stay, quiet stay',
    '280: stay, quiet stay',
    '284.9: stay, quiet stay',
    '285: break, quiet break',
    '300: break, quiet break',
    '1000: break, quiet break',
  ])
})

test.each(everyNext)('a session without a limit stays, with the next one %s', (next) => {
  expect(at(1e9, true, next, Infinity)).toBe('stay')
  expect(at(Number.NaN, true, next)).toBe('stay')
})

test('steps depend on the share of the limit alone', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2_000 }),
      fc.boolean(),
      fc.constantFrom(...everyNext),
      fc.constantFrom(0.25, 0.5, 2, 4, 1_024),
      (age, isQuiet, next, factor) => {
        expect(at(age * factor, isQuiet, next, 300 * factor)).toBe(at(age, isQuiet, next))
      },
    ),
  )
})

test('followed step by step every session is replaced before its limit, whatever happens', () => {
  const tick = fc.record({
    isQuiet: fc.boolean(),
    answer: fc.constantFrom<Next>('connecting', 'connecting', 'ready', 'refused', 'failed'),
  })
  fc.assert(
    fc.property(
      fc.infiniteStream(tick),
      fc.double({ min: 0.08, max: 10, noNaN: true }),
      (ticks, stepSeconds) => {
        let next: Next = 'none'
        let opened = 0
        let step = 'stay'
        let age = 0
        for (const { isQuiet, answer } of ticks) {
          if (next === 'connecting') next = answer
          step = at(age, isQuiet, next)
          if (step === 'open') {
            next = 'connecting'
            opened += 1
          } else if (step !== 'stay') break
          age += stepSeconds
        }
        expect(age).toBeGreaterThanOrEqual(240)
        expect(age).toBeLessThan(285 + stepSeconds)
        expect(opened).toBeLessThanOrEqual(1)
        if (step !== 'break') expect(next).toBe('ready')
        if (step === 'force') expect(age).toBeGreaterThanOrEqual(285)
      },
    ),
    { numRuns: 500 },
  )
})
