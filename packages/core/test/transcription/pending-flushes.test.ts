import { expect, test } from 'vitest'
import { GradiumError } from '../../src/errors.ts'
import { PendingFlushes } from '../../src/transcription/pending-flushes.ts'
import { FakeClock } from '../session/fake-clock.ts'

function make(timeoutMs = 4_000): {
  clock: FakeClock
  flushes: PendingFlushes
  add: PendingFlushes['add']
} {
  const clock = new FakeClock()
  const flushes = new PendingFlushes(clock, timeoutMs)
  return {
    clock,
    flushes,
    /** A flush that a session knows of. */
    add: () => {
      const flush = flushes.add()
      flushes.told(flush.flushId)
      return flush
    },
  }
}

test('ids count from one', () => {
  const { flushes } = make()
  expect([flushes.add(), flushes.add(), flushes.add()].map((flush) => flush.flushId)).toEqual([
    1, 2, 3,
  ])
})

test('an answer settles its own flush, as a number or as text, in any order', async () => {
  const { clock, flushes, add } = make()
  const [first, second] = [add(), add()]
  flushes.settle('2')
  await expect(second.answered).resolves.toBeUndefined()
  expect(clock.timers).toBe(1)
  flushes.settle(1)
  await expect(first.answered).resolves.toBeUndefined()
  expect(clock.timers).toBe(0)
})

test('answers to nothing change nothing', async () => {
  const { clock, flushes, add } = make()
  const { answered } = add()
  for (const id of [0, 2, '', '1.0', '__proto__', 'constructor']) flushes.settle(id)
  expect(clock.timers).toBe(1)
  flushes.settle(1)
  flushes.settle(1)
  await expect(answered).resolves.toBeUndefined()
})

test('a flush without an answer fails after its time, and the others wait on', async () => {
  const { clock, flushes, add } = make()
  const first = add()
  clock.advance(1_000)
  const second = add()
  clock.advance(3_000)
  await expect(first.answered).rejects.toMatchObject({
    code: 'timeout',
    phase: 'stream',
    message:
      'Gradium did not answer a flush within 4000 ms. The stream goes on; finish() is sure to return everything.',
  })
  expect(clock.timers).toBe(1)
  flushes.settle(first.flushId)
  flushes.settle(second.flushId)
  await expect(second.answered).resolves.toBeUndefined()
})

test('an answer is owed from when a session was told, and not while there is none', async () => {
  const { clock, flushes } = make()
  const { flushId, answered } = flushes.add()
  clock.advance(60_000)
  flushes.told(flushId)
  clock.advance(3_999)
  flushes.pause()
  clock.advance(60_000)
  flushes.told(flushId)
  clock.advance(3_999)
  expect(clock.timers).toBe(1)
  clock.advance(1)
  await expect(answered).rejects.toMatchObject({ code: 'timeout' })
  flushes.told(flushId)
  expect(clock.timers).toBe(0)
})

test('a flush waits for ever when it may', () => {
  const { clock, add } = make(Infinity)
  add()
  expect(clock.timers).toBe(0)
})

test('the end of the stream settles all that is left, with its result or its error', async () => {
  const { clock, flushes, add } = make()
  const [first, second] = [add(), add()]
  flushes.settleAll(Promise.resolve('a transcript'))
  await expect(Promise.all([first.answered, second.answered])).resolves.toEqual(
    ['a transcript', 'a transcript'].map(() => expect.anything()),
  )
  expect(clock.timers).toBe(0)
  const third = add()
  const error = new GradiumError('internal', 'It broke.')
  flushes.settleAll(Promise.reject(error))
  await expect(third.answered).rejects.toBe(error)
})

test('nobody has to handle a flush that fails', async () => {
  const unhandled: unknown[] = []
  const record = (reason: unknown): number => unhandled.push(reason)
  process.on('unhandledRejection', record)
  const { clock, flushes, add } = make()
  add()
  clock.advance(4_000)
  add()
  flushes.settleAll(Promise.reject(new GradiumError('internal', 'It broke.')))
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', record)
  expect(unhandled).toEqual([])
})
