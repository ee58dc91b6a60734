import type { ProxyRule } from '@gradium-kit/fixtures/fault-proxy'
import { describe, expect, it } from 'vitest'
import { translateLive, type LiveTranslation, type TranslationEvent } from '../../src/index.node.ts'
import { collect } from '../harness.ts'
import { startOracleService, type OracleService } from '../speech/oracle-service.ts'

const audio = new Uint8Array(24_000 * 2)
const options = { outputFormat: 'pcm_8000' } as const

/** A client of a service that hears words whatever it is sent, so that it has something to say. */
function start(rules: readonly ProxyRule[] = [], client = {}): Promise<OracleService> {
  const timed = Array.from({ length: 8 }, (_, index) => ({
    startSeconds: index * 0.4,
    endSeconds: index * 0.4 + 0.3,
    text: `word${index}`,
  }))
  return startOracleService({
    rules,
    client,
    emulator: { engine: 'tone', chunkSplit: 'frames', script: { timed }, isDeterministic: true },
  })
}

async function translated(
  oracle: OracleService,
  send: (live: LiveTranslation) => void,
): Promise<{ events: TranslationEvent[]; bytes: Buffer; text: string }> {
  const live = translateLive(oracle.service, options)
  send(live)
  const [events, { text }] = await Promise.all([collect(live), live.finish()])
  const pieces = events.flatMap((event) => (event.type === 'audio' ? [event.audio] : []))
  return { events, bytes: Buffer.concat(pieces), text }
}

function sendFour(live: LiveTranslation): void {
  for (let count = 0; count < 4; count += 1) live.send(audio)
}

describe('a translation', () => {
  it.each([
    ['a refused connection', { refuse: true }],
    ['half a handshake', { down: { afterBytes: 20, how: 'fin' } }],
    ['an end before ready', { down: { afterMessages: 0, how: 'fin' } }],
    ['a close with 1011 after ready', { down: { afterMessages: 1, how: { closeCode: 1011 } } }],
    ['status 503', { answer: { status: 503 } }],
  ] as const)('is made again from its first audio after %s', async (_name, rule) => {
    await using whole = await start()
    const expected = await translated(whole, sendFour)
    expect(expected.text).toMatch(/^word0 word1/)
    await using oracle = await start([
      { connection: 1, ...rule },
      { connection: 2, ...rule },
    ])
    const { events, bytes, text } = await translated(oracle, sendFour)
    expect(text).toBe(expected.text)
    expect(bytes.equals(expected.bytes)).toBe(true)
    expect(events.filter(({ type }) => type === 'ready')).toHaveLength(1)
    expect(events.map(({ type }) => type)).toEqual(expected.events.map(({ type }) => type))
    expect(oracle.proxy.attempts).toHaveLength(3)
    expect(oracle.emulator.violations).toEqual([])
  })

  it('hears what was said while there was no connection', async () => {
    await using oracle = await start()
    oracle.proxy.refuse()
    const live = translateLive(oracle.service, options)
    live.send(audio)
    await oracle.proxy.waitFor(() => oracle.proxy.attempts.length === 2)
    live.send(audio.subarray(0, 1_001))
    live.send(audio.subarray(1_001))
    oracle.proxy.refuse(false)
    sendFour(live)
    await live.finish()
    expect(oracle.emulator.sessions.at(-1)!.receivedAudioSeconds).toBeCloseTo(6, 6)
  })

  it('that has answered is not made again', async () => {
    await using oracle = await start([{ connection: 1, down: { afterMessages: 5, how: 'fin' } }])
    const live = translateLive(oracle.service, options)
    sendFour(live)
    void live.finish().catch(() => {})
    const events: TranslationEvent[] = []
    const read = (async () => {
      for await (const event of live) events.push(event)
    })()
    await expect(read).rejects.toMatchObject({ code: 'truncated', attempts: 1 })
    expect(events.length).toBeGreaterThan(1)
    await expect(live.result).rejects.toMatchObject({
      partial: { text: expect.stringMatching(/^word0/) },
    })
    expect(oracle.proxy.attempts).toHaveLength(1)
  })

  it('of more audio than may be kept is not made again', async () => {
    await using oracle = await start([], { maxMessageBytes: 200_000 })
    const { proxy } = oracle
    proxy.setRules({ connection: 1, down: { afterMessages: 0, how: 'stall' } })
    const live = translateLive(oracle.service, options)
    await proxy.waitFor(() => oracle.emulator.sockets === 1)
    for (let count = 0; count < 6; count += 1) {
      live.send(audio)
      const { receivedAudioSeconds } = oracle.emulator.sessions[0]!
      await oracle.emulator.waitFor(
        () => oracle.emulator.sessions[0]!.receivedAudioSeconds > receivedAudioSeconds,
      )
    }
    proxy.cutAll('fin')
    await expect(live.result).rejects.toMatchObject({ code: 'connection', attempts: 1 })
    expect(proxy.attempts).toHaveLength(1)
  })

  it('closes its sockets whenever it is closed', async () => {
    for (const rule of [{}, { silent: true }, { refuse: true }]) {
      await using oracle = await start([rule])
      const live = translateLive(oracle.service, options)
      live.send(audio)
      await oracle.proxy.waitFor(() => oracle.proxy.attempts.length > 0)
      await live.close()
      await live.close()
      await expect(live.result).rejects.toMatchObject({ code: 'aborted' })
      const { proxy } = oracle
      await proxy.waitFor(() => !proxy.connections.some(({ isOpen }) => isOpen))
    }
  })
})
