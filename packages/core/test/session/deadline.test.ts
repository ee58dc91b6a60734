import { expect, test } from 'vitest'
import { Deadline, systemClock } from '../../src/session/deadline.ts'
import { FakeClock } from './fake-clock.ts'

function make(): { clock: FakeClock; deadline: Deadline; expired: () => number } {
  const clock = new FakeClock()
  let count = 0
  const deadline = new Deadline(clock, () => (count += 1))
  return { clock, deadline, expired: () => count }
}

test('it expires once, when its time is over', () => {
  const { clock, deadline, expired } = make()
  expect(deadline.isRunning).toBe(false)
  deadline.start(1_000)
  expect(deadline.isRunning).toBe(true)
  clock.advance(999)
  expect(expired()).toBe(0)
  clock.advance(1)
  expect(expired()).toBe(1)
  expect(deadline.isRunning).toBe(false)
  clock.advance(100_000)
  expect(expired()).toBe(1)
  expect(clock.timers).toBe(0)
})

test('every touch begins the window anew, without a timer for each', () => {
  const { clock, deadline, expired } = make()
  deadline.start(1_000)
  for (let run = 0; run < 1_000; run += 1) {
    clock.advance(100)
    deadline.touch()
  }
  expect(expired()).toBe(0)
  expect(clock.delays.length).toBeLessThan(130)
  clock.advance(999)
  expect(expired()).toBe(0)
  clock.advance(2)
  expect(expired()).toBe(1)
})

test('a process that was stalled gets one more window, and no third', () => {
  const { clock, deadline, expired } = make()
  deadline.start(1_000)
  clock.stall(6_000)
  expect(expired()).toBe(0)
  clock.advance(999)
  expect(expired()).toBe(0)
  clock.advance(1)
  expect(expired()).toBe(1)
})

test('where every timer runs late the second window is the last', () => {
  const { clock, deadline, expired } = make()
  deadline.start(1_000)
  clock.stall(60_000)
  expect(expired()).toBe(0)
  clock.stall(60_000)
  expect(expired()).toBe(1)
  expect(clock.timers).toBe(0)
})

test('what arrives after a stall grants another window after the next one', () => {
  const { clock, deadline, expired } = make()
  deadline.start(1_000)
  clock.stall(60_000)
  deadline.touch()
  clock.stall(60_000)
  expect(expired()).toBe(0)
  clock.stall(60_000)
  expect(expired()).toBe(1)
})

test('what arrives after a stall keeps it alive', () => {
  const { clock, deadline, expired } = make()
  deadline.start(1_000)
  clock.stall(6_000)
  deadline.touch()
  clock.advance(500)
  deadline.touch()
  clock.advance(900)
  expect(expired()).toBe(0)
})

test('a tick that is only a little late ends it', () => {
  const { clock, deadline, expired } = make()
  deadline.start(1_000)
  clock.stall(1_900)
  expect(expired()).toBe(1)
})

test('a start replaces the one before, and stop ends it', () => {
  const { clock, deadline, expired } = make()
  deadline.start(100)
  deadline.start(1_000)
  clock.advance(900)
  expect(expired()).toBe(0)
  expect(clock.timers).toBe(1)
  deadline.stop()
  deadline.stop()
  deadline.touch()
  expect(clock.timers).toBe(0)
  clock.advance(10_000)
  expect(expired()).toBe(0)
})

test('Infinity waits for ever and stops what was running', () => {
  const { clock, deadline, expired } = make()
  deadline.start(100)
  deadline.start(Infinity)
  expect(deadline.isRunning).toBe(false)
  expect(clock.timers).toBe(0)
  clock.advance(1e12)
  expect(expired()).toBe(0)
})

test.each([
  [2_147_483_648, 2_147_483_647],
  [1e15, 2_147_483_647],
  [0, 0],
  [-5, 0],
])('a window of %d ms sets a timer of %d ms, which every runtime keeps', (window, delay) => {
  const { clock, deadline } = make()
  deadline.start(window)
  expect(clock.delays).toEqual([delay])
})

test('it can be started again by what it calls', () => {
  const clock = new FakeClock()
  let count = 0
  const deadline: Deadline = new Deadline(clock, () => {
    count += 1
    if (count < 3) deadline.start(10)
  })
  deadline.start(10)
  clock.advance(100)
  expect(count).toBe(3)
})

test('the clock of the system goes forward and keeps its timers', async () => {
  const start = systemClock.now()
  const stopped = systemClock.setTimeout(() => expect.fail('It was stopped.'), 1)
  systemClock.clearTimeout(stopped)
  const firedAt = await new Promise<number>((resolve) => {
    systemClock.setTimeout(() => resolve(systemClock.now()), 1)
  })
  expect(firedAt).toBeGreaterThan(start)
})
