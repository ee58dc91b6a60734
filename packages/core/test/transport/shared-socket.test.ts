import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { Gradium, streamSpeech } from '../../src/index.node.ts'
import { hear, oracleBytes, spokenAs } from '../speech/oracle-service.ts'
import { names, startPool } from './speech-pool.ts'

describe('requests that share a socket', () => {
  it('are not harmed by one that asks for a voice that does not exist', async () => {
    await using pool = await startPool()
    const texts = names.map((name, index) => `${name} says ${index} things, and no more.`)
    const good = texts.map((text) => hear(streamSpeech(pool.service, { text, ...spokenAs })))
    const voiceId = 'no-such-voice'
    const bad = hear(streamSpeech(pool.service, { text: 'Bad.', ...spokenAs, voiceId }))
    const heard = await Promise.all(good)
    expect((await bad).error).toMatchObject({ code: 'policy', attempts: 1 })
    for (const [index, { bytes, error, result }] of heard.entries()) {
      const whole = oracleBytes(texts[index]!)
      if (error === undefined) expect(bytes.equals(whole)).toBe(true)
      else {
        // One that had begun to speak on the socket that the bad one lost.
        expect(error).toMatchObject({ code: 'truncated' })
        expect(bytes.equals(whole.subarray(0, bytes.length))).toBe(true)
        expect(`${result.spokenText} ${result.remainingText}`.trim()).toBe(texts[index])
      }
    }
    const setups = pool.emulator.journal.filter(({ message }) => message?.['voice_id'] === voiceId)
    expect(setups).toHaveLength(1)
  })

  it('go on elsewhere when they may be resumed, and the bad one does not', async () => {
    await using pool = await startPool()
    const texts = names.slice(0, 28).map((name) => `${name} says a few things and then some more.`)
    const good = texts.map((text) =>
      hear(streamSpeech(pool.service, { text, ...spokenAs, resume: 'segment' })),
    )
    const bad = ['a', 'b', 'c', 'd'].map((name) =>
      hear(streamSpeech(pool.service, { text: name, ...spokenAs, voiceId: `no-voice-${name}` })),
    )
    for (const [index, { bytes, error }] of (await Promise.all(good)).entries()) {
      expect(error).toBeUndefined()
      expect(bytes.equals(oracleBytes(texts[index]!))).toBe(true)
    }
    for (const { error } of await Promise.all(bad))
      expect(error).toMatchObject({ code: 'policy', attempts: 1 })
    const setups = pool.emulator.journal.filter(({ message }) =>
      String(message?.['voice_id']).startsWith('no-voice'),
    )
    expect(setups).toHaveLength(4)
    expect(pool.emulator.contexts).toBe(0)
  })

  it('leave one that the service is about to close, so that the next attempt can be another', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    const auth = 'API key is revoked or expired'
    server.on('connection', (socket, { url = '' }) => {
      if (url.includes('expired')) {
        let setups = 0
        socket.on('message', (data: Buffer) => {
          if (!data.includes('"setup"')) return
          setups += 1
          if (setups > 1) socket.close(1008, auth)
          else socket.send(JSON.stringify({ type: 'error', message: auth, code: 1008 }))
        })
        return
      }
      socket.on('message', (data: Buffer) => {
        const { type, client_req_id } = JSON.parse(data.toString()) as Record<string, string>
        if (type === 'setup')
          socket.send(JSON.stringify({ type: 'ready', request_id: 'r', client_req_id }))
        if (type === 'end_of_stream') socket.send(JSON.stringify({ type, client_req_id }))
      })
    })
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    let asked = 0
    const token = (): string => (asked++ === 0 ? 'expired' : 'fresh')
    await using gradium = new Gradium({ token, baseUrl: `http://127.0.0.1:${port}/api` })
    expect((await hear(gradium.speech.stream({ text: 'Hello.' }))).error).toBeUndefined()
    expect(asked).toBe(2)
    await gradium.close()
    server.close()
  })

  it('hear nothing of one that was cancelled, whose place is free when the service is done', async () => {
    await using pool = await startPool({ emulator: { clock: 'realtime', speed: 20 } })
    const held = await Promise.all(names.slice(0, 4).map((name) => pool.hold(name)))
    const text = 'A long sentence, that somebody does not want to hear to its end after all.'
    const unwanted = streamSpeech(pool.service, { text, ...spokenAs })
    for await (const event of unwanted) if (event.type === 'audio') break
    expect(pool.emulator.contexts).toBe(5)
    const ended = await pool.emulator.waitFor(
      ({ message }) => message?.['type'] === 'end_of_stream',
    )
    expect(ended.session).toBe(pool.emulator.sessions[0]!.id)
    await pool.emulator.waitFor(
      ({ message, direction }) => direction === 'out' && message?.['type'] === 'end_of_stream',
    )
    for (const [index, stream] of held.entries()) {
      stream.write('and on')
      stream.end()
      const { spokenText, words } = await stream.result
      expect(spokenText).toBe(`${names[index]} and on`)
      expect(words.map((word) => word.text).join(' ')).toBe(spokenText)
    }
    expect(pool.emulator.contexts).toBe(0)
  })

  it('are rid of a cancelled one whose text had not ended', async () => {
    await using pool = await startPool()
    const held = await Promise.all(names.slice(0, 8).map((name) => pool.hold(name)))
    for (const stream of held.slice(4)) stream.cancel()
    const isEnd = (entry: { direction?: string; type?: string }): boolean =>
      entry.direction === 'out' && entry.type === 'end_of_stream'
    await pool.emulator.waitFor(() => pool.emulator.journal.filter(isEnd).length === 4)
    expect(await pool.say('Next.')).toBe(true)
    expect([pool.emulator.sockets, pool.emulator.contexts]).toEqual([4, 4])
    expect(pool.emulator.violations).toEqual([])
  })

  it('keep a socket only as long as somebody listens', async () => {
    await using pool = await startPool({ emulator: { clock: 'realtime', speed: 10 } })
    const text = 'Nobody wants to hear this, and the service shall not go on with it.'
    const stream = streamSpeech(pool.service, { text, ...spokenAs })
    for await (const event of stream) if (event.type === 'audio') break
    await pool.emulator.waitFor(({ kind }) => kind === 'close')
    expect(pool.emulator.sockets).toBe(0)
    expect(await pool.say('Next.')).toBe(true)
    expect(pool.emulator.contexts).toBe(0)
  })

  it('are not slowed down by a slow reader, who alone is told', async () => {
    await using pool = await startPool({ client: { maxQueuedBytes: 200_000 } })
    const held = await Promise.all(names.slice(0, 4).map((name) => pool.hold(name)))
    const slow = streamSpeech(pool.service, { text: 'slowly '.repeat(100), ...spokenAs })
    const events = slow[Symbol.asyncIterator]()
    await events.next()
    await expect(slow.result).rejects.toMatchObject({ code: 'backpressure' })
    for (const stream of held) {
      stream.write('done')
      stream.end()
      expect((await stream.result).words).toHaveLength(2)
    }
  })

  it('are not ended again by one that the service has no room for', async () => {
    const retry = { maxRetries: 100, maxOutageMs: Infinity }
    await using pool = await startPool({ client: { retry } })
    const held = await Promise.all(names.slice(0, 4).map((name) => pool.hold(name)))
    const ends = held.map((stream) =>
      stream.result.then(
        () => 'whole',
        ({ code }) => String(code),
      ),
    )
    pool.emulator.setConcurrencyLimit(2)
    const text = 'There is no room for this one yet.'
    const next = hear(streamSpeech(pool.service, { text, ...spokenAs }))
    await pool.proxy.waitFor(() => pool.proxy.attempts.length >= 8)
    for (const stream of held) stream.end()
    const heard = await next
    expect(heard.error).toBeUndefined()
    expect(heard.bytes.equals(oracleBytes(text))).toBe(true)
    // The first refusal ended the socket that it came on.
    expect((await Promise.all(ends)).filter((end) => end !== 'whole')).toEqual(['truncated'])
  })
})
