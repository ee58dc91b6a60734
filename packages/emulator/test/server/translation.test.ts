/* oxlint-disable no-await-in-loop -- frames go out one after the other */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestEmulator, emma, soundOf, start, textOf } from './raw-client.ts'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await start()
})
afterAll(() => emulator.close())

it('speaks again what it heard, while it still listens (PROTOCOL.md §13)', async () => {
  const spoken = await emulator.speak('Good morning. How are you?', { output_format: 'pcm_24000' })
  const sound = Buffer.concat([soundOf(spoken), new Uint8Array(96000)])
  const client = emulator.open('/speech/s2s')
  await client.send({
    type: 'setup',
    model_name: 's2s-translate',
    stt_model_name: 'stt-translate',
    tts_model_name: 'default',
    input_format: 'pcm_24000',
    output_format: 'pcm_48000',
    voice_id: emma,
    json_config: '{"target_language": "en"}',
  })
  for (let position = 0; position < sound.length; position += 3840) {
    const piece = sound.subarray(position, position + 3840)
    await client.send({ type: 'audio', audio: piece.toString('base64') })
  }
  await client.type('audio')
  expect(client.frames[0]).toMatch(
    /^\{"type":"ready","request_id":"emu_[^"]+","model_name":"s2s-translate","sample_rate":48000,"frame_size":3840\}$/,
  )
  await client.send({ type: 'end_of_stream' })
  expect(await client.closed).toEqual({ code: 1000, reason: '' })
  expect(textOf(client)).toBe('Good morning. How are you?')
  expect(Object.keys(client.all('text')[0] ?? {})).toEqual([
    'type',
    'text',
    'start_s',
    'stop_s',
    'stream_id',
  ])
  client.all('audio').forEach((message, index) => {
    expect(message.start_s).toBe((index * 3840) / 48000)
  })
  const back = emulator.open('/speech/asr')
  await back.send(
    { type: 'setup', input_format: 'pcm_48000' },
    { type: 'audio', audio: soundOf(client).toString('base64') },
    { type: 'end_of_stream' },
  )
  await back.closed
  expect(textOf(back)).toBe('Good morning. How are you?')
})

it('refuses a flush, which S2S does not have', async () => {
  const client = emulator.open('/speech/s2s')
  await client.send({ type: 'setup', input_format: 'pcm' }, { type: 'flush', flush_id: 1 })
  expect((await client.closed).code).toBe(1008)
})
