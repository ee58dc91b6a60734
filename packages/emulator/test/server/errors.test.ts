import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestEmulator, emma, json, start } from './raw-client.ts'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await start({ keys: ['test-key'] })
})
afterAll(() => emulator.close())

const exactly = (text: string): RegExp =>
  new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)
const unauthorized = 'API key is revoked or expired'
const noSession = 'Session not found. Send setup first.'

describe('authentication, after the 101', () => {
  it.each([
    ['a wrong key', { 'x-api-key': 'wrong' }, unauthorized],
    ['no key', {}, 'No authentication provided.'],
  ])('tells %s in-band and closes with 1008', async (_, headers, message) => {
    const client = emulator.open('/speech/tts', headers)
    await client.opened
    expect(await client.closed).toEqual({ code: 1008, reason: message })
    expect(client.frames).toEqual([JSON.stringify({ type: 'error', message, code: 1008 })])
  })

  it('closes without a message for a missing key when told so', async () => {
    const other = await start({ compatibility: { isMissingKeyBare: true } })
    const client = other.open('/speech/asr', {})
    expect(await client.closed).toEqual({ code: 1008, reason: 'No authentication provided.' })
    expect(client.frames).toEqual([])
    await other.close()
  })

  it('opens one socket per token, and none with an expired one (PROTOCOL.md §2.1)', async () => {
    const reply = await emulator.call('/api-keys/token')
    const { token, expires_at } = await json<{ token: string; expires_at: string }>(reply)
    expect(reply.status).toBe(200)
    expect(expires_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    const path = `/speech/tts?token=${token}`
    const first = emulator.open(path, {})
    await first.send({ type: 'setup', voice_id: emma }, { type: 'end_of_stream' })
    expect((await first.closed).code).toBe(1000)
    const second = emulator.open(path, {})
    expect((await second.closed).code).toBe(1008)
    expect(second.messages).toEqual([{ type: 'error', message: unauthorized, code: 1008 }])

    const slow = await start({ clock: 'manual', tokenLifetimeSeconds: 2 })
    const issued = await slow.call('/api-keys/token')
    const expiring = (await json<{ token: string }>(issued)).token
    await slow.clock.advance(2001)
    const late = slow.open(`/speech/tts?token=${expiring}`, {})
    expect((await late.closed).code).toBe(1008)
    await slow.close()
  })

  it('answers 405 to a POST for a token', async () => {
    const reply = await emulator.call('/api-keys/token', { method: 'POST' })
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET'])
  })

  it('keeps keys and tokens out of the journal', async () => {
    const reply = await emulator.call('/api-keys/token')
    const { token } = await json<{ token: string }>(reply)
    const client = emulator.open(`/speech/tts?token=${token}`, {})
    await client.send({ type: 'end_of_stream' })
    await client.closed
    const everything = JSON.stringify([emulator.journal, emulator.sessions, emulator.violations])
    expect(everything).not.toContain(token)
    expect(everything).not.toContain('test-key')
    expect(everything).toContain('"keyHash":"')
  })
})

describe('errors on the WebSocket (PROTOCOL.md §10.1)', () => {
  it.each([
    ['text before setup', '/speech/tts', [{ type: 'text', text: 'hi' }], 1008, noSession],
    ['audio before setup', '/speech/asr', [{ type: 'audio', audio: '' }], 1008, noSession],
    ['end before setup', '/speech/tts', [{ type: 'end_of_stream' }], 1008, noSession],
    [
      'an unknown output format',
      '/speech/tts',
      [{ type: 'setup', output_format: 'mp3' }],
      1008,
      /^unsupported output format 'mp3', supported formats: wav, pcm, opus, /,
    ],
    [
      'an unknown input format',
      '/speech/asr',
      [{ type: 'setup', input_format: 'mp3' }],
      1008,
      /^unsupported input format 'mp3', supported formats: /,
    ],
    [
      'an unknown voice',
      '/speech/tts',
      [{ type: 'setup', voice_id: 'nope' }],
      1011,
      'Embeddings not found for nope',
    ],
    [
      'a voice name given as an id',
      '/speech/tts',
      [{ type: 'setup', voice_id: 'default' }],
      1011,
      'Embeddings not found for default',
    ],
    [
      'cfg_coef out of range',
      '/speech/tts',
      [{ type: 'setup', json_config: { cfg_coef: 99 } }],
      1011,
      'cfg_coef should be between 1.0 and 10.0',
    ],
    [
      'padding_bonus out of range',
      '/speech/tts',
      [{ type: 'setup', json_config: '{"padding_bonus":6}' }],
      1011,
      'padding_bonus should be between -5.0 and 5.0',
    ],
    [
      'an unknown dictionary',
      '/speech/tts',
      [{ type: 'setup', pronunciation_id: 'none' }],
      1011,
      'Pronunciation dictionary none not found.',
    ],
    [
      'bad keywords',
      '/speech/asr',
      [{ type: 'setup', json_config: { keywords: ['x'] } }],
      1011,
      /^parsing keywords/,
    ],
    [
      'an unknown language',
      '/speech/asr',
      [{ type: 'setup', json_config: { language: 'xx' } }],
      1011,
      /^unsupported language/,
    ],
    [
      'a json_config that is no JSON',
      '/speech/tts',
      [{ type: 'setup', json_config: '{' }],
      1008,
      'invalid json_config: not valid JSON',
    ],
    [
      'a second setup',
      '/speech/tts',
      [{ type: 'setup' }, { type: 'setup' }],
      1008,
      'Session already exists.',
    ],
    ['a frame that is no JSON', '/speech/tts', ['{'], 1008, /not valid JSON/],
    [
      'an unknown type',
      '/speech/tts',
      [{ type: 'setup' }, { type: 'flush', flush_id: 1 }],
      1008,
      "unknown message type 'flush'",
    ],
    [
      'bad base64',
      '/speech/asr',
      [{ type: 'setup' }, { type: 'audio', audio: 'A' }],
      1008,
      "invalid field 'audio': not valid base64",
    ],
    [
      'a flush without an id',
      '/speech/asr',
      [{ type: 'setup' }, { type: 'flush' }],
      1008,
      "invalid message: missing field 'flush_id'",
    ],
    [
      'a malformed setup',
      '/speech/tts',
      [{ type: 'setup', close_ws_on_eos: 'no' }],
      1008,
      "invalid field 'close_ws_on_eos': expected true or false",
    ],
  ])('refuses %s', async (_, path, messages, code, message) => {
    const client = emulator.open(path)
    await client.send(...messages)
    const closed = await client.closed
    const pattern = typeof message === 'string' ? exactly(message) : message
    expect(client.messages.at(-1)).toEqual({
      type: 'error',
      message: expect.stringMatching(pattern),
      code,
    })
    expect(closed.code).toBe(code)
    expect(Buffer.byteLength(closed.reason)).toBeLessThanOrEqual(123)
    expect(client.messages.at(-1)?.message.startsWith(closed.reason)).toBe(true)
  })

  it('refuses binary frames', async () => {
    const client = emulator.open('/speech/asr')
    await client.send({ type: 'setup' })
    client.socket.send(new Uint8Array(100))
    expect((await client.closed).code).toBe(1008)
  })

  it('closes with 1009 above 4 MiB', async () => {
    const client = emulator.open('/speech/tts')
    await client.send({ type: 'setup' }, 'x'.repeat(4 * 1024 * 1024 + 1))
    expect((await client.closed).code).toBe(1009)
  })

  it('uses 1002 for order errors, and adds the footer, when told so', async () => {
    const other = await start({ compatibility: { isOrderError1002: true, hasFooter: true } })
    const client = other.open('/speech/tts')
    await client.send({ type: 'text', text: 'hi' })
    expect(await client.closed).toEqual({ code: 1002, reason: noSession })
    expect(client.messages[0]?.message).toMatch(/^Session not found\. Send setup first\.\n/)
    await other.close()
  })
})
