import { describe, expect, it } from 'vitest'
import { configError } from '../../src/errors.ts'
import { GradiumError, createService, type GradiumOptions } from '../../src/index.node.ts'
import { RetryBudget } from '../../src/session/retry-budget.ts'
import { Outage, type OutageLimits } from '../../src/transport/outage.ts'
import type { Service } from '../../src/transport/service.ts'
import { FakeClock } from '../session/fake-clock.ts'

const broken = new GradiumError('connection', 'It broke.', { kind: 'reset' })
const refused = new GradiumError('policy', 'No such voice.')

function startService(options: GradiumOptions = {}): { clock: FakeClock; service: Service } {
  const clock = new FakeClock()
  const service = Object.assign(createService(options), {
    clock,
    budget: new RetryBudget(clock),
    random: () => 0,
  })
  return { clock, service }
}

/** An operation whose attempts are noted with their times. */
class Operation {
  readonly ran: number[] = []
  readonly gaveUp: number[] = []
  readonly outage: Outage
  readonly #service: Service

  constructor(service: Service, limits?: OutageLimits) {
    this.#service = service
    this.outage = new Outage(service, limits)
  }

  fail(error = broken): boolean {
    const now = (): number => this.#service.clock.now()
    return this.outage.again(
      error,
      () => this.ran.push(now()),
      () => this.gaveUp.push(now()),
    )
  }
}

describe('an outage', () => {
  it('has five more attempts, each after its delay, and says how many there were', () => {
    const { clock, service } = startService()
    const operation = new Operation(service)
    expect(operation.outage.report(broken).attempts).toBe(1)
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      expect(operation.fail()).toBe(true)
      clock.advance(100)
      expect(operation.ran).toHaveLength(attempt)
    }
    expect(operation.fail()).toBe(false)
    expect(operation.ran).toEqual([100, 200, 300, 400, 500])
    expect(operation.outage.report(broken)).toMatchObject({ code: 'connection', attempts: 6 })
  })

  it('has none for what is refused for good, or where none are wanted', () => {
    const { service } = startService()
    expect(new Operation(service).fail(refused)).toBe(false)
    expect(new Operation(service, { maxRetries: 0 }).fail()).toBe(false)
    const none = startService({ retry: { maxRetries: 0 } })
    expect(new Operation(none.service).fail()).toBe(false)
    expect(none.clock.timers).toBe(0)
  })

  it('of what has worked has as many as fit into it, unless a number was wished for', () => {
    for (const [retry, attempts] of [
      [{}, 301],
      [{ maxRetries: 5 }, 6],
    ] as const) {
      const { clock, service } = startService({ retry })
      const operation = new Operation(service)
      operation.outage.connected()
      operation.outage.progressed()
      while (operation.fail()) clock.advance(100)
      expect(operation.outage.report(broken).attempts).toBe(attempts)
    }
  })

  it('lasts no longer than it may', () => {
    const { clock, service } = startService({ retry: { maxRetries: 100, maxOutageMs: 1_000 } })
    const operation = new Operation(service)
    expect(operation.fail()).toBe(true)
    clock.advance(901)
    expect(operation.fail()).toBe(false)
    expect(operation.outage.retries).toBe(1)
  })

  it('is over when a session has worked for ten seconds, and not before', () => {
    for (const [workedMs, hasProgressed, retries] of [
      [10_000, true, 1],
      [9_999, true, 2],
      [60_000, false, 2],
    ] as const) {
      const { clock, service } = startService({ retry: { maxOutageMs: Infinity } })
      const operation = new Operation(service)
      operation.fail()
      clock.advance(100)
      operation.outage.connected()
      if (hasProgressed) operation.outage.progressed()
      clock.advance(workedMs)
      expect(operation.fail()).toBe(true)
      expect(operation.outage.retries).toBe(retries)
    }
  })

  it('is over too when the session that worked for ten seconds was followed by another', () => {
    const { clock, service } = startService()
    const operation = new Operation(service)
    operation.fail()
    clock.advance(100)
    operation.outage.connected()
    operation.outage.progressed()
    clock.advance(240_000)
    operation.outage.connected()
    expect(operation.outage.retries).toBe(0)
    operation.outage.progressed()
    clock.advance(4_000)
    expect(operation.fail()).toBe(true)
    expect(operation.outage.retries).toBe(1)
  })

  it('is none when a session has worked for as long as the service lets it', () => {
    const limit = new GradiumError('session-limit', 'Maximum duration.')
    for (const [hasProgressed, retries] of [
      [true, 1],
      [false, 2],
    ] as const) {
      const { clock, service } = startService()
      const operation = new Operation(service)
      operation.fail()
      clock.advance(100)
      operation.outage.connected()
      if (hasProgressed) operation.outage.progressed()
      clock.advance(5_000)
      expect(operation.fail(limit)).toBe(true)
      expect(operation.outage.retries).toBe(retries)
    }
  })

  it('is over when all the work is done', () => {
    const { clock, service } = startService({ retry: { maxRetries: 1, maxOutageMs: 1_000 } })
    const operation = new Operation(service)
    for (let round = 1; round <= 3; round += 1) {
      expect(operation.fail()).toBe(true)
      clock.advance(100)
      operation.outage.connected()
      operation.outage.completed()
      clock.advance(60_000)
    }
    expect(operation.ran).toHaveLength(3)
  })

  it('makes no attempt once it is stopped', () => {
    const { clock, service } = startService()
    const operation = new Operation(service)
    operation.fail()
    operation.outage.stop()
    clock.advance(60_000)
    expect([operation.ran, operation.gaveUp, clock.timers]).toEqual([[], [], 0])
  })

  it('replaces a stale connection at once and for nothing', () => {
    const { clock, service } = startService({ retry: { maxRetries: 0 } })
    const operation = new Operation(service)
    let runs = 0
    operation.outage.replaceStale(() => (runs += 1))
    expect([runs, operation.outage.retries, clock.timers]).toEqual([1, 0, 0])
    expect(operation.outage.report(broken).attempts).toBe(2)
  })

  it('counts no attempt that could not be made', () => {
    const { service } = startService()
    const operation = new Operation(service)
    const error = configError('There is no API key.')
    expect(operation.fail(error)).toBe(false)
    expect(operation.outage.report(error).attempts).toBe(0)
  })

  it('reports the refusal of a token rather than that there is no other', () => {
    const { clock, service } = startService({ token: () => 'x' })
    const operation = new Operation(service)
    const auth = new GradiumError('auth', 'Used.', { phase: 'ready', isRetryable: false })
    expect(operation.fail(auth)).toBe(true)
    clock.advance(0)
    const repeated = new GradiumError('token', 'The same again.', { isRetryable: false })
    expect(operation.fail(repeated)).toBe(false)
    expect(operation.outage.report(repeated)).toMatchObject({ code: 'auth', attempts: 2 })
  })
})

describe('outages of one client', () => {
  it('begin slowly when five streams fall at once', () => {
    const { clock, service } = startService()
    service.random = () => 1
    const operations = Array.from({ length: 6 }, () => new Operation(service))
    for (const { outage } of operations) outage.connected()
    for (const operation of operations) operation.fail()
    expect(clock.delays).toEqual([350, 350, 350, 350, 1_100, 1_100])
  })

  it('send one ahead when little of the budget is left, and go on when it comes through', () => {
    const { clock, service } = startService({ retry: { maxOutageMs: 5_000 } })
    const operations = Array.from({ length: 20 }, () => new Operation(service))
    for (const operation of operations) operation.fail()
    clock.advance(100)
    const running = (): Operation[] => operations.filter(({ ran }) => ran.length > 0)
    expect(running()).toHaveLength(1)
    for (let count = 1; count <= 5; count += 1) {
      running().at(-1)!.fail()
      expect(running()).toHaveLength(count + 1)
    }
    for (let count = 0; count < 6; count += 1) running()[count + 5]?.outage.connected()
    clock.advance(0)
    expect(running().length).toBeGreaterThan(6)
    const waiting = operations.filter(({ ran }) => ran.length === 0)
    clock.advance(5_000)
    expect(waiting.filter(({ ran, gaveUp }) => ran.length + gaveUp.length === 1)).toEqual(waiting)
  })

  it('give the turn of one that is stopped to the next', () => {
    const { clock, service } = startService()
    for (let spent = 0; spent < 10; spent += 1) service.budget.failed()
    const [first, second] = [new Operation(service), new Operation(service)]
    first.fail()
    second.fail()
    clock.advance(100)
    expect([first.ran, second.ran]).toEqual([[100], []])
    first.outage.stop()
    expect(second.ran).toEqual([100])
  })

  it('give the turn of one that fails or stops in it to the next', () => {
    for (const isStopped of [true, false]) {
      const { clock, service } = startService()
      for (let spent = 0; spent < 10; spent += 1) service.budget.failed()
      const [first, second] = [new Operation(service), new Operation(service)]
      first.outage.again(
        broken,
        () => (isStopped ? first.outage.stop() : first.fail(refused)),
        () => {},
      )
      second.fail()
      clock.advance(100)
      expect(second.ran).toEqual([100])
    }
  })

  it('do not wait for each other because of refusals, which no other attempt would change', () => {
    const { clock, service } = startService()
    for (let count = 0; count < 100; count += 1) new Operation(service).fail(refused)
    const operations = [new Operation(service), new Operation(service), new Operation(service)]
    for (const operation of operations) operation.fail()
    clock.advance(100)
    expect(operations.map(({ ran }) => ran)).toEqual([[100], [100], [100]])
  })

  it('give up when no turn comes while the outage may last', () => {
    const { clock, service } = startService({ retry: { maxOutageMs: 2_000 } })
    for (let spent = 0; spent < 10; spent += 1) service.budget.failed()
    const [first, second] = [new Operation(service), new Operation(service)]
    first.fail()
    second.fail()
    clock.advance(1_999)
    expect(second).toMatchObject({ ran: [], gaveUp: [] })
    clock.advance(1)
    expect(second).toMatchObject({ ran: [], gaveUp: [2_000] })
    first.outage.stop()
    clock.advance(60_000)
    expect(second).toMatchObject({ ran: [], gaveUp: [2_000] })
  })
})
