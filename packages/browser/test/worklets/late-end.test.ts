import { expect, it } from 'vitest'
import { tone } from '../player/signals.ts'
import { QueueRun } from './queue-run.ts'

const rateHz = 48_000

it('goes on ticking for a while when the end comes long after the last sample: it has still to be told as heard', () => {
  const run = new QueueRun(rateHz).write(tone(440, 0.5, rateHz)).render(3)
  expect(run.events).toEqual(['start 1 @ 0 (0)', 'underrun 1 @ 24000 (24000)'])
  const before = run.reports.length
  run.tell('end').render(1)
  const [, end, ...later] = run.reports.slice(before)
  expect(end!.event).toBe('end')
  expect(later.length).toBeGreaterThan(40)
  expect(later.every(({ event }) => event === 'tick')).toBe(true)
})
