import { once } from 'node:events'
import { afterEach, describe, expect, it } from 'vitest'
import type { FaultRule } from '../../src/index.ts'
import { type RawClient, type TestEmulator, emma, start } from './raw-client.ts'

let emulator: TestEmulator
afterEach(() => emulator.close())

async function speakUnder(rule: FaultRule, options: object = {}): Promise<RawClient> {
  emulator = await start({ isDeterministic: true, ...options })
  emulator.faults.add(rule)
  const client = emulator.open('/speech/tts')
  await client.send(
    { type: 'setup', voice_id: emma, output_format: 'pcm_8000', client_req_id: 'r' },
    { type: 'text', text: 'Hello, world.', client_req_id: 'r' },
    { type: 'end_of_stream', client_req_id: 'r' },
  )
  return client
}

describe('faults before the 101', () => {
  it('answers a status with headers and a body', async () => {
    const rule: FaultRule = {
      what: { kind: 'status', status: 503, headers: { 'retry-after': '2' }, body: '<html>' },
      times: 1,
    }
    const client = await speakUnder(rule).catch((error: unknown) => error)
    expect(String(client)).toContain('503')
    expect((await (await emulator.speak('fine')).closed).code).toBe(1000)
  })

  it.each<FaultRule['what']>([
    { kind: 'redirect', location: 'http://127.0.0.1:9/' },
    { kind: 'reset' },
    { kind: 'fin' },
  ])('never opens with $kind', async (what) => {
    await expect(speakUnder({ what, when: 'upgrade' })).rejects.toThrow(/307|hang up|ECONNRESET/)
  })

  it('hangs', async () => {
    emulator = await start()
    emulator.faults.add({ what: { kind: 'hang' }, match: { route: 'token' } })
    const call = emulator.call('/api-keys/token', { signal: AbortSignal.timeout(100) })
    await expect(call).rejects.toThrow('timeout')
  })
})

it('closes at once although an upgrade hangs, and has noted the fault', async () => {
  emulator = await start()
  emulator.faults.add({ what: { kind: 'hang' } })
  const client = emulator.open('/speech/tts')
  await emulator.waitFor((entry) => entry.kind === 'fault' && entry.text === 'hang')
  await emulator.close()
  await expect(client.opened).rejects.toThrow('hang up')
})

describe('faults in a request', () => {
  it('fails with a code after a number of audio messages', async () => {
    const client = await speakUnder({
      what: { kind: 'error', code: 1011, message: 'worker stopped' },
      when: { afterAudio: 2 },
    })
    expect(await client.closed).toEqual({ code: 1011, reason: 'worker stopped' })
    expect(client.all('audio')).toHaveLength(2)
    expect(client.messages.at(-1)).toMatchObject({ type: 'error', client_req_id: 'r' })
    expect(emulator.journal.some((entry) => entry.kind === 'fault')).toBe(true)
  })

  it('closes without an error', async () => {
    const client = await speakUnder({ what: { kind: 'close', code: 1013, reason: 'later' } })
    expect(await client.closed).toEqual({ code: 1013, reason: 'later' })
    expect(client.messages).toEqual([])
  })

  it('answers neither messages nor pings once it is deaf, and notices when the client leaves', async () => {
    const client = await speakUnder({
      what: { kind: 'deaf' },
      when: { afterAudio: 2 },
      times: 1,
    })
    await emulator.waitFor((entry) => entry.kind === 'fault')
    await client.next((message) => message.stop_s === 0.16)
    let pongs = 0
    client.socket.on('pong', () => (pongs += 1))
    client.socket.ping()
    await client.send({ type: 'setup', voice_id: emma, client_req_id: 'other' })
    // What a second socket is told after all that would have come first.
    await emulator.speak('beside')
    expect([pongs, client.all('audio').length]).toEqual([0, 2])
    await expect.poll(() => emulator.sockets).toBe(1)
    client.socket.terminate()
    await emulator.waitFor((entry) => entry.kind === 'close' && entry.code === 1006)
    expect([emulator.contexts, emulator.sockets]).toEqual([0, 0])
  })

  it('answers pings of a socket whose request has stalled', async () => {
    const client = await speakUnder({ what: { kind: 'stall' }, when: { afterAudio: 2 } })
    await emulator.waitFor((entry) => entry.kind === 'fault')
    const pong = once(client.socket, 'pong')
    client.socket.ping()
    await pong
    expect(client.all('audio')).toHaveLength(2)
    client.socket.terminate()
  })

  it('leaves a deaf REST call without an end until the client gives up', async () => {
    emulator = await start()
    emulator.faults.add({
      what: { kind: 'deaf' },
      when: { afterAudio: 1 },
      match: { route: 'rest-tts' },
    })
    const abort = new AbortController()
    const reply = await emulator.call('/post/speech/tts', {
      method: 'POST',
      body: JSON.stringify({ text: 'hello', voice_id: emma, output_format: 'pcm_8000' }),
      signal: abort.signal,
    })
    const body = reply.text()
    await emulator.waitFor((entry) => entry.kind === 'fault')
    expect(emulator.contexts).toBe(1)
    abort.abort()
    await expect(body).rejects.toThrow('abort')
    await expect.poll(() => emulator.contexts).toBe(0)
  })

  it.each<'reset' | 'fin'>(['reset', 'fin'])('loses the connection with %s', async (kind) => {
    const what = { kind }
    const client = await speakUnder({ what, when: { afterMessages: 3 } })
    expect((await client.closed).code).toBe(1006)
    // A reset may overtake what was sent before it.
    if (kind === 'fin') expect(client.messages).toHaveLength(3)
    else expect(client.messages.length).toBeLessThanOrEqual(3)
  })

  it('stalls and keeps the socket', async () => {
    const client = await speakUnder({ what: { kind: 'stall' }, when: { afterAudio: 1 } })
    await emulator.waitFor((entry) => entry.kind === 'fault')
    client.socket.ping()
    await new Promise((resolve) => client.socket.once('pong', resolve))
    expect(client.all('audio')).toHaveLength(1)
    client.socket.terminate()
    await emulator.waitFor((entry) => entry.kind === 'close')
  })

  it('drops, duplicates and delays messages', async () => {
    let client = await speakUnder({ what: { kind: 'drop' }, when: 'end' })
    expect((await client.closed).code).toBe(1000)
    expect(client.all('end_of_stream')).toEqual([])
    await emulator.close()
    client = await speakUnder({ what: { kind: 'duplicate' } })
    await client.closed
    expect(client.all('ready')).toHaveLength(2)
    await emulator.close()
    const started = performance.now()
    client = await speakUnder({ what: { kind: 'delay', milliseconds: 60 } })
    await client.type('ready')
    expect(performance.now() - started).toBeGreaterThanOrEqual(59)
    await client.closed
  })

  it.each<['malformed-json' | 'bad-base64' | 'unknown-type' | 'extra-fields' | 'binary', RegExp]>([
    ['malformed-json', /^\{"type":"audio",$/m],
    ['bad-base64', /"audio":"\*not base64\*"/],
    ['unknown-type', /^\{"type":"emulator_unknown","detail":1\}$/m],
    ['extra-fields', /"emulator_extra":\{"nested":\[1,null\]\}/],
    ['binary', /^<binary>$/m],
  ])('sends %s once', async (kind, pattern) => {
    const client = await speakUnder({ what: { kind }, when: { afterAudio: 1 } })
    expect((await client.closed).code).toBe(1000)
    const text = client.frames.join('\n')
    expect(text).toMatch(pattern)
    expect(text.replace(pattern, '')).not.toMatch(pattern)
  })

  it('sends audio that ends inside a sample', async () => {
    const client = await speakUnder({ what: { kind: 'odd-pcm' } })
    await client.closed
    const sizes = client.all('audio').map(({ audio }) => Buffer.from(audio, 'base64').length)
    expect(sizes[0]).toBe(1279)
    expect(new Set(sizes.slice(1))).toEqual(new Set([1280]))
  })

  it('leaves out flushed on STT', async () => {
    emulator = await start()
    emulator.faults.add({ what: { kind: 'drop' }, when: 'flush' })
    const client = emulator.open('/speech/asr')
    await client.send(
      { type: 'setup', input_format: 'pcm' },
      { type: 'flush', flush_id: 1 },
      { type: 'end_of_stream' },
    )
    await client.closed
    expect(client.messages.map((message) => message.type)).toEqual(['ready', 'end_of_stream'])
  })

  it('strikes only what fits, so many times, with the seeded probability', async () => {
    emulator = await start({ seed: 7 })
    const what = { kind: 'close', code: 1012 } as const
    const codes = async (count: number, text = 'plain'): Promise<number[]> => {
      const found: number[] = []
      for (let index = 0; index < count; index++) {
        // oxlint-disable-next-line no-await-in-loop -- the order decides which one is struck
        found.push((await (await emulator.speak(text)).closed).code)
      }
      return found
    }
    emulator.faults.add({ what, match: { text: 'magic words' }, when: { afterAudio: 1 } })
    expect([...(await codes(1)), ...(await codes(1, 'some magic words'))]).toEqual([1000, 1012])
    emulator.faults.clear()
    emulator.faults.add({ what, match: { connection: emulator.sessions.length + 1 } })
    expect(await codes(3)).toEqual([1000, 1012, 1000])
    emulator.faults.clear()
    emulator.faults.add({ what, times: 2 })
    expect(await codes(3)).toEqual([1012, 1012, 1000])
    emulator.faults.clear()
    emulator.faults.add({ what, probability: 0.5 })
    const struck = (await codes(40)).filter((code) => code === 1012).length
    expect(struck).toBeGreaterThan(10)
    expect(struck).toBeLessThan(30)
    emulator.faults.clear()
    emulator.faults.add({ what, match: { voice: 'nobody' } })
    emulator.faults.add({ what, match: { route: 'stt' } })
    emulator.faults.add({ what, match: { key: 'other' } })
    emulator.faults.add({ what, match: { clientRequestId: 'other' } })
    expect(await codes(1)).toEqual([1000])
  })

  it('refuses rules that cannot work, with a sentence', async () => {
    emulator = await start()
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- wrong on purpose
    const add = (rule: unknown) => () => emulator.faults.add(rule as FaultRule)
    expect(add({ what: { kind: 'explode' } })).toThrow(/^Unknown fault kind 'explode'\. Known/)
    expect(add({ what: { kind: 'close', code: 1006 } })).toThrow('WebSocket close code')
    expect(add({ what: { kind: 'drop' }, when: 'never' })).toThrow('The moment of a fault')
    expect(add({ what: { kind: 'status' } })).toThrow('from 200 to 599')
    expect(add(null)).toThrow('A fault rule is an object')
  })
})

const speak = (text: string, more: object = {}): Promise<Response> =>
  emulator.call('/post/speech/tts', {
    method: 'POST',
    body: JSON.stringify({ text, voice_id: emma, output_format: 'pcm', ...more }),
  })

describe('faults on REST', () => {
  it('writes an error line without a code, then ends the body', async () => {
    emulator = await start()
    emulator.faults.add({
      what: { kind: 'error', code: 1011, message: 'worker stopped' },
      when: { afterAudio: 1 },
    })
    const reply = await speak('Hello')
    const lines = (await reply.text()).trim().split('\n')
    expect(reply.status).toBe(200)
    expect(lines.at(-1)).toBe('{"type":"error","message":"worker stopped"}')
  })

  it.each([{ only_audio: true }, { only_audio: false }])('cuts the body with %o', async (more) => {
    emulator = await start()
    emulator.faults.add({ what: { kind: 'reset' }, when: { afterAudio: 1 } })
    const cut = speak('Hello', more).then((reply) => reply.arrayBuffer())
    await expect(cut).rejects.toThrow(/terminated|fetch failed/)
  })

  it('cuts a raw body when it fails late', async () => {
    emulator = await start()
    emulator.faults.add({ what: { kind: 'error', code: 1011 }, when: { afterAudio: 1 } })
    const cut = speak('Hello', { only_audio: true }).then((reply) => reply.arrayBuffer())
    await expect(cut).rejects.toThrow(/terminated|fetch failed/)
  })

  it('answers a failure before the first message with 500', async () => {
    emulator = await start()
    emulator.faults.add({ what: { kind: 'error', code: 1011, message: 'busy' } })
    const reply = await speak('Hello')
    expect([reply.status, await reply.text()]).toEqual([500, 'error from server 1011: busy'])
  })
})

describe('magic values', () => {
  it.each([
    ['emu-fail-1011', 1011, 0],
    ['emu-fail-1008-2', 1008, 2],
    ['emu-close-1013-1', 1013, 1],
    ['emu-cut-3', 1006, 3],
  ])('voice %s', async (voice_id, code, audio) => {
    emulator = await start()
    const client = await emulator.speak('Hello, world.', { voice_id, output_format: 'pcm_8000' })
    expect((await client.closed).code).toBe(code)
    expect(client.all('audio').length).toBeLessThanOrEqual(audio)
  })

  it('in a text, and in a key even where keys are checked', async () => {
    emulator = await start({ keys: ['real'] })
    const byText = emulator.open('/speech/tts', { 'x-api-key': 'real' })
    await byText.send(
      { type: 'setup', voice_id: emma },
      { type: 'text', text: 'please emu-fail-1011 now' },
      { type: 'end_of_stream' },
    )
    expect((await byText.closed).code).toBe(1011)
    const byKey = emulator.open('/speech/asr', { 'x-api-key': 'emu-close-1012' })
    await byKey.send({ type: 'setup', input_format: 'pcm' })
    expect((await byKey.closed).code).toBe(1012)
    await expect(
      emulator.open('/speech/asr', { 'x-api-key': 'emu-http-503' }).opened,
    ).rejects.toThrow('503')
  })
})
