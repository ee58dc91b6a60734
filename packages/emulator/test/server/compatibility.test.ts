import { expect, it } from 'vitest'
import { emma, soundOf, start } from './raw-client.ts'

async function hear(switches: object, setup: object = {}, words = 'Late words'): Promise<string[]> {
  await using emulator = await start({ compatibility: switches })
  const sound = soundOf(await emulator.speak(words, { output_format: 'pcm_24000' }))
  const client = emulator.open('/speech/asr')
  await client.send(
    { type: 'setup', input_format: 'pcm', ...setup },
    { type: 'audio', audio: sound.toString('base64') },
    { type: 'flush', flush_id: 1 },
    { type: 'end_of_stream' },
  )
  await client.closed
  return client.frames
}

const firstStart = (frames: string[]): number => {
  const text = frames.find((frame) => frame.startsWith('{"type":"text"')) ?? '{}'
  return JSON.parse(text).start_s
}

it('sends three horizons', async () => {
  const frames = await hear({ hasThreeHorizons: true })
  const step = frames.find((frame) => frame.includes('"step"'))
  expect(step).not.toContain('"horizon_s":3')
  expect(step).toContain('"horizon_s":2')
})

it('sends the last word after flushed', async () => {
  const setup = { json_config: { delay_in_frames: 80 } }
  const types = (await hear({ isTextAfterFlushed: true }, setup)).map((frame) => frame.slice(9, 14))
  expect(types.slice(types.indexOf('flush'))).toEqual(['flush', 'text"', 'end_t', 'end_o'])
})

it('runs the decoder clock ahead by the delay', async () => {
  const setup = { json_config: { delay_in_frames: 5 } }
  const audio = firstStart(await hear({}, setup))
  const decoder = firstStart(await hear({ isDecoderClock: true }, setup))
  expect(decoder - audio).toBeCloseTo(0.4, 9)
})

it('requires a language', async () => {
  const frames = await hear({ isLanguageRequired: true })
  expect(frames).toEqual(['{"type":"error","message":"language is required","code":1011}'])
})

it('writes null ids everywhere', async () => {
  const frames = await hear({ hasNulls: true })
  expect(frames.length).toBeGreaterThan(5)
  expect(frames.every((frame) => frame.endsWith('"client_req_id":null}'))).toBe(true)
})

it('takes a TTS flush message and asks for more text', async () => {
  await using emulator = await start({
    compatibility: { hasTtsFlush: true, hasNeedMoreText: true },
  })
  const client = emulator.open('/speech/tts')
  await client.send(
    { type: 'setup', voice_id: emma, output_format: 'pcm_8000' },
    { type: 'text', text: 'One two.' },
    { type: 'flush', flush_id: 'f' },
  )
  expect(await client.type('flushed')).toEqual({ type: 'flushed', flush_id: 'f' })
  await client.type('need_more_text')
  expect(client.all('text')).toHaveLength(2)
  await client.send({ type: 'end_of_stream' })
  expect((await client.closed).code).toBe(1000)
})

it('answers an empty 200 for a bad json_config on REST STT', async () => {
  await using emulator = await start({ compatibility: { isInvalidConfigSilent: true } })
  const reply = await emulator.call('/post/speech/asr?input_format=wav&json_config=%7B', {
    method: 'POST',
    body: 'x',
  })
  expect([reply.status, await reply.text()]).toEqual([200, ''])
})

const ids = async (): Promise<string> => {
  await using emulator = await start({ isDeterministic: true })
  return JSON.stringify((await emulator.speak('Same.', { output_format: 'pcm_8000' })).frames)
}

it('repeats its ids from run to run when it is deterministic', async () => {
  expect(await ids()).toBe(await ids())
})
