import { expect, it } from 'vitest'
import { ManualClock, createInstantClock, createRealtimeClock } from '../src/clock.ts'

it('stands still until it is advanced, then does what is due in order', async () => {
  const clock = new ManualClock()
  const order: string[] = []
  const late = clock.wait(200).then(() => order.push(`late ${clock.now()}`))
  const chained = clock
    .wait(50)
    .then(() => clock.wait(100))
    .then(() => order.push(`chained ${clock.now()}`))
  const cancel = clock.alarm(60, () => order.push('cancelled'))
  clock.alarm(70, () => order.push(`alarm ${clock.now()}`))
  expect(clock.pendingMs).toEqual([50, 60, 70, 200])
  cancel()
  await clock.advance(199)
  expect(order).toEqual(['alarm 70', 'chained 150'])
  expect(clock.pendingMs).toEqual([1])
  await clock.advance(1)
  expect(order.at(-1)).toBe('late 200')
  await Promise.all([late, chained])
})

it.each([new ManualClock(), createRealtimeClock()])('ends a wait early on abort', async (clock) => {
  const stop = new AbortController()
  const wait = clock.wait(1e9, stop.signal)
  stop.abort()
  await expect(wait).resolves.toBeUndefined()
  await expect(clock.wait(1e9, stop.signal)).resolves.toBeUndefined()
})

it('waits for nothing when it is instant', async () => {
  const started = performance.now()
  await createInstantClock().wait(60_000)
  expect(performance.now() - started).toBeLessThan(1000)
})
