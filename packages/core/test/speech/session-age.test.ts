import { expect, test } from 'vitest'
import { createService } from '../../src/index.node.ts'
import { SessionAge } from '../../src/speech/session-age.ts'
import { FakeClock } from '../session/fake-clock.ts'

function aged(): { clock: FakeClock; age: SessionAge; seen: string[] } {
  const clock = new FakeClock()
  const service = { ...createService({ maxSessionSeconds: 100 }), clock }
  const seen: string[] = []
  const age = new SessionAge(service, (isLate) =>
    seen.push(`${clock.now() / 1_000} s${isLate ? ', late' : ''}`),
  )
  return { clock, age, seen }
}

test('a session is old at four fifths of its life, and must end at nineteen twentieths', () => {
  const { clock, age, seen } = aged()
  age.start(0)
  clock.advance(1_000_000)
  expect(seen).toEqual(['80 s', '95 s, late'])
  expect(clock.timers).toBe(0)
})

test('a connection that was used before has so much less', () => {
  const { clock, age, seen } = aged()
  age.start(70_000)
  clock.advance(12_000)
  expect(seen).toEqual(['10 s'])
  age.start(90_000)
  clock.advance(1)
  expect(seen).toEqual(['10 s', '12 s'])
})

test('another session begins anew, and a stopped one says nothing', () => {
  const { clock, age, seen } = aged()
  age.start(0)
  clock.advance(85_000)
  age.start(0)
  clock.advance(85_000)
  expect(seen).toEqual(['80 s', '165 s'])
  age.stop()
  clock.advance(1_000_000)
  expect(seen).toHaveLength(2)
})
