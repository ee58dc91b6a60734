/* oxlint-disable no-await-in-loop -- frames go out one after the other */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RawClient, type TestEmulator, soundOf, start, textOf } from './raw-client.ts'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await start()
})
afterAll(() => emulator.close())

const text = 'Book a table tonight, s’il vous plaît 👋.'
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

function audio(bytes: Uint8Array, size: number): { type: string; audio: string }[] {
  const pieces = []
  for (let position = 0; position < bytes.length; position += size) {
    pieces.push({ type: 'audio', audio: base64(bytes.subarray(position, position + size)) })
  }
  return pieces
}

async function transcribe(format: string, bytes: Uint8Array, size: number): Promise<RawClient> {
  const client = emulator.open('/speech/asr')
  await client.send({ type: 'setup', input_format: format }, ...audio(bytes, size), {
    type: 'end_of_stream',
  })
  await client.closed
  return client
}

const same = [
  'wav',
  'opus',
  'pcm_8000',
  'pcm_16000',
  'pcm_22050',
  'pcm_24000',
  'pcm_44100',
  'pcm_48000',
  'ulaw_8000',
  'mulaw_8000',
  'alaw_8000',
]

describe('STT over WebSocket', () => {
  it('answers with the frames of PROTOCOL.md §13', async () => {
    const sound = soundOf(await emulator.speak('Book a table', { output_format: 'pcm_16000' }))
    const client = emulator.open('/speech/asr')
    await client.send(
      {
        type: 'setup',
        model_name: 'default',
        input_format: 'pcm_16000',
        json_config: { language: 'en', delay_in_frames: 10 },
      },
      ...audio(sound, 2560),
      { type: 'flush', flush_id: 1 },
    )
    await client.type('flushed')
    expect(client.frames[0]).toMatch(
      /^\{"type":"ready","request_id":"emu_[^"]+","model_name":"default","sample_rate":24000,"frame_size":1920,"delay_in_frames":10,"text_stream_names":\[\]\}$/,
    )
    expect(client.frames.at(-1)).toBe('{"type":"flushed","flush_id":1}')
    expect(textOf(client)).toBe('Book a table')
    expect(Object.keys(client.all('text')[0] ?? {})).toEqual([
      'type',
      'text',
      'start_s',
      'stream_id',
    ])
    expect(Object.keys(client.all('end_text')[0] ?? {})).toEqual(['type', 'stop_s', 'stream_id'])
    const steps = client.all('step')
    expect(steps).toHaveLength(sound.length / 2560)
    steps.forEach((step, index) => {
      expect(Object.keys(step)).toEqual([
        'type',
        'vad',
        'step_idx',
        'step_duration_s',
        'total_duration_s',
      ])
      expect(step.step_idx).toBe(index + 1)
      expect(step.total_duration_s).toBe(((index + 1) * 1920) / 24000)
      expect(step.vad.map((entry: { horizon_s: number }) => entry.horizon_s)).toEqual([
        0.5, 1, 2, 3,
      ])
    })
    await client.send(...audio(sound, 2560), { type: 'flush', flush_id: 'again' })
    await client.next((message) => message.flush_id === 'again')
    expect(textOf(client)).toBe('Book a table Book a table')
    await client.send({ type: 'end_of_stream' })
    expect((await client.closed).code).toBe(1000)
    expect(client.frames.at(-1)).toBe('{"type":"end_of_stream"}')
  })

  it.each(same)('reads back what was spoken as %s, in any chunks', async (format) => {
    const spoken = await emulator.speak(text, { output_format: format })
    const client = await transcribe(format, soundOf(spoken), 997)
    expect(textOf(client)).toBe(text)
    const spokenAt = spoken.all('text').map((message) => message.start_s)
    client.all('text').forEach((message, index) => {
      expect(Math.abs(message.start_s - (spokenAt[index] ?? NaN))).toBeLessThanOrEqual(0.05)
    })
  })

  it('reads bare pcm at 24 kHz', async () => {
    const sound = soundOf(await emulator.speak(text, { output_format: 'pcm_24000' }))
    expect(textOf(await transcribe('pcm', sound, 3840))).toBe(text)
  })

  it('takes a WAV header split anywhere, one byte at a time', async () => {
    const sound = soundOf(await emulator.speak('Tiny.', { output_format: 'wav' }))
    const client = emulator.open('/speech/asr')
    await client.send(
      { type: 'setup' },
      ...audio(sound.subarray(0, 60), 1),
      ...audio(sound.subarray(60), 4096),
      { type: 'end_of_stream' },
    )
    await client.closed
    expect(textOf(client)).toBe('Tiny.')
  })

  it('carries odd bytes over, pads the end to a step, and notes the violation', async () => {
    const client = await transcribe('pcm_24000', new Uint8Array(3840 + 101), 7)
    expect(client.all('step')).toHaveLength(2)
    expect((await client.closed).code).toBe(1000)
    expect(emulator.violations.map((entry) => entry.text)).toContain(
      'The audio ended inside a sample: an odd number of bytes was sent.',
    )
  })

  it('mixes stereo WAV to mono and resamples it', async () => {
    const mono = soundOf(await emulator.speak('Both sides.', { output_format: 'pcm_44100' }))
    const stereo = Buffer.alloc(44 + mono.length * 2)
    Buffer.from(
      '52494646ffffffff57415645666d74201000000001000200' +
        '44ac000010b102000400100064617461ffffffff',
      'hex',
    ).copy(stereo)
    for (let index = 0; index < mono.length; index += 2) {
      mono.copy(stereo, 44 + index * 2, index, index + 2)
      mono.copy(stereo, 46 + index * 2, index, index + 2)
    }
    expect(textOf(await transcribe('wav', stereo, 4096))).toBe('Both sides.')
  })

  it('holds text back for delay_in_frames steps, and echoes the delay', async () => {
    const sound = soundOf(await emulator.speak('Wait', { output_format: 'pcm_24000' }))
    const whole = Buffer.concat([sound, new Uint8Array(3840 * 40)])
    for (const delay of [0, 20]) {
      const client = emulator.open('/speech/asr')
      await client.send(
        { type: 'setup', input_format: 'pcm', json_config: { delay_in_frames: delay } },
        ...audio(whole, 3840),
        { type: 'end_of_stream' },
      )
      await client.closed
      expect(await client.type('ready')).toMatchObject({ delay_in_frames: delay })
      const position = client.messages.findIndex((message) => message.type === 'text')
      const steps = client.messages.slice(0, position).filter((entry) => entry.type === 'step')
      expect(steps.length).toBeGreaterThanOrEqual(delay)
      expect(steps.length).toBeLessThanOrEqual(delay + 8)
    }
  })

  it('sends one step per 80 ms received even where resampling holds audio back', async () => {
    const client = emulator.open('/speech/asr')
    await client.send({ type: 'setup', input_format: 'ulaw_8000' })
    for (let count = 1; count <= 3; count++) {
      await client.send(...audio(new Uint8Array(640).fill(0xff), 160))
      await client.next((message) => message.step_idx === count)
    }
    expect(client.all('step')).toHaveLength(3)
    client.socket.close()
  })

  it.each([
    [
      Buffer.from('ID3\u0003 this is no WAV file at all'),
      'wav',
      'wav-decoder: invalid RIFF header',
    ],
    [Buffer.from('RIFF\0\0\0\0AVI '), 'wav', 'wav-decoder: invalid WAVE format'],
  ])('refuses audio that is not what was announced', async (bytes, format, message) => {
    const client = await transcribe(format, bytes, 1000)
    expect(client.messages.at(-1)).toEqual({ type: 'error', message, code: 1008 })
    expect(await client.closed).toEqual({ code: 1008, reason: message })
  })

  it('hears nothing in silence', async () => {
    const client = await transcribe('pcm_24000', new Uint8Array(48000), 3840)
    expect(new Set(client.messages.map((message) => message.type))).toEqual(
      new Set(['ready', 'step', 'end_of_stream']),
    )
  })
})
