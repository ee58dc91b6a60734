import { encodeWav } from '@gradium-kit/audio'
import { describe, expect, it } from 'vitest'
import { type OracleWord, oracleAudio, oracleSpeech } from '../../src/index.ts'
import { type Message, emma, soundOf, start, textOf } from './raw-client.ts'

const words: OracleWord[] = [
  { text: 'no', startFrame: 5, frameCount: 4 },
  { text: 'no', startFrame: 9, frameCount: 4 },
  { text: 'aside', startFrame: 11, frameCount: 3, streamId: 1 },
  { text: 'größer👋', startFrame: 20, frameCount: 15 },
]
const speech = oracleSpeech(words, { frameCount: 60 })

function messages(bytes: Uint8Array, size: number): { type: 'audio'; audio: string }[] {
  const pieces: { type: 'audio'; audio: string }[] = []
  for (let at = 0; at < bytes.length; at += size) {
    pieces.push({
      type: 'audio',
      audio: Buffer.from(bytes.subarray(at, at + size)).toString('base64'),
    })
  }
  return pieces
}

/** Text, stream, first and last frame. */
function heard(all: readonly Message[]): [string, number, number, number][] {
  const ends = all.filter((message) => message.type === 'end_text')
  return all
    .filter((message) => message.type === 'text')
    .map(({ text, start_s, stream_id }) => {
      const end = ends.splice(
        ends.findIndex((message) => message.stream_id === stream_id),
        1,
      )[0]!
      return [text, stream_id, Math.round(start_s / 0.08), Math.round(end.stop_s / 0.08)]
    })
}

const expected = words.map((word) => [
  word.text,
  word.streamId ?? 0,
  word.startFrame,
  word.startFrame + word.frameCount,
])

describe('the oracle hears', () => {
  it.each([
    ['pcm_24000', speech.bytes(), 3840],
    ['pcm', speech.bytes(), 777],
    [
      'wav',
      encodeWav(speech.bytes(), {
        encoding: 'pcm',
        bitsPerSample: 16,
        channelCount: 1,
        sampleRateHz: 24_000,
      }),
      5000,
    ],
  ])('every word once with its stream and its times, in %s', async (format, bytes, size) => {
    await using emulator = await start({ engine: 'oracle' })
    const client = emulator.open('/speech/asr')
    await client.send({ type: 'setup', input_format: format }, ...messages(bytes, size), {
      type: 'end_of_stream',
    })
    await client.closed
    expect(heard(client.messages)).toEqual(expected)
    expect(client.all('step')).toHaveLength(60)
  })

  it('words as soon as they have ended and the delay has passed', async () => {
    await using emulator = await start({ engine: 'oracle' })
    const client = emulator.open('/speech/asr')
    const setup = { type: 'setup', input_format: 'pcm', json_config: { delay_in_frames: 2 } }
    await client.send(setup, ...messages(speech.bytes(), 3840))
    await client.next((message) => message.step_idx === 60)
    const order = client.messages.flatMap<number | string>(({ type, step_idx, text }) => {
      if (type === 'step') return [step_idx]
      return type === 'text' ? [text] : type === 'end_text' ? ['.'] : []
    })
    const after = (step: number): unknown => order[order.indexOf(step) + 1]
    // The first word fills frames 5 to 8 and is certain with the ninth step; its end is due two steps later.
    expect([after(9), after(11)]).toEqual(['no', '.'])
    client.socket.terminate()
  })

  it('with times off by at most the jitter, the same for a seed, others on the next connection', async () => {
    const many = Array.from({ length: 40 }, (_, at) => ({
      text: `w${at}`,
      startFrame: at * 6,
      frameCount: 3,
    }))
    const bytes = oracleSpeech(many).bytes()
    const run = async (): Promise<[string, number, number, number][][]> => {
      await using emulator = await start({ engine: 'oracle', timingJitterFrames: 1, seed: 5 })
      const all = []
      for (let count = 0; count < 2; count += 1) {
        const client = emulator.open('/speech/asr')
        const end = { type: 'end_of_stream' }
        // oxlint-disable-next-line no-await-in-loop -- one connection after the other
        await client.send({ type: 'setup', input_format: 'pcm' }, ...messages(bytes, 3840), end)
        // oxlint-disable-next-line no-await-in-loop -- one connection after the other
        await client.closed
        all.push(heard(client.messages))
      }
      return all
    }
    const [first, second] = await run()
    expect(await run()).toEqual([first, second])
    expect(second).not.toEqual(first)
    expect(first?.map(([text]) => text)).toEqual(many.map((word) => word.text))
    const offsets = first!.flatMap(([, , from, to], at) => [from - at * 6, to - at * 6 - 3])
    expect([...new Set(offsets)].toSorted((a, b) => a - b)).toEqual([-1, 0, 1])
  })

  it('a torn word as torn, at the end of a stream and at the beginning of the next', async () => {
    await using emulator = await start({ engine: 'oracle' })
    const setup = { type: 'setup', input_format: 'pcm' }
    const cut = 7 * 3840
    const texts: string[] = []
    for (const part of [speech.bytes().subarray(0, cut), speech.bytes().subarray(cut)]) {
      const client = emulator.open('/speech/asr')
      // oxlint-disable-next-line no-await-in-loop -- one stream after the other
      await client.send(setup, ...messages(part, 3840), { type: 'end_of_stream' })
      // oxlint-disable-next-line no-await-in-loop -- one stream after the other
      await client.closed
      texts.push(textOf(client))
    }
    expect(texts).toEqual(['no~', '~no no aside größer👋'])
  })
})

describe('the oracle speaks', () => {
  const text = 'One two three, and a conversation! '.repeat(4).trim()

  it.each(['pcm', 'pcm_8000', 'pcm_16000', 'pcm_22050', 'pcm_24000', 'pcm_44100', 'pcm_48000'])(
    'exactly the known bytes of a text in %s',
    async (format) => {
      await using emulator = await start({ engine: 'oracle' })
      const client = await emulator.speak(text, { output_format: format })
      const known = oracleAudio(text, { voiceId: emma, format })
      expect(soundOf(client).equals(known)).toBe(true)
      expect(client.all('text').map((message) => message.text)).toEqual(text.split(' '))
    },
  )

  it('with times of the words at which their bytes lie', async () => {
    await using emulator = await start({ engine: 'oracle' })
    const client = await emulator.speak('a conversation goes on', { output_format: 'pcm_24000' })
    const sound = soundOf(client)
    const options = { voiceId: emma, format: 'pcm_24000' }
    for (const { text: word, start_s, stop_s } of client.all('text')) {
      const bytes = sound.subarray(Math.round(start_s * 48_000), Math.round(stop_s * 48_000))
      expect(bytes.equals(oracleAudio(word, options))).toBe(true)
    }
    expect(client.all('text').at(-1)!.stop_s).toBe(sound.length / 48_000)
  })

  it('the same bytes when the rest is asked for in another session', async () => {
    await using emulator = await start({ engine: 'oracle' })
    const setup = { output_format: 'pcm_24000' }
    const whole = soundOf(await emulator.speak('one two three four', setup))
    const parts = await Promise.all(
      ['one two', 'three four'].map(async (part) => soundOf(await emulator.speak(part, setup))),
    )
    expect(Buffer.concat(parts).equals(whole)).toBe(true)
  })

  it('the same bytes when messages and flushes cut the text', async () => {
    await using emulator = await start({ engine: 'oracle' })
    const client = emulator.open('/speech/tts')
    await client.send(
      { type: 'setup', voice_id: emma, output_format: 'pcm_24000' },
      ...['one two.', 'three <flush>', 'four'].map((part) => ({ type: 'text', text: part })),
      { type: 'end_of_stream' },
    )
    await client.closed
    const known = oracleAudio('one two. three four', { voiceId: emma, format: 'pcm_24000' })
    expect(soundOf(client).equals(known)).toBe(true)
  })

  it('the same bytes in messages that are cut at random, also inside a sample', async () => {
    await using emulator = await start({ engine: 'oracle', chunkSplit: 'random' })
    const client = await emulator.speak(text, { output_format: 'pcm_24000' })
    const known = oracleAudio(text, { voiceId: emma, format: 'pcm_24000' })
    expect(soundOf(client).equals(known)).toBe(true)
    const sizes = client.all('audio').map((message) => Buffer.from(message.audio, 'base64').length)
    expect(sizes.some((size) => size % 2 === 1)).toBe(true)
    expect((await client.closed).code).toBe(1000)
  })
})
