import { describe, expect, it } from 'vitest'
import { streamSpeech } from '../../src/index.node.ts'
import { FakeClock } from '../session/fake-clock.ts'
import { hear, oracleBytes, spokenAs } from '../speech/oracle-service.ts'
import { names, startPool } from './speech-pool.ts'
import { WatchedClock } from './watched-clock.ts'

describe('the pool', () => {
  it('has four sockets with eight requests each, and lets the next one wait for a place', async () => {
    await using pool = await startPool({ clock: new FakeClock() })
    const held = await Promise.all(names.map((name) => pool.hold(name)))
    const { emulator } = pool
    expect([emulator.sockets, emulator.contexts]).toEqual([4, 32])
    expect(emulator.sessions.map((session) => session.requestCount)).toEqual([8, 8, 8, 8])
    const next = hear(streamSpeech(pool.service, { text: 'At last.', ...spokenAs }))
    const other = hear(streamSpeech(pool.service, { text: 'Me too.', ...spokenAs }))
    held[9]!.end()
    await held[9]!.result
    expect((await next).bytes.equals(oracleBytes('At last.'))).toBe(true)
    expect((await other).bytes.equals(oracleBytes('Me too.'))).toBe(true)
    expect([emulator.sockets, emulator.contexts]).toEqual([4, 31])
    for (const stream of held) stream.end()
    await Promise.all(held.map((stream) => stream.result))
    expect([emulator.sockets, emulator.contexts]).toEqual([4, 0])
    expect(emulator.violations).toEqual([])
  })

  it('lets nobody wait longer than two seconds for others that do not end', async () => {
    const clock = new WatchedClock()
    await using pool = await startPool({ clock })
    const held = await Promise.all(names.map((name) => pool.hold(name)))
    const texts = ['First of all.', 'And then.']
    const said = Promise.all(texts.map((text) => pool.say(text)))
    await clock.saw(2_000, 2)
    expect(pool.proxy.attempts).toHaveLength(4)
    clock.advance(2_000)
    expect(await said).toEqual([true, true])
    expect(pool.emulator.sessions.map((session) => session.requestCount)).toEqual([
      8, 8, 8, 8, 1, 1,
    ])
    held[0]!.end()
    await held[0]!.result
    expect(pool.emulator.contexts).toBe(31)
  })

  it('gives the place of a stream that was cancelled while it waited to the next', async () => {
    await using pool = await startPool({ clock: new FakeClock() })
    const held = await Promise.all(names.map((name) => pool.hold(name)))
    const cancelled = streamSpeech(pool.service, { text: 'Never.', ...spokenAs })
    const next = hear(streamSpeech(pool.service, { text: 'At last.', ...spokenAs }))
    cancelled.cancel()
    held[0]!.end()
    expect((await next).bytes.equals(oracleBytes('At last.'))).toBe(true)
    await expect(cancelled.result).rejects.toMatchObject({ code: 'aborted' })
    expect(pool.emulator.journal.some(({ message }) => message?.['text'] === 'Never.')).toBe(false)
  })

  it('uses an idle socket before it opens another', async () => {
    await using pool = await startPool()
    for (const text of ['One.', 'Two.', 'Three.']) expect(await pool.say(text)).toBe(true)
    expect(pool.emulator.sessions).toHaveLength(1)
    const held = await pool.hold('busy')
    expect(await pool.say('Four.')).toBe(true)
    expect(pool.emulator.sessions.map((session) => session.requestCount)).toEqual([4, 1])
    held.end()
    await held.result
    await Promise.all(['Five.', 'Six.'].map((text) => pool.say(text)))
    expect(pool.emulator.sessions.map((session) => session.requestCount)).toEqual([5, 2])
  })

  it('leaves a stream alone that wants a socket of its own, and closes that at once', async () => {
    await using pool = await startPool()
    const shared = await pool.hold('shared')
    const text = 'All by myself.'
    const alone = streamSpeech(pool.service, { text, dedicated: true, ...spokenAs })
    expect((await hear(alone)).bytes.equals(oracleBytes(text))).toBe(true)
    await pool.emulator.waitFor(({ kind }) => kind === 'close')
    expect(pool.emulator.sockets).toBe(1)
    shared.end()
    await shared.result
    expect(pool.emulator.sessions.map((session) => session.requestCount)).toEqual([1, 1])
  })

  it('ends all it has, and what waits for it, when it is closed, and can be used again', async () => {
    await using pool = await startPool({ clock: new FakeClock() })
    const held = await Promise.all(names.map((name) => pool.hold(name)))
    const waiting = streamSpeech(pool.service, { text: 'Waiting.', ...spokenAs })
    const failures = [...held, waiting].map((stream) =>
      expect(stream.result).rejects.toMatchObject({
        code: 'aborted',
        message: 'The client was closed.',
      }),
    )
    await pool.service.pool!.close()
    await Promise.all(failures)
    expect(pool.proxy.attempts).toHaveLength(4)
    expect(await pool.say('Again.')).toBe(true)
    expect(pool.proxy.attempts).toHaveLength(5)
  })
})

describe('a warm socket', () => {
  const timeouts = { pingMs: Infinity }

  it('retires when it is free and four fifths of a session old', async () => {
    const clock = new FakeClock()
    await using pool = await startPool({ clock, client: { maxSessionSeconds: 100, timeouts } })
    const held = await pool.hold('busy')
    clock.advance(79_000)
    const { emulator } = pool
    clock.advance(1_000)
    expect(await pool.say('On another.')).toBe(true)
    expect(emulator.sockets).toBe(2)
    held.end()
    await held.result
    await emulator.waitFor(({ kind }) => kind === 'close')
    expect(emulator.sessions.map(({ isOpen }) => isOpen)).toEqual([false, true])
  })

  it('retires when nobody has used it for the rest of that time', async () => {
    const clock = new FakeClock()
    await using pool = await startPool({ clock, client: { maxSessionSeconds: 100, timeouts } })
    expect(await pool.say('One.')).toBe(true)
    clock.advance(60_000)
    expect(await pool.say('Two.')).toBe(true)
    expect(pool.emulator.sessions).toHaveLength(1)
    clock.advance(19_999)
    expect(pool.emulator.sockets).toBe(1)
    clock.advance(1)
    await pool.emulator.waitFor(({ kind }) => kind === 'close')
    expect(pool.emulator.sockets).toBe(0)
    expect(await pool.say('Three.')).toBe(true)
  })

  it.each([
    ['properly', { closeCode: 1000 }],
    ['without a word', 'fin'],
    ['with a reset', 'rst'],
  ] as const)('that the service closes %s while it is idle costs nothing', async (_name, how) => {
    await using pool = await startPool({ client: { retry: { maxRetries: 0 } } })
    expect(await pool.say('Before.')).toBe(true)
    // Its end and the next request cross each other.
    pool.proxy.cutAll(how)
    expect(await pool.say('After.')).toBe(true)
    expect(pool.proxy.attempts).toHaveLength(2)
    expect(pool.budget.spent).toBe(0)
  })

  it('that is dead without a word costs five seconds and no attempt', async () => {
    const clock = new FakeClock()
    await using pool = await startPool({ clock, client: { retry: { maxRetries: 0 } } })
    expect(await pool.say('Before.')).toBe(true)
    clock.advance(9_000)
    pool.proxy.connections[0]!.stall()
    const said = pool.say('After.')
    clock.advance(5_000)
    expect(await said).toBe(true)
    expect(pool.proxy.attempts).toHaveLength(2)
    expect(pool.budget.spent).toBe(0)
  })
})
