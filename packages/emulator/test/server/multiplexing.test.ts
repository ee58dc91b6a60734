/* oxlint-disable no-await-in-loop -- frames go out one after the other */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Message, type TestEmulator, emma, start } from './raw-client.ts'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await start()
})
afterAll(() => emulator.close())

const setup = (id: string, more: object = {}): object => ({
  type: 'setup',
  voice_id: emma,
  output_format: 'pcm_24000',
  client_req_id: id,
  close_ws_on_eos: false,
  ...more,
})
const text = (id: string, words: string): object => ({
  type: 'text',
  text: words,
  client_req_id: id,
})
const end = (id: string): object => ({ type: 'end_of_stream', client_req_id: id })
const stt = (id: string): object => ({
  type: 'setup',
  input_format: 'pcm',
  client_req_id: id,
  close_ws_on_eos: false,
})
const of = (messages: Message[], id: string): Message[] =>
  messages.filter((message) => message.client_req_id === id)

describe('many requests on one socket', () => {
  it('interleaves two TTS requests as in PROTOCOL.md §13', async () => {
    const client = emulator.open('/speech/tts')
    await client.send(
      setup('a'),
      text('a', 'First answer.'),
      setup('b', { voice_id: 'LFZvm12tW_z0xfGo', output_format: 'ulaw_8000' }),
      end('a'),
      text('b', 'Second answer.'),
      end('b'),
    )
    await client.next(
      (message) => message.type === 'end_of_stream' && message.client_req_id === 'a',
    )
    await client.next(
      (message) => message.type === 'end_of_stream' && message.client_req_id === 'b',
    )
    await client.send({ type: 'end_of_stream' })
    expect(await client.closed).toEqual({ code: 1000, reason: '' })
    expect(client.frames.every((frame) => /"client_req_id":"[ab]"\}$/.test(frame))).toBe(true)
    const ids = client.all('audio').map((message) => message.client_req_id)
    expect(ids.indexOf('b')).toBeLessThan(ids.lastIndexOf('a'))
    expect(of(client.messages, 'a')[0]).toMatchObject({ type: 'ready', sample_rate: 24000 })
    expect(of(client.messages, 'b')[0]).toMatchObject({ type: 'ready', sample_rate: 8000 })
    for (const [id, words] of [
      ['a', 'First answer.'],
      ['b', 'Second answer.'],
    ] as const) {
      const own = of(client.messages, id)
      const spoken = own.filter((message) => message.type === 'text')
      expect(spoken.map((message) => message.text).join(' ')).toBe(words)
      expect(own.find((message) => message.type === 'audio')).toMatchObject({ start_s: 0 })
      expect(own.at(-1)?.type).toBe('end_of_stream')
    }
  })

  it('reuses a socket one request after the other, with and without ids, times from 0 each', async () => {
    const client = emulator.open('/speech/tts')
    for (const id of ['t1', 't2', 't1', undefined]) {
      const from = client.messages.length
      const named = { client_req_id: id }
      await client.send(
        { ...setup('x'), ...named },
        { type: 'text', text: 'Again.', ...named },
        { type: 'end_of_stream', ...named },
      )
      await client.next(
        (message) => message.type === 'end_of_stream' && client.messages.indexOf(message) >= from,
      )
      const own = client.messages.slice(from)
      expect(own[0]).toMatchObject({ type: 'ready', client_req_id: id ?? null })
      expect(own.find((message) => message.type === 'audio')).toMatchObject({ start_s: 0 })
    }
    await client.send({ type: 'end_of_stream' })
    expect((await client.closed).code).toBe(1000)
  })

  it('keeps the clocks of two STT requests apart', async () => {
    const client = emulator.open('/speech/asr')
    const silence = Buffer.alloc(3840).toString('base64')
    await client.send(stt('a'), stt('b'))
    for (const id of ['a', 'a', 'b']) {
      await client.send({ type: 'audio', audio: silence, client_req_id: id })
    }
    await client.send({ type: 'flush', flush_id: 7, client_req_id: 'b' })
    const flushed = await client.type('flushed')
    expect(flushed).toEqual({ type: 'flushed', flush_id: 7, client_req_id: 'b' })
    const steps = of(client.messages, 'b').filter((message) => message.type === 'step')
    expect(steps.map((message) => message.step_idx)).toEqual([1])
    client.socket.close()
  })

  it('closes after a request that did not ask to keep the socket', async () => {
    const client = emulator.open('/speech/tts')
    await client.send(setup('a', { close_ws_on_eos: true }), text('a', 'Bye.'), end('a'))
    expect((await client.closed).code).toBe(1000)
    expect(emulator.violations.map((entry) => entry.text)).toContain(
      'A setup with client_req_id came without close_ws_on_eos: false.',
    )
  })

  it('lets running requests finish when an unscoped end_of_stream asks for the close', async () => {
    const client = emulator.open('/speech/tts')
    await client.send(setup('a'), text('a', 'Finish this.'), end('a'), { type: 'end_of_stream' })
    expect((await client.closed).code).toBe(1000)
    expect(of(client.messages, 'a').at(-1)?.type).toBe('end_of_stream')
  })

  it.each([
    ['a reused active id', [setup('a'), setup('a')], 'Session already exists.', 'a'],
    ['an unknown id', [setup('a'), text('b', 'x')], 'Session not found. Send setup first.', 'b'],
    [
      'input after its own end',
      [setup('a'), end('a'), text('a', 'x')],
      'Session not found. Send setup first.',
      'a',
    ],
  ])('refuses %s', async (_, messages, message, id) => {
    const client = emulator.open('/speech/tts')
    await client.send(...messages)
    expect(await client.type('error')).toEqual({
      type: 'error',
      message,
      code: 1008,
      client_req_id: id,
    })
    expect(await client.closed).toEqual({ code: 1008, reason: message })
  })

  it('waits for the other requests before it closes after an error, when told so', async () => {
    const other = await start({ compatibility: { isErrorCloseDeferred: true } })
    const client = other.open('/speech/tts')
    await client.send(
      setup('good'),
      text('good', 'This one is fine.'),
      setup('bad', { voice_id: 'nope' }),
      end('good'),
    )
    expect((await client.closed).code).toBe(1011)
    expect(of(client.messages, 'good').at(-1)?.type).toBe('end_of_stream')
    expect(of(client.messages, 'bad').map((message) => message.type)).toEqual(['error'])
    await other.close()
  })
})
