import { readWav } from '@gradium-kit/audio'
import { describe, expect, it } from 'vitest'
import { failureOf, startTestService, voiceId } from '../harness.ts'

describe('speech.generate', () => {
  it('returns a WAV with its true sizes, the words and the duration', async () => {
    await using service = await startTestService()
    const speech = await service.gradium.speech.generate({ text: 'Hello, world.', voiceId })
    const view = new DataView(speech.audio.buffer, speech.audio.byteOffset)
    expect(view.getUint32(4, true)).toBe(speech.audio.length - 8)
    expect(view.getUint32(40, true)).toBe(speech.audio.length - 44)
    const { data, format } = readWav(speech.audio)
    expect(format).toMatchObject({ sampleRateHz: 48_000, channelCount: 1, bitsPerSample: 16 })
    expect(data.length / 96_000).toBeCloseTo(speech.durationSeconds, 6)
    expect(speech.words.map((word) => word.text)).toEqual(['Hello,', 'world.'])
    expect(speech).toMatchObject({ mediaType: 'audio/wav', isVerified: true, sampleRateHz: 48_000 })
    expect(speech.requestId).toMatch(/^emu_/)
  })

  it('returns bare audio unverified, with true sizes all the same', async () => {
    await using service = await startTestService()
    const whole = await service.gradium.speech.generate({ text: 'Hello.', voiceId })
    const raw = await service.gradium.speech.generate({ text: 'Hello.', voiceId, rawAudio: true })
    expect(raw.audio).toEqual(whole.audio)
    expect(raw.durationSeconds).toBeCloseTo(whole.durationSeconds, 6)
    expect(raw).toMatchObject({ isVerified: false, words: [] })
  })

  it('gives an empty WAV for blank text and makes no request', async () => {
    await using service = await startTestService()
    const speech = await service.gradium.speech.generate({ text: ' ', voiceId })
    expect(readWav(speech.audio).data).toHaveLength(0)
    expect(speech).toMatchObject({ durationSeconds: 0, isVerified: true })
    await expect(
      service.emulator.waitFor((entry) => entry.kind === 'http', { timeoutMs: 50 }),
    ).rejects.toThrow()
  })

  it('asks for a voice before the network', async () => {
    await using service = await startTestService()
    await expect(service.gradium.speech.generate({ text: 'Hi.' } as never)).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('voiceId'),
    })
  })

  it('reports a body that ends early as truncated, with what had come', async () => {
    await using service = await startTestService()
    service.emulator.faults.add({ what: { kind: 'fin' }, when: { afterAudio: 5 } })
    const error = await failureOf(
      service.gradium.speech.generate({ text: 'Cut in the middle.', voiceId }),
    )
    expect(error).toMatchObject({ code: 'truncated', isRetryable: true })
    const { partial } = error as { partial: { audio: Uint8Array; isVerified: boolean } }
    expect(partial.isVerified).toBe(false)
    expect(partial.audio.length).toBeGreaterThan(44)
  })

  it('reports an error line with what had come', async () => {
    await using service = await startTestService()
    service.emulator.faults.add({ what: { kind: 'error', code: 1011 }, when: { afterAudio: 3 } })
    await expect(
      service.gradium.speech.generate({ text: 'Cut in the middle.', voiceId }),
    ).rejects.toMatchObject({ code: 'internal', isRetryable: true, partial: { isVerified: false } })
  })

  it('takes the end of the body for the end when told so', async () => {
    await using service = await startTestService()
    service.emulator.faults.add({ what: { kind: 'drop' }, when: 'end' })
    service.emulator.faults.add({ what: { kind: 'drop' }, when: 'end' })
    const options = { text: 'No marker.', voiceId }
    await expect(service.gradium.speech.generate(options)).rejects.toMatchObject({
      code: 'truncated',
    })
    await expect(
      service.gradium.speech.generate({ ...options, requiresEndMarker: false }),
    ).resolves.toMatchObject({ isVerified: false })
  })
})
