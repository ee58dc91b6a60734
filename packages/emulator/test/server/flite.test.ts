import { afterAll, beforeAll, expect, it } from 'vitest'
import { type TestEmulator, soundOf, start, textOf } from './raw-client.ts'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await start({ engine: 'auto', isStrict: true })
})
afterAll(() => emulator.close())

async function readBack(format: string, sound: Buffer): Promise<string> {
  const client = emulator.open('/speech/asr')
  await client.send(
    { type: 'setup', input_format: format },
    { type: 'audio', audio: sound.toString('base64') },
    { type: 'end_of_stream' },
  )
  await client.closed
  return textOf(client)
}

it.each(['pcm_24000', 'ulaw_8000', 'opus'])(
  'reads several audible sentences back word for word as %s',
  async (format) => {
    const text =
      'Good morning. Your order number 42 has shipped, and it arrives on Friday. Two words. ' +
      'One long sentence that goes on and on without a stop until it has more than twelve words.'
    const spoken = await emulator.speak(text, { output_format: format })
    expect(textOf(spoken)).toBe(text)
    expect(await readBack(format, soundOf(spoken))).toBe(text)
  },
)

it.each(['pcm_8000', 'pcm_16000', 'pcm_24000', 'pcm_48000', 'ulaw_8000'])(
  'reads a lone short word back as %s',
  async (format) => {
    for (const text of ['Yes.', 'I', 'We?', 'up', 'the']) {
      // oxlint-disable-next-line no-await-in-loop -- a table of cases
      const spoken = await emulator.speak(text, { output_format: format })
      // oxlint-disable-next-line no-await-in-loop -- a table of cases
      expect(await readBack(format, soundOf(spoken))).toBe(text)
    }
  },
)

it('speaks other languages in tones', async () => {
  const setup = { voice_id: 'b35yykvVppLXyw_l', output_format: 'pcm_24000' }
  const spoken = await emulator.speak('Bonjour à tous', setup)
  expect(await readBack('pcm', soundOf(spoken))).toBe('Bonjour à tous')
})
