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

  it('counts audio instead of time when it is told to, on every route', async () => {
    await using emulator = await start({
      clock: 'manual',
      sessionLimitSeconds: 1,
      firstAudioMs: 0,
      compatibility: { isLimitAudioTime: true },
    })
    const message = 'Session exceeded maximum duration of 1 seconds'
    const client = emulator.open('/speech/asr')
    await client.send({ type: 'setup', input_format: 'pcm' })
    await client.type('ready')
    await emulator.clock.advance(10_000)
    // 80 ms each: the limit of 12.5 is reached with the thirteenth.
    for (let count = 0; count < 20; count += 1) {
      await client.send({ type: 'audio', audio: Buffer.alloc(3840).toString('base64') })
    }
    expect(await client.closed).toEqual({ code: 1008, reason: message })
    expect(client.all('step')).toHaveLength(13)
    expect(client.messages.at(-1)).toEqual({ type: 'error', message, code: 1008 })

    const speaker = emulator.open('/speech/tts')
    await speaker.send(
      { type: 'setup', voice_id: emma, output_format: 'pcm_8000' },
      { type: 'text', text: 'far too many words for a single second of sound, as it seems' },
      { type: 'end_of_stream' },
    )
    await speaker.type('ready')
    await emulator.clock.advance(80)
    while (speaker.all('audio').length < 13) {
      const seen = speaker.messages.length
      await emulator.clock.advance(80)
      await speaker.next(() => speaker.messages.length > seen)
    }
    expect(await speaker.closed).toEqual({ code: 1008, reason: message })
    expect(speaker.all('audio')).toHaveLength(13)
    expect(emulator.sessions.map((session) => session.receivedAudioSeconds > 1)).toEqual([
      true,
      false,
    ])
  })

  it('transcribes ten minutes of audio in no time on the manual clock, which stands still', async () => {
    await using emulator = await start({ clock: 'manual', credits: Infinity })
    const client = emulator.open('/speech/asr')
    await client.send({ type: 'setup', input_format: 'pcm' })
    const second = Buffer.alloc(48_000).toString('base64')
    for (let count = 0; count < 600; count += 1) await client.send({ type: 'audio', audio: second })
    await client.send({ type: 'end_of_stream' })
    expect((await client.closed).code).toBe(1000)
    expect(client.all('step').at(-1)!.total_duration_s).toBeCloseTo(600)
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

  it('lets the concurrency limit be changed while it runs; a reset takes that back', async () => {
    await using emulator = await start({ engine: 'oracle' })
    const first = emulator.open('/speech/tts')
    await first.send({ type: 'setup', voice_id: emma })
    await first.type('ready')
    emulator.setConcurrencyLimit(1)
    expect(await (await emulator.speak('refused')).closed).toEqual({
      code: 1008,
      reason: 'Concurrency limit exceeded.',
    })
    emulator.setConcurrencyLimit(2)
    expect((await (await emulator.speak('fits')).closed).code).toBe(1000)
    emulator.setConcurrencyLimit(0)
    expect((await (await emulator.speak('refused')).closed).code).toBe(1008)
    emulator.reset()
    expect((await (await emulator.speak('fits')).closed).code).toBe(1000)
    expect(() => emulator.setConcurrencyLimit(Number.NaN)).toThrow('a number from 0')
  })

  it('counts the requests and sockets that are open, through multiplexing, errors and lost connections', async () => {
    await using emulator = await start()
    const isClosed = (session: number) => (): Promise<unknown> =>
      emulator.waitFor(
        (entry) => entry.kind === 'close' && entry.session === emulator.sessions[session]?.id,
      )
    const shared = emulator.open('/speech/tts')
    for (const id of ['a', 'b', 'c']) {
      const setup = { type: 'setup', voice_id: emma, close_ws_on_eos: false, client_req_id: id }
      await shared.send(setup)
      await shared.next((message) => message.type === 'ready' && message.client_req_id === id)
    }
    const other = emulator.open('/speech/asr')
    await other.send({ type: 'setup', input_format: 'pcm' })
    await other.type('ready')
    expect([emulator.contexts, emulator.sockets]).toEqual([4, 2])
    await shared.send({ type: 'end_of_stream', client_req_id: 'a' })
    await shared.type('end_of_stream')
    await expect.poll(() => emulator.contexts).toBe(3)
    other.socket.terminate()
    await isClosed(1)()
    await expect.poll(() => [emulator.contexts, emulator.sockets]).toEqual([2, 1])
    await shared.send({ type: 'nonsense', client_req_id: 'b' })
    await shared.closed
    await isClosed(0)()
    await expect.poll(() => [emulator.contexts, emulator.sockets]).toEqual([0, 0])
    await emulator
      .call('/post/speech/tts', {
        method: 'POST',
        body: JSON.stringify({ text: 'hi', voice_id: emma, output_format: 'pcm' }),
      })
      .then((reply) => reply.text())
    await expect.poll(() => emulator.contexts).toBe(0)
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
