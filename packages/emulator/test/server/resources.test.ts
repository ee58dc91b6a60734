import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestEmulator, emma, json, start } from './raw-client.ts'

let emulator: TestEmulator
beforeAll(async () => {
  emulator = await start({ keys: ['test-key'] })
})
afterAll(() => emulator.close())

const send = (method: string, path: string, body: object): Promise<Response> =>
  emulator.call(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })

interface Named {
  uid: string
  name: string
}

describe('voices', () => {
  it('lists the catalogue only on request, with skip and limit, 0 meaning all', async () => {
    expect(await json(emulator.call('/voices/'))).toEqual([])
    const all = await json<Named[]>(emulator.call('/voices/?include_catalog=true&limit=0'))
    expect(all).toHaveLength(14)
    expect(all[0]).toMatchObject({
      uid: emma,
      name: 'Emma',
      is_catalog: true,
      is_pro_clone: false,
      language: 'en',
      description: expect.stringContaining('(emulator)'),
    })
    const page = await json<Named[]>(emulator.call('/voices?include_catalog=1&skip=1&limit=2'))
    expect(page).toEqual(all.slice(1, 3))
  })

  it('makes, finds, speaks with, changes and deletes a voice', async () => {
    const form = new FormData()
    form.set('audio_file', new File([new Uint8Array(100)], 'me.wav', { type: 'audio/wav' }))
    form.set('name', 'Mine')
    form.set('start_s', '0.0')
    form.set('language', 'fr')
    const created = await emulator.call('/voices/', { method: 'POST', body: form })
    expect(created.status).toBe(201)
    const { uid, ...rest } = await json<{ uid: string }>(created)
    expect(rest).toEqual({ error: null, was_updated: false })
    expect(uid).toMatch(/^[\w-]{16}$/)
    const path = `/voices/${uid}`
    expect(await json(emulator.call(path))).toMatchObject({
      name: 'Mine',
      filename: 'me.wav',
      language: 'fr',
      is_catalog: false,
      start_s: 0,
    })
    expect((await (await emulator.speak('Bonjour', { voice_id: uid })).closed).code).toBe(1000)
    expect(
      (await (await emulator.speak('Bonjour', { voice: 'Mine', voice_id: null })).closed).code,
    ).toBe(1000)
    const tags = [{ category: 'mood', value: 'calm' }]
    const updated = await json<object>(send('PUT', path, { name: 'Yours', tags, language: null }))
    expect(updated).toEqual({
      uid,
      name: 'Yours',
      start_s: 0,
      filename: 'me.wav',
      description: null,
      language: 'fr',
      stop_s: null,
      org_uid: null,
      is_pending: false,
      has_audio: true,
      is_pro_clone: false,
    })
    expect(await json(emulator.call(path))).toMatchObject({ name: 'Yours', tags })
    const deleted = await emulator.call(path, { method: 'DELETE' })
    expect([deleted.status, deleted.headers.get('content-type')]).toEqual([204, 'application/json'])
    expect((await emulator.call(path)).status).toBe(404)
  })

  it('refuses what is wrong', async () => {
    const form = new FormData()
    form.set('description', 'nothing else')
    const empty = await emulator.call('/voices/', { method: 'POST', body: form })
    expect([empty.status, await empty.json()]).toMatchObject([
      422,
      { detail: [{ loc: ['body', 'audio_file'] }, { loc: ['body', 'name'] }] },
    ])
    expect((await send('POST', '/voices/', { name: 'x' })).status).toBe(422)
    expect((await send('PUT', `/voices/${emma}`, { name: 'x' })).status).toBe(403)
    expect((await emulator.call(`/voices/${emma}`, { method: 'DELETE' })).status).toBe(403)
    expect((await emulator.call('/voices/?limit=-1')).status).toBe(422)
    const unauthorized = await emulator.call('/voices/', { headers: { 'x-api-key': 'bad' } })
    expect([unauthorized.status, await unauthorized.json()]).toEqual([
      401,
      { detail: 'Invalid or expired API key' },
    ])
    const missing = await fetch(`${emulator.url}/voices/`)
    expect([missing.status, await missing.json()]).toEqual([
      401,
      { detail: 'No authentication provided.' },
    ])
  })
})

describe('pronunciations', () => {
  it('makes, lists, changes, uses and deletes a dictionary', async () => {
    const rules = [{ original: 'AI', rewrite: 'a eye' }]
    const created = await send('POST', '/pronunciations/', { name: 'Mine', language: 'en', rules })
    expect(created.status).toBe(201)
    const dictionary = await json<{ uid: string; rules: { id: number }[] }>(created)
    expect(dictionary).toMatchObject({
      name: 'Mine',
      language: 'en',
      description: null,
      org_uid: expect.any(String),
      created_at: expect.stringMatching(/Z$/),
      rules: [{ ...rules[0], case_sensitive: false, id: expect.any(Number) }],
    })
    const path = `/pronunciations/${dictionary.uid}`
    expect(await json(emulator.call('/pronunciations/?language=en'))).toEqual({
      dictionaries: [dictionary],
      total: 1,
    })
    expect(await json(emulator.call('/pronunciations/?language=fr'))).toMatchObject({ total: 0 })
    expect(await json(emulator.call('/pronunciations/?offset=1'))).toEqual({
      dictionaries: [],
      total: 1,
    })
    const setup = { pronunciation_id: dictionary.uid }
    expect((await (await emulator.speak('AI', setup)).closed).code).toBe(1000)
    const changed = await json(send('PUT', path, { description: 'new', rules: [] }))
    expect(changed).toEqual({ ...dictionary, description: 'new', rules: [] })
    expect((await emulator.call(path, { method: 'DELETE' })).status).toBe(204)
    expect((await emulator.call(path)).status).toBe(404)
  })

  it('answers 422 as in PROTOCOL.md §10.4', async () => {
    const reply = await send('POST', '/pronunciations/', {})
    expect([reply.status, await reply.json()]).toEqual([
      422,
      {
        detail: [
          { loc: ['body', 'name'], msg: 'Field required', type: 'missing' },
          { loc: ['body', 'language'], msg: 'Field required', type: 'missing' },
        ],
      },
    ])
    const rules = await send('POST', '/pronunciations/', { name: 'a', language: 'en', rules: [{}] })
    expect(await rules.json()).toMatchObject({
      detail: [{ loc: ['body', 'rules', 0, 'original'] }, { loc: ['body', 'rules', 0, 'rewrite'] }],
    })
    expect((await emulator.call('/pronunciations/?limit=1001')).status).toBe(422)
  })
})

describe('credits and usage', () => {
  it('shows them in the documented shapes', async () => {
    expect(await json(emulator.call('/usages/credits'))).toEqual({
      remaining_credits: expect.any(Number),
      allocated_credits: 45000,
      billing_period: expect.stringMatching(/^\d\d-\d{4}$/),
      next_rollover_date: expect.stringMatching(/^\d{4}-\d\d-01$/),
      plan_name: 'Emulator',
    })
    await emulator.speak('Count me.')
    const summary = await json<Record<string, number>>(emulator.call('/usages/summary'))
    expect(Object.keys(summary)).toEqual([
      'consumed_credits',
      'egress_audio_duration',
      'egress_messages',
      'egress_text_size',
      'ingress_audio_duration',
      'ingress_messages',
      'ingress_text_size',
      'sessions',
    ])
    expect(summary['consumed_credits']).toBeGreaterThan(0)
    expect(summary['egress_audio_duration']).toBeGreaterThan(0)
  })

  it('forgets everything at reset', async () => {
    await send('POST', '/pronunciations/', { name: 'a', language: 'en' })
    emulator.reset()
    expect(emulator.sessions).toHaveLength(0)
    expect(await json(emulator.call('/pronunciations/'))).toMatchObject({ total: 0 })
    expect(await json(emulator.call('/usages/credits'))).toMatchObject({ remaining_credits: 45000 })
  })
})
