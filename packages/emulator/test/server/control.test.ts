import { request } from 'node:http'
import { readWav } from '@gradium-kit/audio'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CallOptions, type TestEmulator, emma, json, start } from './raw-client.ts'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await start({ clock: 'manual', firstAudioMs: 0, speed: 1000 })
})
afterAll(() => emulator.close())

const control = (path: string, init?: CallOptions): Promise<Response> =>
  fetch(new URL(`/__emulator/${path}`, emulator.url), init)

const post = (path: string, body: unknown): Promise<Response> =>
  control(path, { method: 'POST', body: JSON.stringify(body) })

interface Entry {
  index: number
  kind: string
  type?: string
  session: string
}

async function speak(text: string): Promise<string> {
  const client = emulator.open('/speech/tts')
  await client.send(
    { type: 'setup', voice_id: emma, output_format: 'pcm_24000' },
    { type: 'text', text },
    { type: 'end_of_stream' },
  )
  await client.type('ready')
  await emulator.clock.advance(1000)
  await client.closed
  const closed = await emulator.waitFor(
    (entry) => entry.kind === 'close' && entry.session === emulator.sessions.at(-1)?.id,
  )
  return closed.session
}

describe('control routes', () => {
  it('tell health, options and sessions', async () => {
    expect(await json(control('health'))).toEqual({ status: 'ok' })
    expect(await json(control('info'))).toMatchObject({ engine: 'tone', clock: 'manual' })
    const id = await speak('Remember me.')
    const sessions = await json<object[]>(control('sessions'))
    expect(sessions.at(-1)).toMatchObject({
      id,
      route: 'tts',
      isOpen: false,
      closeCode: 1000,
      requestCount: 1,
      receivedMessages: 3,
    })
    expect(await json(control(`sessions/${id}`))).toEqual(sessions.at(-1))
    expect((await control('sessions/none')).status).toBe(404)
  })

  it('give back the audio of a session as WAV', async () => {
    const id = await speak('Play me.')
    const reply = await control(`sessions/${id}/audio.wav`)
    expect(reply.headers.get('content-type')).toBe('audio/wav')
    const { format, data } = readWav(new Uint8Array(await reply.arrayBuffer()))
    expect(format).toMatchObject({ sampleRateHz: 24000, channelCount: 1 })
    expect(data.length % 3840).toBe(0)
    expect(data.some((byte) => byte !== 0)).toBe(true)
    expect((await control(`sessions/${id}/audio.wav?direction=in`)).status).toBe(404)
  })

  it('filter and page the journal, in which audio is a length', async () => {
    const session = await speak('Write me down.')
    const { entries } = await json<{ entries: Entry[] }>(control(`journal?session=${session}`))
    expect(entries.map((entry) => entry.type ?? entry.kind).slice(0, 5)).toEqual([
      'open',
      'setup',
      'text',
      'end_of_stream',
      'ready',
    ])
    expect(entries.find((entry) => entry.type === 'audio')).toMatchObject({
      message: { type: 'audio', audioBytes: 3840, start_s: 0 },
    })
    const after = entries[1]?.index ?? NaN
    const page = await json<{ entries: Entry[]; total: number }>(
      control(`journal?session=${session}&after=${after}&limit=2`),
    )
    expect(page).toEqual({ entries: entries.slice(2, 4), total: entries.length - 2 })
  })

  it('stream the journal as events', async () => {
    const stop = new AbortController()
    const reply = await control('events', { signal: stop.signal })
    expect(reply.headers.get('content-type')).toBe('text/event-stream')
    const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader()
    const marker = speak('Tell me.')
    let text = ''
    while (!text.includes('"text":"Tell me."')) {
      // oxlint-disable-next-line no-await-in-loop -- a stream comes in order
      text += (await reader?.read())?.value ?? ''
    }
    await marker
    expect(text).toMatch(/^id: \d+\ndata: \{"index":\d+/m)
    stop.abort()
  })

  it('switch faults on and off', async () => {
    const added = await post('faults', {
      what: { kind: 'close', code: 1013 },
      match: { key: 'victim' },
    })
    const { id } = await json<{ id: string }>(added)
    expect(await json(control('faults'))).toMatchObject([{ id, struckCount: 0 }])
    const client = emulator.open('/speech/asr', { 'x-api-key': 'victim' })
    await client.send({ type: 'setup', input_format: 'pcm' })
    expect((await client.closed).code).toBe(1013)
    expect((await control(`faults/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await control(`faults/${id}`, { method: 'DELETE' })).status).toBe(404)
    const refused = await post('faults', { what: { kind: 'nonsense' } })
    expect([refused.status, await json(refused)]).toMatchObject([
      422,
      { detail: expect.stringContaining('Unknown fault kind') },
    ])
  })

  it('refuse faults that could never strike', async () => {
    for (const match of [{ route: 'speech' }, { rout: 'tts' }]) {
      const response = await post('faults', { what: { kind: 'reset' }, match })
      expect(response.status).toBe(422)
      expect(await response.text()).toContain('Known: ')
    }
  })

  it('lead a browser from the address itself to the dashboard', async () => {
    const response = await fetch(new URL('/', emulator.url), { redirect: 'manual' })
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe('/__emulator/')
  })

  it('set a script, advance the clock and reset', async () => {
    expect((await post('script', { lines: ['Hello'] })).status).toBe(204)
    expect((await post('script', { lines: 'Hello' })).status).toBe(422)
    expect((await post('script', {})).status).toBe(204)
    const before = await json<{ nowMs: number }>(post('clock/advance', { milliseconds: 0 }))
    const after = await json<{ nowMs: number }>(post('clock/advance', { milliseconds: 250 }))
    expect(after.nowMs - before.nowMs).toBe(250)
    expect((await post('clock/advance', { milliseconds: -1 })).status).toBe(422)
    expect((await post('reset', {})).status).toBe(204)
    expect(await json(control('sessions'))).toEqual([])
  })

  it('refuse names of other sites that resolve to this machine', async () => {
    const { hostname, port } = new URL(emulator.url)
    const status = await new Promise((resolve) => {
      const options = {
        hostname,
        port,
        path: '/__emulator/journal',
        headers: { host: 'evil.example' },
      }
      request(options, (reply) => resolve(reply.statusCode)).end()
    })
    expect(status).toBe(403)
  })
})

describe('waitFor', () => {
  it('finds what was and what will be', async () => {
    const future = emulator.waitFor((entry) => entry.type === 'text')
    await speak('Now.')
    expect(await future).toMatchObject({ direction: 'in', message: { type: 'text', text: 'Now.' } })
    expect(await emulator.waitFor((entry) => entry.type === 'setup')).toMatchObject({
      route: 'tts',
    })
  })

  it('says what came instead when nothing fitted', async () => {
    const wait = emulator.waitFor(() => false, { timeoutMs: 20 })
    await expect(wait).rejects.toThrow(/^No journal entry fitted within 20 ms\. The last entries: /)
  })
})
