/* oxlint-disable no-await-in-loop -- frames go out one after the other */
import { describe, expect, it } from 'vitest'
import { emma, json, start } from './raw-client.ts'

describe('limits', () => {
  it('closes a socket at the session limit with the documented text', async () => {
    await using emulator = await start({ clock: 'manual' })
    const client = emulator.open('/speech/asr')
    await client.send({ type: 'setup', input_format: 'pcm' })
    await client.type('ready')
    await emulator.clock.advance(299_999)
    expect(client.all('error')).toHaveLength(0)
    await emulator.clock.advance(1)
    const message = 'Session exceeded maximum duration of 300 seconds'
    expect(await client.closed).toEqual({ code: 1008, reason: message })
    expect(client.messages.at(-1)).toEqual({ type: 'error', message, code: 1008 })
  })

  it('closes a socket that stays silent without a request', async () => {
    await using emulator = await start({ clock: 'manual', idleLimitSeconds: 10 })
    const client = emulator.open('/speech/tts')
    await client.opened
    await emulator.waitFor((entry) => entry.kind === 'open')
    await emulator.clock.advance(10_000)
    expect(await client.closed).toEqual({ code: 1000, reason: 'Idle for too long.' })
  })

  it('refuses requests above the concurrency limit of a key, and frees the place again', async () => {
    await using emulator = await start({ concurrencyLimit: 1 })
    const first = emulator.open('/speech/tts')
    await first.send({ type: 'setup', voice_id: emma })
    await first.type('ready')
    const second = await emulator.speak('too many')
    expect(second.messages).toEqual([
      { type: 'error', message: 'Concurrency limit exceeded.', code: 1008 },
    ])
    const other = emulator.open('/speech/tts', { 'x-api-key': 'another' })
    await other.send({ type: 'setup', voice_id: emma })
    await other.type('ready')
    other.socket.terminate()
    first.socket.terminate()
    await emulator.waitFor((entry) => entry.kind === 'close' && entry.code === 1006)
    await first.closed
    await emulator.waitFor(
      (entry) => entry.kind === 'close' && entry.session === emulator.sessions[0]?.id,
    )
    expect((await (await emulator.speak('fits')).closed).code).toBe(1000)
  })

  it('takes one credit a character for TTS and ends with 1008 when they are used up', async () => {
    await using emulator = await start({ credits: 20 })
    await (
      await emulator.speak('Hello, world.')
    ).closed
    const credits = async (): Promise<number> => {
      const reply = await emulator.call('/usages/credits')
      return (await json<{ remaining_credits: number }>(reply)).remaining_credits
    }
    expect(await credits()).toBe(7)
    const broke = await emulator.speak('More than seven characters')
    expect(await broke.closed).toEqual({ code: 1008, reason: 'Not enough credits.' })
    expect(await credits()).toBe(0)
    const refused = await emulator.speak('x')
    expect(refused.messages.map((message) => message.type)).toEqual(['error'])
  })

  it('takes 3 credits a second for STT and 30 for S2S', async () => {
    await using emulator = await start()
    const second = Buffer.alloc(48000).toString('base64')
    for (const [path, spent] of [
      ['/speech/asr', 6],
      ['/speech/s2s', 66],
    ] as const) {
      const client = emulator.open(path)
      await client.send(
        { type: 'setup', input_format: 'pcm' },
        { type: 'audio', audio: second },
        { type: 'audio', audio: second },
        { type: 'end_of_stream' },
      )
      await client.closed
      const reply = await emulator.call('/usages/summary')
      expect(await reply.json()).toMatchObject({ consumed_credits: spent })
    }
  })

  it('paces audio on a clock that runs: first audio late, then one frame at a time', async () => {
    await using emulator = await start({ clock: 'manual', firstAudioMs: 200 })
    const client = emulator.open('/speech/tts')
    await client.send(
      { type: 'setup', voice_id: emma, output_format: 'pcm' },
      { type: 'text', text: 'slowly' },
      { type: 'end_of_stream' },
    )
    await client.type('ready')
    await emulator.clock.advance(199)
    expect(client.all('audio')).toHaveLength(0)
    await emulator.clock.advance(1)
    await client.next((message) => message.stop_s === 0.08)
    await emulator.clock.advance(79)
    expect(client.all('audio')).toHaveLength(1)
    expect(emulator.clock.pendingMs).toContain(1)
    await emulator.clock.advance(1)
    await client.next((message) => message.stop_s === 0.16)
  })

  it('closes its sockets with 1001 when it stops', async () => {
    const emulator = await start()
    const client = emulator.open('/speech/tts')
    await client.send({ type: 'setup', voice_id: emma })
    await client.type('ready')
    await Promise.all([emulator.close(), emulator.close()])
    expect((await client.closed).code).toBe(1001)
  })
})
