import { describe, expect, it } from 'vitest'
import { collect, failureOf, sentMessages, startTestService, voiceId } from './harness.ts'

const setup = { voiceId, outputFormat: 'pcm_24000', modelName: 'default' }

describe('open', () => {
  it('yields every message of the service with its fields', async () => {
    await using service = await startTestService()
    const request = service.gradium.open('speech', { setup })
    request.send({ type: 'text', text: 'Hello, wire.' })
    request.send({ type: 'end-of-stream' })
    const messages = await collect(request)
    await request.ended
    expect(messages[0]).toEqual(await request.ready)
    expect(messages[0]).toMatchObject({
      type: 'ready',
      frameSize: 1_920,
      audioStreamNames: ['tts'],
    })
    expect(messages.filter((message) => message.type === 'text')).toHaveLength(2)
    const audio = messages.filter((message) => message.type === 'audio')
    expect(audio[1]).toMatchObject({ startSeconds: 0.08, endSeconds: 0.16, streamId: 0 })
    expect(audio.every((message) => message.audio.length === 3_840)).toBe(true)
  })

  it('holds input back until ready when told to', async () => {
    await using service = await startTestService()
    const request = service.gradium.open('speech', { setup, waitForReadyOnStart: true })
    request.send({ type: 'text', text: 'Patience.' })
    request.send({ type: 'end-of-stream' })
    await request.ended
    const order = service.emulator.journal.flatMap((entry) =>
      entry.kind === 'message' ? [entry.type] : [],
    )
    expect(order.slice(0, 4)).toEqual(['setup', 'ready', 'text', 'end_of_stream'])
  })

  it('leaves the setup to the caller when told to', async () => {
    await using service = await startTestService()
    const request = service.gradium.open('transcription', { sendSetupOnStart: false })
    request.sendSetup({ inputFormat: 'pcm_16000', settings: { language: 'fr' } })
    expect(() => request.sendSetup()).toThrow(/already/)
    request.send({ type: 'audio', audio: new Uint8Array(2_560) })
    request.send({ type: 'flush', flushId: 7 })
    request.send({ type: 'end-of-stream' })
    expect((await collect(request)).map((message) => message.type)).toEqual([
      'ready',
      'step',
      'flushed',
    ])
    expect(sentMessages(service.emulator)[0]).toMatchObject({
      type: 'setup',
      input_format: 'pcm_16000',
      json_config: '{"language":"fr"}',
    })
  })

  it('refuses input after the end of the stream', async () => {
    await using service = await startTestService()
    const request = service.gradium.open('speech', { setup })
    request.send({ type: 'text', text: 'Done.' })
    request.send({ type: 'end-of-stream' })
    expect(() => request.send({ type: 'text', text: 'More.' })).toThrow(/after the end/)
    await request.ended
  })

  it('rejects ready and ended once with the same error', async () => {
    await using service = await startTestService({ keys: ['another'] })
    const request = service.gradium.open('speech', { setup })
    const error = await failureOf(request.ended)
    expect(await failureOf(request.ready)).toBe(error)
    expect(await failureOf(collect(request))).toBe(error)
    expect(error).toMatchObject({ code: 'auth' })
  })

  it('refuses an endpoint that does not exist', async () => {
    await using service = await startTestService()
    expect(() => service.gradium.open('toString' as 'speech')).toThrow(/endpoint/)
    expect(() => service.gradium.connect('tts' as 'speech')).toThrow(/endpoint/)
  })
})
