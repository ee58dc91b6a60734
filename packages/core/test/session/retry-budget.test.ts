import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { RetryBudget, type Admission } from '../../src/session/retry-budget.ts'
import { FakeClock } from './fake-clock.ts'

/** Admits attempts by name and notes in which order they run. */
class Attempts {
  readonly clock = new FakeClock()
  readonly budget = new RetryBudget(this.clock)
  readonly ran: string[] = []

  admit(name: string): Admission {
    return this.budget.admit(() => this.ran.push(name))
  }

  /** As many failures as leave so much of the budget of ten. */
  leave(left: number): this {
    for (let failures = 10; failures > left; failures -= 1) this.budget.failed()
    return this
  }
}

test('while little has failed every attempt runs at once', () => {
  const attempts = new Attempts().leave(6)
  for (const name of 'abcdefghij') attempts.admit(name)
  expect(attempts.ran.join('')).toBe('abcdefghij')
})

test('at half of the budget one attempt runs, and the others wait for it in order', () => {
  const attempts = new Attempts().leave(5)
  const a = attempts.admit('a')
  const b = attempts.admit('b')
  attempts.admit('c')
  expect(attempts.ran.join('')).toBe('a')
  a.settle(false)
  expect(attempts.ran.join('')).toBe('ab')
  b.settle(false)
  expect(attempts.ran.join('')).toBe('abc')
})

test('attempts that were running when the budget fell are waited for', () => {
  const attempts = new Attempts().leave(6)
  const [a, b] = [attempts.admit('a'), attempts.admit('b')]
  a.settle(false)
  attempts.admit('c')
  expect(attempts.ran.join('')).toBe('ab')
  b.settle(false)
  expect(attempts.ran.join('')).toBe('abc')
})

test('when the budget rises above half all that wait run', () => {
  const attempts = new Attempts().leave(5)
  const a = attempts.admit('a')
  for (const name of 'bcdef') attempts.admit(name)
  expect(attempts.ran.join('')).toBe('a')
  a.settle(true)
  expect(attempts.ran.join('')).toBe('abcdef')
})

test('a recovery without an attempt lets them run too', () => {
  const attempts = new Attempts().leave(4)
  attempts.admit('a')
  attempts.admit('b')
  attempts.budget.recovered()
  expect(attempts.ran.join('')).toBe('a')
  attempts.budget.recovered()
  expect(attempts.ran.join('')).toBe('ab')
})

test('an empty budget needs six recoveries, however much had failed', () => {
  const attempts = new Attempts().leave(-1_000)
  const running = Array.from('abcdefghij', (name) => attempts.admit(name))
  for (let settled = 0; settled < 5; settled += 1) running[settled]!.settle(true)
  expect(attempts.ran.join('')).toBe('abcdef')
  running[5]!.settle(true)
  expect(attempts.ran.join('')).toBe('abcdefghij')
})

test('recoveries do not add up beyond the whole budget', () => {
  const attempts = new Attempts()
  for (let recoveries = 0; recoveries < 1_000; recoveries += 1) attempts.budget.recovered()
  attempts.leave(5)
  attempts.admit('a')
  attempts.admit('b')
  expect(attempts.ran.join('')).toBe('a')
})

test('a waiting attempt that is cancelled never runs', () => {
  const attempts = new Attempts().leave(5)
  const a = attempts.admit('a')
  const b = attempts.admit('b')
  attempts.admit('c')
  b.cancel()
  b.cancel()
  a.settle(false)
  expect(attempts.ran.join('')).toBe('ac')
  b.settle(true)
  expect(attempts.ran.join('')).toBe('ac')
})

test('a running attempt that is cancelled makes room, and its outcome no longer counts', () => {
  const attempts = new Attempts().leave(5)
  const a = attempts.admit('a')
  attempts.admit('b')
  attempts.admit('c')
  a.cancel()
  expect(attempts.ran.join('')).toBe('ab')
  a.settle(true)
  a.cancel()
  expect(attempts.ran.join('')).toBe('ab')
})

test('an outcome counts once', () => {
  const attempts = new Attempts().leave(3)
  const a = attempts.admit('a')
  for (let settled = 0; settled < 10; settled += 1) a.settle(true)
  attempts.admit('b')
  attempts.admit('c')
  expect(attempts.ran.join('')).toBe('ab')
})

test('an outcome before the turn does not count', () => {
  const attempts = new Attempts().leave(5)
  const a = attempts.admit('a')
  const b = attempts.admit('b')
  b.settle(true)
  expect(attempts.ran.join('')).toBe('a')
  a.settle(false)
  expect(attempts.ran.join('')).toBe('ab')
})

test('an attempt may admit another while it begins, and both can be settled', () => {
  const attempts = new Attempts().leave(5)
  let inner: Admission | undefined
  const outer = attempts.budget.admit(() => {
    attempts.ran.push('outer')
    inner = attempts.admit('inner')
  })
  attempts.admit('last')
  expect(attempts.ran).toEqual(['outer'])
  outer.settle(false)
  expect(attempts.ran).toEqual(['outer', 'inner'])
  inner!.settle(false)
  expect(attempts.ran).toEqual(['outer', 'inner', 'last'])
})

test('an attempt may settle or cancel another while it begins', () => {
  const attempts = new Attempts().leave(5)
  const a = attempts.admit('a')
  attempts.budget.admit(() => {
    attempts.ran.push('b')
    c.cancel()
    for (let recoveries = 0; recoveries < 3; recoveries += 1) attempts.budget.recovered()
  })
  const c = attempts.admit('c')
  attempts.admit('d')
  attempts.admit('e')
  a.settle(false)
  expect(attempts.ran.join('')).toBe('abde')
})

test('one function can be admitted many times', () => {
  const budget = new RetryBudget(new FakeClock())
  let count = 0
  const run = (): void => void (count += 1)
  for (let times = 0; times < 6; times += 1) budget.admit(run)
  expect(count).toBe(6)
})

test('five streams lost within a second are a mass loss', () => {
  const { budget, clock } = new Attempts()
  const lostAfter = (milliseconds: number): boolean => {
    clock.advance(milliseconds)
    return budget.lost()
  }
  expect([0, 250, 250, 250].map((after) => lostAfter(after))).toEqual([false, false, false, false])
  expect(lostAfter(250)).toBe(true)
  expect(lostAfter(250)).toBe(true)
  expect(lostAfter(251)).toBe(false)
  expect(lostAfter(10_000)).toBe(false)
})

test('500 streams lost at once are one from the fifth on', () => {
  const { budget } = new Attempts()
  const losses = Array.from({ length: 500 }, () => budget.lost())
  expect(losses.indexOf(true)).toBe(4)
  expect(losses.filter((isMass) => !isMass)).toHaveLength(4)
})

test('losses are not failures of attempts', () => {
  const attempts = new Attempts().leave(6)
  for (let losses = 0; losses < 100; losses += 1) attempts.budget.lost()
  attempts.admit('a')
  attempts.admit('b')
  expect(attempts.ran.join('')).toBe('ab')
})

test('whatever comes, each attempt runs once at most, in order, and alone while much has failed', () => {
  const action = fc.record({
    do: fc.constantFrom('admit', 'admit', 'settle', 'settle', 'cancel'),
    which: fc.nat(1_000),
    isConnected: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(action, { maxLength: 120 }), (actions) => {
      const budget = new RetryBudget(new FakeClock())
      const admissions: Admission[] = []
      const ran: number[] = []
      const running = new Set<number>()
      const over = new Set<number>()
      let left = 10
      for (const next of actions) {
        const which = next.which % Math.max(1, admissions.length)
        if (next.do === 'admit') {
          const id = admissions.length
          const admission = budget.admit(() => {
            expect(over.has(id)).toBe(false)
            expect(ran).not.toContain(id)
            expect(left > 5 || running.size === 0).toBe(true)
            ran.push(id)
            running.add(id)
          })
          admissions.push(admission)
        } else if (admissions.length > 0) {
          const wasRunning = running.delete(which)
          if (wasRunning || next.do === 'cancel') over.add(which)
          if (wasRunning && next.do === 'settle')
            left = next.isConnected ? Math.min(10, left + 1) : Math.max(0, left - 1)
          if (next.do === 'cancel') admissions[which]!.cancel()
          else admissions[which]!.settle(next.isConnected)
        }
        const isIdle = running.size === 0 || left > 5
        const waiting = admissions.filter((_, id) => !ran.includes(id) && !over.has(id))
        expect(isIdle && waiting.length > 0).toBe(false)
        expect(ran).toEqual(ran.toSorted((a, b) => a - b))
      }
    }),
    { numRuns: 1_000 },
  )
})
