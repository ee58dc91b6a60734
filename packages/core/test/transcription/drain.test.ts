import { expect, test } from 'vitest'
import { Drain } from '../../src/transcription/drain.ts'
import { FakeClock } from '../session/fake-clock.ts'

function start(seconds: number): { clock: FakeClock; drain: Drain; underWay: { seconds: number } } {
  const clock = new FakeClock()
  const underWay = { seconds }
  return { clock, underWay, drain: new Drain(clock, (most) => underWay.seconds < most) }
}

/** Whether a promise has settled by now. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  return Promise.race([promise.then(() => true), Promise.resolve(false)])
}

test('who waits for what is already so goes on at once, without a timer', async () => {
  const { clock, drain } = start(1)
  await drain.wait(5)
  expect(clock.timers).toBe(0)
})

test('each goes on when there is little enough for him, as soon as something is heard', async () => {
  const { clock, drain, underWay } = start(9)
  const patient = drain.wait(2)
  const hasty = drain.wait(5)
  underWay.seconds = 4
  drain.look()
  await hasty
  expect(await isSettled(patient)).toBe(false)
  underWay.seconds = 1
  drain.look()
  await patient
  expect(clock.timers).toBe(0)
})

test('bytes leave without a word, so one looks again after a while', async () => {
  const { clock, drain, underWay } = start(9)
  const waiting = drain.wait(5)
  clock.advance(25)
  expect(clock.timers).toBe(1)
  underWay.seconds = 0
  clock.advance(10)
  await waiting
  expect(clock.timers).toBe(0)
})
