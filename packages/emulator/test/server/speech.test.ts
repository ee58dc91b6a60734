/* oxlint-disable no-await-in-loop -- frames go out one after the other */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestEmulator, emma, soundOf, start, textOf } from './raw-client.ts'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await start()
})
afterAll(() => emulator.close())

describe('TTS over WebSocket', () => {
  it('answers a whole request with the frames of PROTOCOL.md §13', async () => {
    const client = await emulator.speak('Hello, world.', { output_format: 'pcm' })
    expect(client.frames[0]).toMatch(
      /^\{"type":"ready","request_id":"emu_[^"]+","model_name":"default","sample_rate":48000,"frame_size":3840,"audio_stream_names":\["tts"\],"text_stream_names":\["tts"\],"client_req_id":null\}$/,
    )
    const audio = client.all('audio')
    expect(audio.length).toBeGreaterThan(10)
    audio.forEach((message, index) => {
      expect(Object.keys(message)).toEqual(['type', 'audio', 'start_s', 'stop_s', 'stream_id'])
      expect(message.start_s).toBe((index * 3840) / 48000)
      expect(message.stop_s).toBe(((index + 1) * 3840) / 48000)
      expect(message.stream_id).toBe(0)
      expect(Buffer.from(message.audio, 'base64')).toHaveLength(7680)
    })
    expect(client.all('text').map((message) => Object.keys(message))).toEqual(
      [1, 2].map(() => ['type', 'text', 'start_s', 'stop_s', 'stream_id']),
    )
    expect(textOf(client)).toBe('Hello, world.')
    expect(client.frames.at(-1)).toBe('{"type":"end_of_stream"}')
    expect(await client.closed).toEqual({ code: 1000, reason: '' })
  })

  it('puts each word before the frame in which it starts', async () => {
    const { messages } = await emulator.speak('one two three', { output_format: 'pcm_24000' })
    messages.forEach((message, index) => {
      if (message.type !== 'text') return
      const following = messages.slice(index).find((later) => later.type === 'audio')
      expect(message.start_s).toBeGreaterThanOrEqual(following?.start_s ?? NaN)
      expect(message.start_s).toBeLessThan(following?.stop_s ?? NaN)
    })
  })

  it('ends with about half a second of silence', async () => {
    const client = await emulator.speak('word', { output_format: 'pcm_48000' })
    const tail = soundOf(client).subarray(-5 * 7680)
    expect(tail.every((byte) => byte === 0)).toBe(true)
  })

  it.each([
    ['pcm', 48000, 3840, 7680],
    ['pcm_48000', 48000, 3840, 7680],
    ['pcm_44100', 44100, 3528, 7056],
    ['pcm_24000', 24000, 1920, 3840],
    ['pcm_22050', 22050, 1764, 3528],
    ['pcm_16000', 16000, 1280, 2560],
    ['pcm_8000', 8000, 640, 1280],
    ['ulaw_8000', 8000, 640, 640],
    ['mulaw_8000', 8000, 640, 640],
    ['alaw_8000', 8000, 640, 640],
  ])(
    'sends %s at %i Hz in full frames of %i samples, %i bytes',
    async (name, rate, frame, bytes) => {
      const client = await emulator.speak('Short words.', { output_format: name })
      expect(await client.type('ready')).toMatchObject({ sample_rate: rate, frame_size: frame })
      const audio = client.all('audio')
      expect(audio[0]).toMatchObject({ start_s: 0, stop_s: 0.08 })
      for (const message of audio) {
        expect(Buffer.from(message.audio, 'base64')).toHaveLength(bytes)
      }
    },
  )

  it('sends the WAV header as a first message of its own with times 0', async () => {
    const client = await emulator.speak('Short words.', {})
    const [header, first] = client.all('audio')
    expect(header).toEqual({
      type: 'audio',
      audio: 'UklGRv////9XQVZFZm10IBAAAAABAAEAgLsAAAB3AQACABAAZGF0Yf////8=',
      start_s: 0,
      stop_s: 0,
      stream_id: 0,
    })
    expect(first).toMatchObject({ start_s: 0, stop_s: 0.08 })
    expect(Buffer.from(first?.audio ?? '', 'base64')).toHaveLength(7680)
  })

  it('sends Ogg Opus with its header pages first and the end-of-stream flag last', async () => {
    const client = await emulator.speak('Short words.', { output_format: 'opus' })
    const [header] = client.all('audio')
    expect(header).toMatchObject({ start_s: 0, stop_s: 0 })
    const head = Buffer.from(header?.audio ?? '', 'base64')
    expect(head.subarray(28, 36).toString()).toBe('OpusHead')
    const sound = soundOf(client)
    const lastPage = sound.lastIndexOf('OggS')
    expect((sound[lastPage + 5] ?? 0) & 4).toBe(4)
  })

  it('joins messages by one space, and leaves tags out of the words', async () => {
    const client = emulator.open('/speech/tts')
    await client.send(
      { voice_id: emma, output_format: 'pcm_24000', type: 'setup' },
      { type: 'text', text: 'Your order' },
      { type: 'text', text: 'has shipped. <flush> ' },
      { type: 'text', text: 'It arrives' },
      { type: 'text', text: '<break time="0.5s" /> on Friday.' },
      { type: 'text', text: '' },
      { type: 'end_of_stream' },
    )
    await client.closed
    expect(textOf(client)).toBe('Your order has shipped. It arrives on Friday.')
    const words = client.all('text')
    const gap = (words[6]?.start_s ?? NaN) - (words[5]?.stop_s ?? NaN)
    expect(gap).toBeGreaterThanOrEqual(0.5)
    expect(gap).toBeLessThan(1)
  })

  it('speaks at a flush tag without waiting for more', async () => {
    const client = emulator.open('/speech/tts')
    await client.send(
      { type: 'setup', voice_id: emma, output_format: 'pcm_24000' },
      { type: 'text', text: 'Ready. <flush>' },
    )
    expect(await client.type('text')).toMatchObject({ text: 'Ready.' })
    await client.next((message) => message.type === 'audio' && message.stop_s >= 0.24)
    client.socket.close()
  })

  it('speaks before the end of the stream when enough words wait', async () => {
    const client = emulator.open('/speech/tts')
    await client.send(
      { type: 'setup', voice_id: emma, output_format: 'pcm_24000' },
      ...'The first sentence ends here. And the next one goes on'
        .split(' ')
        .map((text) => ({ type: 'text', text })),
    )
    await client.next((message) => message.text === 'here.')
    expect(client.all('end_of_stream')).toHaveLength(0)
    client.socket.close()
  })

  it('sends no audio for no text', async () => {
    const client = await emulator.speak('  ', { output_format: 'wav' })
    expect(client.messages.map((message) => message.type)).toEqual(['ready', 'end_of_stream'])
  })

  it('takes nulls for absent fields and json_config as a string or an object', async () => {
    for (const json_config of ['{"padding_bonus": -0.5, "unknown": 1}', { temp: 0 }, null]) {
      const client = await emulator.speak('Fine.', {
        voice: null,
        pronunciation_id: null,
        json_config,
        retry_for_s: 30,
        unheard_of: [],
      })
      expect((await client.closed).code).toBe(1000)
    }
  })

  it('speaks 1,000 characters in less than two seconds on the instant clock', async () => {
    const text = 'wonderful '.repeat(100).trim()
    const started = performance.now()
    const client = await emulator.speak(text, { output_format: 'pcm_24000' })
    expect(performance.now() - started).toBeLessThan(2000)
    expect(textOf(client)).toBe(text)
  })

  it('speaks slower and faster with padding_bonus', async () => {
    const text = 'Some words to be spoken at another pace.'
    const lengths = await Promise.all(
      [-4, 0, 4].map(async (padding_bonus) => {
        const setup = { output_format: 'pcm_24000', json_config: { padding_bonus } }
        return soundOf(await emulator.speak(text, setup)).length
      }),
    )
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b))
    expect(new Set(lengths).size).toBe(3)
  })
})
