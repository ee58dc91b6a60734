import { describe, expect, it } from 'vitest'
import { failureOf, startTestService, voiceId } from '../harness.ts'

describe('voices', () => {
  it('lists the catalogue, and gives one by its id', async () => {
    await using service = await startTestService()
    const voices = await service.gradium.voices.list()
    expect(voices).toHaveLength(14)
    const emma = voices.find((voice) => voice.name === 'Emma')
    expect(emma).toMatchObject({ voiceId, language: 'en', isCatalog: true })
    expect(await service.gradium.voices.get(voiceId)).toEqual(emma)
    expect(await service.gradium.voices.list({ includeCatalog: false })).toEqual([])
    expect(await service.gradium.voices.list({ skip: 12, limit: 5 })).toHaveLength(2)
  })

  it('creates, changes, speaks with and deletes a voice', async () => {
    await using service = await startTestService()
    const { voices, speech } = service.gradium
    const { audio } = await speech.generate({ text: 'A sample of my voice.', voiceId })
    const created = await voices.create({
      audio,
      name: 'Mine',
      language: 'en',
      description: 'Test',
    })
    expect(await voices.get(created.voiceId)).toMatchObject({ name: 'Mine', isCatalog: false })
    expect(await voices.update(created.voiceId, { name: 'Yours' })).toMatchObject({
      name: 'Yours',
      description: 'Test',
    })
    expect(
      (await speech.stream({ text: 'Hello.', voiceId: created.voiceId }).result).words,
    ).toHaveLength(1)
    await voices.delete(created.voiceId)
    expect(await failureOf(voices.get(created.voiceId))).toMatchObject({
      code: 'policy',
      status: 404,
    })
  })

  it.each(['../voices', 'a/b', '', 'a?b', '%2e%2e', 'a'.repeat(129)])(
    'refuses %j as an id before the network',
    async (id) => {
      await using service = await startTestService()
      expect(await failureOf(service.gradium.voices.get(id))).toMatchObject({ code: 'config' })
      expect(await failureOf(service.gradium.pronunciations.delete(id))).toMatchObject({
        code: 'config',
      })
    },
  )

  it('does not let the catalogue be changed', async () => {
    await using service = await startTestService()
    expect(await failureOf(service.gradium.voices.delete(voiceId))).toMatchObject({
      status: 403,
      isRetryable: false,
    })
  })
})

describe('pronunciations', () => {
  it('creates, lists, changes, uses and deletes a dictionary', async () => {
    await using service = await startTestService()
    const { pronunciations, speech } = service.gradium
    const created = await pronunciations.create({
      name: 'Brands',
      language: 'en',
      rules: [{ original: 'Gradium', rewrite: 'Gray dee um' }],
    })
    expect(created.rules).toEqual([
      { original: 'Gradium', rewrite: 'Gray dee um', isCaseSensitive: false },
    ])
    const { pronunciationId } = created
    expect(await pronunciations.list({ language: 'en' })).toMatchObject({
      total: 1,
      dictionaries: [{ pronunciationId }],
    })
    expect(await pronunciations.update(pronunciationId, { rules: [] })).toMatchObject({
      name: 'Brands',
      rules: [],
    })
    await speech.stream({ text: 'Hello.', pronunciationId }).result
    await pronunciations.delete(pronunciationId)
    expect(await failureOf(pronunciations.get(pronunciationId))).toMatchObject({ status: 404 })
    expect(
      await failureOf(speech.stream({ text: 'Hello.', pronunciationId }).result),
    ).toMatchObject({ code: 'policy' })
  })

  it('names the field that the service misses', async () => {
    await using service = await startTestService()
    const error = (await failureOf(service.gradium.pronunciations.create({} as never))) as Error
    expect(error).toMatchObject({ code: 'policy', status: 422 })
    expect(error.message).toContain('body.name')
  })
})

describe('usage', () => {
  it('shows credits that go down with use, and a summary', async () => {
    await using service = await startTestService()
    const { usage, speech, transcription } = service.gradium
    const before = await usage.credits()
    const { audio } = await speech.generate({ text: 'Ten chars.', voiceId })
    expect((await usage.credits()).remainingCredits).toBe(before.remainingCredits - 10)
    await transcription.transcribe(audio)
    expect((await usage.credits()).remainingCredits).toBeLessThan(before.remainingCredits - 10)
    expect(await usage.summary()).toMatchObject({
      sessions: 2,
      consumedCredits: expect.any(Number),
    })
  })
})

describe('tokens', () => {
  it('gives a token with its expiry, a fresh one each time', async () => {
    await using service = await startTestService()
    const [first, second] = [
      await service.gradium.tokens.create(),
      await service.gradium.tokens.create(),
    ]
    expect(first.token).not.toBe(second.token)
    expect(Number.isNaN(Date.parse(first.expiresAt!))).toBe(false)
  })
})
