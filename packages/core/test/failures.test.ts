import { describe, expect, it } from 'vitest'
import { GradiumError } from '../src/index.node.ts'
import { Gradium as WebGradium } from '../src/index.ts'
import { canaryToken, findCanaries } from '@gradium-kit/fixtures/canary'
import { collect, failureOf, startTestService, voiceId } from './harness.ts'

describe('a failure is one typed error', () => {
  it('for a wrong key, on sockets and over HTTP, never worth another try', async () => {
    await using service = await startTestService({ keys: ['another'] })
    const { gradium } = service
    for (const operation of [
      () => gradium.speech.stream({ text: 'Hi.' }).result,
      () => gradium.transcription.live().finish(),
      () => gradium.translation.live().finish(),
      () => gradium.speech.generate({ text: 'Hi.', voiceId }),
      () => gradium.voices.list(),
      () => gradium.usage.credits(),
      () => gradium.tokens.create(),
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      const error = await failureOf(operation())
      expect(error).toMatchObject({ code: 'auth', isRetryable: false, attempts: 1 })
      expect((error as Error).message).toMatch(/API key/)
    }
  })

  it('for a missing key, before the network, saying how to get one', async () => {
    await using service = await startTestService()
    const { Gradium } = await import('../src/index.node.ts')
    const before = process.env['GRADIUM_API_KEY']
    delete process.env['GRADIUM_API_KEY']
    try {
      const gradium = new Gradium({ baseUrl: service.emulator.url })
      const error = await failureOf(gradium.speech.stream({ text: 'Hi.' }).result)
      expect(error).toMatchObject({
        code: 'config',
        message: expect.stringContaining('GRADIUM_API_KEY'),
      })
      expect(await failureOf(gradium.voices.list())).toMatchObject({ code: 'config' })
    } finally {
      if (before !== undefined) process.env['GRADIUM_API_KEY'] = before
    }
    expect(service.emulator.sessions).toHaveLength(0)
  })

  it('for input without a setup', async () => {
    await using service = await startTestService()
    const request = service.gradium.open('speech', { sendSetupOnStart: false })
    request.send({ type: 'text', text: 'Too early.' })
    expect(await failureOf(collect(request))).toMatchObject({
      code: 'protocol',
      serverCode: 1008,
      isRetryable: false,
    })
    await expect(request.ready).rejects.toMatchObject({ code: 'protocol' })
  })

  it('for an unknown voice', async () => {
    await using service = await startTestService()
    const error = await failureOf(
      service.gradium.speech.stream({ text: 'Hi.', voiceId: 'nope' }).result,
    )
    expect(error).toMatchObject({ code: 'policy', serverCode: 1011, isRetryable: false })
    expect((error as Error).message).toContain('nope')
    const http = await failureOf(service.gradium.speech.generate({ text: 'Hi.', voiceId: 'nope' }))
    expect(http).toMatchObject({ code: 'policy', isRetryable: false })
  })

  it('for a format that the service refuses', async () => {
    await using service = await startTestService()
    const request = service.gradium.open('speech', { setup: { voiceId, outputFormat: 'mp3' } })
    expect(await failureOf(request.ended)).toMatchObject({
      code: 'policy',
      serverCode: 1008,
      isRetryable: false,
    })
  })

  it('for a spent token', async () => {
    await using service = await startTestService()
    const { token } = await service.gradium.tokens.create()
    const first = new WebGradium({ token: () => token, baseUrl: service.emulator.url })
    await first.speech.stream({ text: 'Once.' }).result
    const second = new WebGradium({ token: () => token, baseUrl: service.emulator.url })
    expect(await failureOf(second.speech.stream({ text: 'Twice.' }).result)).toMatchObject({
      code: 'auth',
      isRetryable: false,
    })
  })

  it('for a token that its provider gives twice', async () => {
    await using service = await startTestService()
    const { token } = await service.gradium.tokens.create()
    const gradium = new WebGradium({ token: () => token, baseUrl: service.emulator.url })
    await gradium.speech.stream({ text: 'Once.' }).result
    expect(await failureOf(gradium.speech.stream({ text: 'Twice.' }).result)).toMatchObject({
      code: 'token',
      isRetryable: false,
    })
    expect(service.emulator.sessions).toHaveLength(1)
  })

  it.each([
    [
      'throws',
      () => Promise.reject(new Error('my server is down')),
      { code: 'token', isRetryable: true },
    ],
    ['gives nothing', () => '', { code: 'token', isRetryable: false }],
    ['gives junk', () => ({ token: 'two words' }), { code: 'token', isRetryable: false }],
    ['never answers', () => new Promise<string>(() => {}), { code: 'timeout', phase: 'token' }],
  ])('for a token provider that %s', async (_what, token, expected) => {
    await using service = await startTestService()
    const gradium = new WebGradium({
      token,
      baseUrl: service.emulator.url,
      timeouts: { tokenMs: 50 },
      retry: { maxRetries: 0 },
    })
    expect(await failureOf(gradium.speech.stream({ text: 'Hi.' }).result)).toMatchObject(expected)
  })

  it('for a service that is not there', async () => {
    const { Gradium } = await import('../src/index.node.ts')
    const { emulator } = await startTestService()
    await emulator.close()
    const gradium = new Gradium({ apiKey: 'k', baseUrl: emulator.url, retry: { maxRetries: 0 } })
    const expected = { code: 'connection', phase: 'connect', isRetryable: true }
    expect(await failureOf(gradium.speech.stream({ text: 'Hi.' }).result)).toMatchObject({
      ...expected,
      kind: 'refused',
    })
    const http = await failureOf(gradium.voices.list())
    expect(http).toMatchObject({
      ...expected,
      kind: 'refused',
      message: expect.stringContaining('127.0.0.1:'),
    })
  })

  it('for a server that speaks no TLS', async () => {
    await using service = await startTestService()
    const { Gradium } = await import('../src/index.node.ts')
    const baseUrl = service.emulator.url.replace('http:', 'https:')
    const gradium = new Gradium({ apiKey: 'k', baseUrl })
    const expected = { code: 'connection', kind: 'tls', isRetryable: false }
    expect(await failureOf(gradium.speech.stream({ text: 'Hi.' }).result)).toMatchObject(expected)
    expect(await failureOf(gradium.voices.list())).toMatchObject(expected)
  })

  it('for spent credits, which no waiting brings back', async () => {
    await using service = await startTestService({ credits: 3 })
    const error = await failureOf(
      service.gradium.speech.stream({ text: 'Longer than three.' }).result,
    )
    expect(error).toMatchObject({ code: 'limit', isRetryable: false })
  })

  it('for too many sessions, which end some time', async () => {
    await using service = await startTestService({ concurrencyLimit: 1, clock: 'realtime' })
    const first = service.gradium.speech.stream({ text: 'Takes a while to say.' })
    await first[Symbol.asyncIterator]().next()
    expect(await failureOf(service.gradium.speech.stream({ text: 'Hi.' }).result)).toMatchObject({
      code: 'limit',
      isRetryable: true,
    })
    await first.close()
  })

  it('for the session limit', async () => {
    await using service = await startTestService({ sessionLimitSeconds: 0.2, clock: 'realtime' })
    const error = await failureOf(service.gradium.transcription.live({ resume: false }).result)
    expect(error).toMatchObject({ code: 'session-limit', isRetryable: true, partial: { text: '' } })
  })

  it.each([
    ['ready', { readyMs: 60 }, { kind: 'stall' }, 'setup', 'ready'],
    ['the first audio', { firstAudioMs: 60 }, { kind: 'stall' }, { afterMessages: 1 }, 'stream'],
    ['the next audio', { idleMs: 60 }, { kind: 'stall' }, { afterAudio: 2 }, 'finish'],
    ['the upgrade', { connectMs: 60 }, { kind: 'hang' }, 'upgrade', 'connect'],
  ] as const)('for a service that never sends %s', async (_what, timeouts, what, when, phase) => {
    await using service = await startTestService({}, { timeouts })
    service.emulator.faults.add({ what, when })
    const error = await failureOf(service.gradium.speech.stream({ text: 'Waiting here.' }).result)
    expect(error).toMatchObject({ code: 'timeout', phase })
  })

  it.each([
    ['malformed-json', 'not JSON'],
    ['bad-base64', 'base64'],
    ['binary', 'binary'],
  ] as const)('for a message that breaks the protocol (%s)', async (kind, said) => {
    await using service = await startTestService()
    service.emulator.faults.add({ what: { kind }, when: { afterAudio: 1 } })
    const error = await failureOf(service.gradium.speech.stream({ text: 'Broken.' }).result)
    expect(error).toMatchObject({ code: 'protocol', isRetryable: false })
    expect((error as Error).message).toContain(said)
  })

  it('for an upgrade that is refused with a status', async () => {
    await using service = await startTestService()
    const cases: [number, string, object][] = [
      [401, '{"detail":"No authentication provided."}', { code: 'auth', isRetryable: false }],
      [429, '', { code: 'limit', isRetryable: true }],
      [
        500,
        'error from server 1008: API key is revoked or expired',
        { code: 'auth', isRetryable: false },
      ],
      [503, '<html>busy</html>', { code: 'internal', isRetryable: true }],
      [
        200,
        '<html>Sign in to the hotel</html>',
        { code: 'connection', kind: 'handshake', isRetryable: false },
      ],
    ]
    for (const [status, body, expected] of cases) {
      const id = service.emulator.faults.add({ what: { kind: 'status', status, body } })
      // oxlint-disable-next-line no-await-in-loop
      expect(await failureOf(service.gradium.speech.stream({ text: 'Hi.' }).result)).toMatchObject({
        ...expected,
        ...(status === 200 ? {} : { status }),
        phase: 'handshake',
      })
      service.emulator.faults.remove(id)
    }
  })

  it('is recognised by is() and has no secret in any form', async () => {
    await using service = await startTestService({ keys: ['another'] })
    const error = await failureOf(service.gradium.speech.stream({ text: 'Hi.' }).result)
    expect(GradiumError.is(error)).toBe(true)
    expect(findCanaries(error)).toEqual([])
    const web = new WebGradium({ token: () => canaryToken, baseUrl: service.emulator.url })
    const tokenError = await failureOf(web.speech.stream({ text: 'Hi.' }).result)
    expect(tokenError).toMatchObject({ code: 'auth' })
    expect(findCanaries(tokenError)).toEqual([])
  })
})
