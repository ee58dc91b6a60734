import { expect, it } from 'vitest'
import { collect, failureOf, sentMessages, startTestService, voiceId } from '../harness.ts'

it('speaks what it hears, with words, audio and a result', async () => {
  await using service = await startTestService()
  const spoken = await collect(service.gradium.speech.stream({ text: 'Good evening, everyone.' }))
  const relay = service.gradium.translation.live({ targetLanguage: 'en', voiceId })
  for (const event of spoken) if (event.type === 'audio') relay.send(event.audio)
  relay.send(new Uint8Array(48_000 * 2))
  const finished = relay.finish()
  const events = await collect(relay)
  const result = await finished
  expect(result.text).toBe('Good evening, everyone.')
  expect(events[0]).toMatchObject({ type: 'ready', sampleRateHz: 48_000 })
  const bytes = events.reduce(
    (sum, event) => sum + (event.type === 'audio' ? event.audio.length : 0),
    0,
  )
  expect(bytes / 96_000).toBeCloseTo(result.durationSeconds, 6)
  expect(
    sentMessages(service.emulator).find((message) => message['stt_model_name'] !== undefined),
  ).toMatchObject({
    model_name: 's2s-translate',
    stt_model_name: 'stt-translate',
    input_format: 'pcm_24000',
    output_format: 'pcm_48000',
    json_config: '{"target_language":"en"}',
  })
})

it('refuses what the service would refuse, and audio after its end', async () => {
  await using service = await startTestService()
  const { translation } = service.gradium
  expect(() => translation.live({ targetLanguage: 'it' as 'en' })).toThrow(
    /targetLanguage is one of/,
  )
  expect(() => translation.live({ inputFormat: 'mp3' as 'wav' })).toThrow(/"mp3" is not one of/)
  const relay = translation.live()
  expect(() => relay.send('x' as never)).toThrow(/send takes/)
  const finished = relay.finish()
  expect(() => relay.send(new Uint8Array(2))).toThrow(/after finish/)
  await finished
  relay.cancel()
  await relay.close()
})

it('rejects with aborted when it is cancelled', async () => {
  await using service = await startTestService()
  const relay = service.gradium.translation.live()
  relay.cancel()
  expect(await failureOf(relay.result)).toMatchObject({ code: 'aborted' })
  expect(await failureOf(collect(relay))).toMatchObject({ code: 'aborted' })
})
