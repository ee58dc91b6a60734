import * as fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { GradiumError } from '../../src/errors.ts'
import { EventQueue, type EventQueueOptions } from '../../src/session/event-queue.ts'

function make(options: Partial<EventQueueOptions> = {}): EventQueue<number> {
  return new EventQueue({
    highWaterBytes: 1_000,
    maxBytes: 1e9,
    onReturn: () => {},
    ...options,
  })
}

const failure = new GradiumError('internal', 'It broke.')
const done = { done: true, value: undefined }

async function drain(queue: EventQueue<number>): Promise<number[]> {
  const events: number[] = []
  for await (const event of queue) events.push(event)
  return events
}

test('events come in order, and then the end', async () => {
  const queue = make()
  for (const event of [1, 2, 3]) queue.push(event, 1)
  queue.end()
  expect(await drain(queue)).toEqual([1, 2, 3])
  expect(await queue.next()).toEqual(done)
})

test('events come before the error, and the error comes once', async () => {
  const queue = make()
  queue.push(1, 1)
  queue.end(failure)
  queue.end()
  queue.end(new GradiumError('internal', 'Another.'))
  expect(await queue.next()).toEqual({ done: false, value: 1 })
  await expect(queue.next()).rejects.toBe(failure)
  expect(await queue.next()).toEqual(done)
})

test('what is pushed after the end is left out', async () => {
  const queue = make()
  queue.end()
  expect(queue.push(1, 1)).toBe(true)
  expect(await drain(queue)).toEqual([])
})

test('readers that wait are served in their order, and only the first gets the error', async () => {
  const queue = make()
  const readers = [queue.next(), queue.next(), queue.next(), queue.next()]
  queue.push(1, 1)
  queue.push(2, 1)
  queue.end(failure)
  expect(await Promise.allSettled(readers)).toEqual([
    { status: 'fulfilled', value: { done: false, value: 1 } },
    { status: 'fulfilled', value: { done: false, value: 2 } },
    { status: 'rejected', reason: failure },
    { status: 'fulfilled', value: done },
  ])
})

test('any mixture of pushes and reads keeps the order and loses nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 200 }), async (steps) => {
      const queue = make()
      const reads: Promise<IteratorResult<number, undefined>>[] = []
      let pushed = 0
      for (const isPush of steps) {
        if (isPush) queue.push(pushed++, 1)
        else reads.push(queue.next())
      }
      queue.end()
      const read = (await Promise.all(reads)).flatMap(({ done: isDone, value }) =>
        isDone === true ? [] : [value],
      )
      expect([...read, ...(await drain(queue))]).toEqual(
        Array.from({ length: pushed }, (_, i) => i),
      )
    }),
  )
})

describe('a reader that stops', () => {
  test('frees what waits, tells the producer once, and ends the stream', async () => {
    const onReturn = vi.fn<() => void>()
    const queue = make({ onReturn })
    for (let event = 0; event < 10; event += 1) queue.push(event, 1)
    for await (const event of queue) if (event === 3) break
    expect(onReturn).toHaveBeenCalledTimes(1)
    expect(queue.push(11, 1e9)).toBe(true)
    expect(await queue.next()).toEqual(done)
    expect(await queue.return()).toEqual(done)
    expect(onReturn).toHaveBeenCalledTimes(1)
  })

  test('does not tell a producer that has ended, and does not get its error', async () => {
    const onReturn = vi.fn<() => void>()
    const queue = make({ onReturn })
    queue.push(1, 1)
    queue.end(failure)
    expect(await queue.return()).toEqual(done)
    expect(await queue.next()).toEqual(done)
    expect(onReturn).not.toHaveBeenCalled()
  })

  test('ends the waits of the others', async () => {
    const queue = make()
    const waits = [queue.next(), queue.next()]
    await queue.return()
    expect(await Promise.all(waits)).toEqual([done, done])
  })

  test('is not surprised by a producer that ends at once', async () => {
    const queue: EventQueue<number> = make({ onReturn: () => queue.end(failure) })
    expect(await queue.return()).toEqual(done)
    expect(await queue.next()).toEqual(done)
  })
})

describe('a slow reader', () => {
  test('slows the producer at the high water mark and lets it go on at half of it', async () => {
    const onFull = vi.fn<() => void>()
    const onDrained = vi.fn<() => void>()
    const queue = make({ highWaterBytes: 100, onFull, onDrained })
    const first = queue.next()
    queue.push(0, 1)
    await first
    for (let event = 0; event < 9; event += 1) queue.push(event, 10)
    expect(onFull).not.toHaveBeenCalled()
    queue.push(9, 10)
    queue.push(10, 10)
    expect(onFull).toHaveBeenCalledTimes(1)
    for (let read = 0; read < 6; read += 1) await queue.next()
    expect(onDrained).not.toHaveBeenCalled()
    expect(queue).toMatchObject({ isFull: false, isHeldUp: true })
    await queue.next()
    expect(onDrained).toHaveBeenCalledTimes(1)
    expect(queue.isHeldUp).toBe(false)
    for (let event = 0; event < 9; event += 1) queue.push(event, 10)
    expect(onFull).toHaveBeenCalledTimes(2)
  })

  test('that has not begun to read slows nobody down', () => {
    const onFull = vi.fn<() => void>()
    const queue = make({ highWaterBytes: 1, onFull })
    queue.push(1, 1_000)
    expect(queue.isRead).toBe(false)
    expect(onFull).not.toHaveBeenCalled()
  })

  test('has at most so many bytes waiting, whatever was read before', async () => {
    const queue = make({ maxBytes: 30 })
    expect([10, 10, 10].map((bytes) => queue.push(1, bytes))).toEqual([true, true, true])
    expect(queue.push(2, 1)).toBe(false)
    await queue.next()
    expect(queue.push(3, 10)).toBe(true)
    expect(queue.push(4, 1)).toBe(false)
  })

  test('that waits is handed even what is too large to wait', async () => {
    const queue = make({ maxBytes: 30 })
    const wait = queue.next()
    expect(queue.push(7, 1_000)).toBe(true)
    expect(await wait).toEqual({ done: false, value: 7 })
  })
})

test('a hundred thousand events pass in order, in well under two seconds', async () => {
  const queue = make()
  const start = performance.now()
  for (let event = 0; event < 100_000; event += 1) queue.push(event, 1)
  queue.end()
  const events = await drain(queue)
  expect(performance.now() - start).toBeLessThan(2_000)
  expect(events).toEqual(Array.from({ length: 100_000 }, (_, index) => index))
})
