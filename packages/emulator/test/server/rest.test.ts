import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Message, type TestEmulator, emma, soundOf, start } from './raw-client.ts'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await start({ keys: ['test-key'] })
})
afterAll(() => emulator.close())

const speak = (body: object, headers: Record<string, string> = {}): Promise<Response> =>
  emulator.call('/post/speech/tts', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })

const request = { text: 'Hello, world.', voice_id: emma, output_format: 'pcm' }
const lines = async (reply: Response): Promise<Message[]> =>
  (await reply.text())
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))

describe('REST TTS', () => {
  it('answers JSON lines, the same messages as the socket', async () => {
    const reply = await speak(request)
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/x-ndjson'])
    expect(reply.headers.get('x-gradium-emulator')).toBe('true')
    const messages = await lines(reply)
    const socket = await emulator.speak(request.text, { output_format: 'pcm' })
    expect(messages.slice(1)).toEqual(socket.messages.slice(1))
    expect(messages[0]).toMatchObject({ type: 'ready', sample_rate: 48000, frame_size: 3840 })
  })

  it.each([
    ['wav', 'audio/wav'],
    ['opus', 'audio/ogg'],
    ['pcm', 'audio/pcm'],
    ['pcm_8000', 'audio/pcm'],
    ['ulaw_8000', 'audio/basic'],
    ['alaw_8000', 'audio/x-alaw-basic'],
  ])('streams bare %s as %s with only_audio', async (output_format, contentType) => {
    const reply = await speak({ ...request, output_format, only_audio: true })
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, contentType])
    expect(reply.headers.get('transfer-encoding')).toBe('chunked')
    const socket = await emulator.speak(request.text, { output_format })
    expect(Buffer.from(await reply.arrayBuffer()).equals(soundOf(socket))).toBe(true)
  })

  it.each([
    [
      'a wrong key',
      request,
      { 'x-api-key': 'no' },
      'error from server 1008: API key is revoked or expired',
    ],
    ['no key', request, { 'x-api-key': '' }, 'error from server 1008: No authentication provided.'],
    [
      'an unknown voice',
      { ...request, voice_id: 'x' },
      {},
      'error from server 1011: Embeddings not found for x',
    ],
    ['no text', { ...request, text: undefined }, {}, "missing field 'text'"],
  ])('answers 500 as text for %s', async (_, body, headers, text) => {
    const reply = await speak(body, headers)
    expect([reply.status, await reply.text()]).toEqual([500, text])
    expect(reply.headers.get('content-type')).toMatch(/^text\/plain/)
  })

  it('writes Some(code) when told so', async () => {
    const other = await start({ keys: ['k'], compatibility: { hasSomeCode: true } })
    const reply = await other.call('/post/speech/tts', { method: 'POST', body: '{}' })
    expect(await reply.text()).toBe('error from server Some(1008): API key is revoked or expired')
    await other.close()
  })
})

const hear = (body: Uint8Array<ArrayBuffer>, type?: string, query = ''): Promise<Response> =>
  emulator.call(`/post/speech/asr${query}`, {
    method: 'POST',
    body,
    ...(type === undefined ? {} : { headers: { 'content-type': type } }),
  })

const recorded = async (output_format: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(soundOf(await emulator.speak('Hello there', { output_format })))

describe('REST STT', () => {
  it.each([
    ['wav', 'audio/wav', ''],
    ['wav', undefined, ''],
    ['wav', 'audio/wav; codecs=1', ''],
    ['pcm_24000', 'audio/pcm', ''],
    ['opus', 'audio/ogg', ''],
    ['opus', 'audio/opus', ''],
    [
      'pcm_16000',
      'audio/mpeg',
      '?input_format=pcm_16000&json_config=%7B%22language%22%3A%22en%22%7D',
    ],
  ])('reads %s sent as %s %s', async (format, type, query) => {
    const reply = await hear(await recorded(format), type, query)
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, 'application/x-ndjson'])
    const messages = await lines(reply)
    expect(messages.map((message) => message.type)).toEqual([
      'text',
      'end_text',
      'text',
      'end_text',
    ])
    expect(messages[0]).toEqual({ type: 'text', text: 'Hello', start_s: 0, stream_id: 0 })
  })

  it('also sends ready, step and end_of_stream when told so', async () => {
    const sound = await recorded('pcm_24000')
    const other = await start({ compatibility: { hasExtraRestLines: true } })
    const reply = await other.call('/post/speech/asr', {
      method: 'POST',
      body: sound,
      headers: { 'content-type': 'audio/pcm' },
    })
    const types = (await lines(reply)).map((message) => message.type)
    expect(types[0]).toBe('ready')
    expect(types).toContain('step')
    expect(types.at(-1)).toBe('end_of_stream')
    await other.close()
  })

  it.each([
    ['audio/mpeg', '', "unsupported content type for SST 'audio/mpeg'"],
    ['audio/wav', '', 'error from server 1008: wav-decoder: invalid RIFF header'],
    ['audio/wav', '?json_config=%7B', 'invalid json_config: not valid JSON'],
    ['audio/wav', '?input_format=mp3', /^error from server 1008: unsupported input format 'mp3'/],
  ])('answers 500 for %s%s', async (type, query, text) => {
    const reply = await hear(new TextEncoder().encode('not audio'), type, query)
    const body = await reply.text()
    expect(reply.status).toBe(500)
    expect(body).toMatch(text)
  })
})

describe('paths', () => {
  it.each([
    '/api/usages/credits',
    '/usages/credits/',
    '//api//usages//credits',
    '/api/usages/credits/',
  ])('serves %s', async (path) => {
    const origin = new URL(emulator.url).origin
    const reply = await fetch(origin + path, { headers: { 'x-api-key': 'test-key' } })
    expect(reply.status).toBe(200)
  })

  it.each(['/api/speech/tts', '/speech/tts', '/api//speech/tts/', '/speech/tts/'])(
    'opens sockets at %s',
    async (path) => {
      const client = emulator.open(`/..${path}`)
      await client.send({ type: 'setup', voice_id: emma }, { type: 'end_of_stream' })
      expect((await client.closed).code).toBe(1000)
    },
  )

  it('answers 404 where nothing is, and notes it', async () => {
    const reply = await emulator.call('/speech/stt')
    expect([reply.status, await reply.json()]).toEqual([404, { detail: 'Not Found' }])
    await emulator.waitFor((entry) => entry.text === 'Nothing is served at /speech/stt.')
    await expect(emulator.open('/speech/stt').opened).rejects.toThrow('404')
    expect((await emulator.call('/speech/tts')).status).toBe(426)
  })
})
