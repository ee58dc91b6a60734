import { wavHeader } from '@gradium-kit/audio'
import { describe, expect, it } from 'vitest'
import { openWav } from '../../src/transcription/wav-samples.ts'
import { collect, failureOf, sentMessages, startTestService, voiceId } from '../harness.ts'

const samples = Uint8Array.from({ length: 4_000 }, (_, index) => index % 251)

function wav(format: { bitsPerSample: number; channelCount: number; sampleRateHz: number }) {
  const header = wavHeader({ encoding: 'pcm', ...format }, samples.length)
  const bytes = new Uint8Array(header.length + samples.length)
  bytes.set(header)
  bytes.set(samples, header.length)
  return bytes
}

async function open(bytes: Uint8Array, pieceBytes: number) {
  const pieces: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += pieceBytes)
    pieces.push(bytes.slice(at, at + pieceBytes))
  const head = pieces.shift() ?? new Uint8Array()
  const found = await openWav(head, () => Promise.resolve(pieces.shift()))
  const rest = pieces.map((piece) => found.take(piece))
  return { format: found.format, bytes: Buffer.concat([found.start, ...rest]) }
}

describe('the samples of a WAV', () => {
  it.each([1, 2, 3, 7, 43, 44, 45, 1_000, 10_000])(
    'are found when it comes in pieces of %i bytes',
    async (pieceBytes) => {
      const format = { bitsPerSample: 16, channelCount: 1, sampleRateHz: 16_000 }
      const found = await open(wav(format), pieceBytes)
      expect(found.format).toBe('pcm_16000')
      expect(found.bytes.equals(samples)).toBe(true)
    },
  )

  it.each([
    { bitsPerSample: 16, channelCount: 2, sampleRateHz: 24_000 },
    { bitsPerSample: 24, channelCount: 1, sampleRateHz: 24_000 },
    { bitsPerSample: 16, channelCount: 1, sampleRateHz: 12_345 },
  ])('stay in it when the service takes them only so: %o', async (format) => {
    const whole = wav(format)
    const found = await open(whole, 100)
    expect(found.format).toBe('wav')
    expect(found.bytes.equals(whole)).toBe(true)
  })

  it('stay in it when it breaks off, or is none', async () => {
    for (const bytes of [
      wav({ bitsPerSample: 16, channelCount: 1, sampleRateHz: 8_000 }).slice(0, 20),
      samples,
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one case after the other
      const found = await open(bytes, 7)
      expect(found.format).toBe('wav')
      expect(found.bytes.equals(bytes)).toBe(true)
    }
  })

  it('end the stream with a sentence when the file is damaged before they begin', async () => {
    await using service = await startTestService()
    const whole = wav({ bitsPerSample: 16, channelCount: 1, sampleRateHz: 24_000 })
    const header = whole.slice(0, 36)
    const hugeChunk = Uint8Array.of(0x4a, 0x55, 0x4e, 0x4b, 0xf0, 0xff, 0xff, 0xff)
    const stream = service.gradium.transcription.stream([header, hugeChunk, whole.slice(36)])
    const error = await failureOf(collect(stream))
    expect(error).toMatchObject({ code: 'config', isRetryable: false })
    expect((error as Error).message).toMatch(
      /^The audio cannot be read. A chunk of 4294967280 bytes/,
    )
  })

  it('go on in the next session', async () => {
    await using service = await startTestService(
      { compatibility: { isLimitAudioTime: true }, sessionLimitSeconds: 8 },
      { maxSessionSeconds: 8 },
    )
    const { gradium, emulator } = service
    const text = Array.from({ length: 20 }, (_, row) => `One two three four five ${row}.`).join(' ')
    const { audio } = await gradium.speech.generate({ text, voiceId })
    const events = await collect(
      gradium.transcription.stream([audio.slice(0, 30), audio.slice(30)]),
    )
    const words = events.flatMap((event) => (event.type === 'segment-start' ? [event.text] : []))
    expect(words.join(' ')).toBe(text)
    const setups = sentMessages(emulator).filter((message) => message['type'] === 'setup')
    const heard = setups.filter((setup) => 'input_format' in setup)
    expect(heard.length).toBeGreaterThan(1)
    expect(new Set(heard.map((setup) => setup['input_format']))).toEqual(new Set(['pcm_48000']))
  })

  it('stay in it on the wire when no session may follow', async () => {
    await using service = await startTestService()
    const bytes = wav({ bitsPerSample: 16, channelCount: 1, sampleRateHz: 24_000 })
    await collect(service.gradium.transcription.stream([bytes], { resume: false }))
    expect(sentMessages(service.emulator)[0]).toMatchObject({ input_format: 'wav' })
  })
})
