import { expect, test } from 'vitest'
import { Liveness } from '../../src/session/liveness.ts'
import { FakeClock } from './fake-clock.ts'

function watched(pingMs = 10_000): { clock: FakeClock; liveness: Liveness; seen: string[] } {
  const clock = new FakeClock()
  const seen: string[] = []
  const note = (what: string) => (): unknown => seen.push(`${what} at ${clock.now()}`)
  const [ask, onDead] = [note('asked'), note('dead')]
  const liveness = new Liveness(clock, { pingMs, pongMs: 5_000, ask, onDead })
  return { clock, liveness, seen }
}

test('a silent peer is asked once, and is dead when it does not answer', () => {
  const { clock, liveness, seen } = watched()
  liveness.start()
  clock.advance(60_000)
  expect(seen).toEqual(['asked at 10000', 'dead at 15000'])
  expect(clock.timers).toBe(0)
})

test('a peer that answers is asked again after the next silence', () => {
  const { clock, liveness, seen } = watched()
  liveness.start()
  clock.advance(12_000)
  liveness.heard()
  clock.advance(10_000)
  expect(seen).toEqual(['asked at 10000', 'asked at 22000'])
  clock.advance(4_999)
  liveness.heard()
  clock.advance(9_999)
  expect(seen).toHaveLength(2)
})

test('a peer that speaks is never asked', () => {
  const { clock, liveness, seen } = watched()
  liveness.start()
  for (let step = 0; step < 100; step += 1) {
    clock.advance(9_999)
    liveness.heard()
  }
  expect(seen).toEqual([])
})

test('a check asks at once', () => {
  const { clock, liveness, seen } = watched()
  liveness.start()
  clock.advance(3_000)
  liveness.check()
  clock.advance(5_000)
  expect(seen).toEqual(['asked at 3000', 'dead at 8000'])
})

test('an answer to a check is as good as any', () => {
  const { clock, liveness, seen } = watched()
  liveness.check()
  clock.advance(4_000)
  liveness.heard()
  clock.advance(10_000)
  expect(seen).toEqual(['asked at 0', 'asked at 14000'])
})

test('a process that was stalled gives the peer another chance', () => {
  const { clock, liveness, seen } = watched()
  liveness.start()
  clock.stall(60_000)
  expect(seen).toEqual([])
  clock.advance(10_000)
  expect(seen).toEqual(['asked at 70000'])
  clock.stall(60_000)
  expect(seen).toHaveLength(1)
  liveness.heard()
  clock.advance(9_999)
  expect(seen).toHaveLength(1)
})

test('nobody is asked before the start, after a stop, or when it never is', () => {
  const { clock, liveness, seen } = watched()
  liveness.heard()
  clock.advance(60_000)
  liveness.start()
  liveness.stop()
  liveness.heard()
  clock.advance(60_000)
  expect(seen).toEqual([])
  const never = watched(Infinity)
  never.liveness.start()
  never.clock.advance(1e9)
  expect(never.seen).toEqual([])
})
