import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { canaryKey } from '@gradium-kit/fixtures/canary'
import { Gradium } from '../../src/index.node.ts'
import { failureOf, startTestService, voiceId } from '../harness.ts'

async function serve(
  listener: RequestListener,
): Promise<{ url: string; requests: number } & AsyncDisposable> {
  const server = createServer((request, response) => {
    state.requests += 1
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const state = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    requests: 0,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return state
}

describe('HTTP calls', () => {
  it.each([301, 302, 303, 307, 308])(
    'refuse a redirect (%i) and take the key nowhere',
    async (status) => {
      await using target = await serve((_request, response) => response.end('{}'))
      await using origin = await serve((_request, response) => {
        response.writeHead(status, { location: target.url }).end()
      })
      const gradium = new Gradium({ apiKey: canaryKey, baseUrl: origin.url })
      for (const operation of [
        () => gradium.voices.list(),
        () => gradium.tokens.create(),
        () => gradium.speech.generate({ text: 'Hi.', voiceId }),
        () => gradium.transcription.transcribe(new Uint8Array(2), { format: 'pcm_24000' }),
        () => gradium.speech.stream({ text: 'Hi.' }).result,
      ]) {
        // oxlint-disable-next-line no-await-in-loop
        const error = await failureOf(operation())
        expect(error).toMatchObject({ code: 'connection', isRetryable: false })
      }
      expect(target.requests).toBe(0)
    },
  )

  it('give up on headers and on a silent body', async () => {
    await using mute = await serve(() => {})
    const slow = new Gradium({ apiKey: 'k', baseUrl: mute.url, timeouts: { headersMs: 50 } })
    expect(await failureOf(slow.voices.list())).toMatchObject({ code: 'timeout', phase: 'connect' })
    await using half = await serve((_request, response) => {
      response.writeHead(200).write('{"type":"ready","request_id":"r"}\n')
    })
    const stuck = new Gradium({ apiKey: 'k', baseUrl: half.url, timeouts: { bodyIdleMs: 50 } })
    expect(await failureOf(stuck.speech.generate({ text: 'Hi.', voiceId }))).toMatchObject({
      code: 'timeout',
      phase: 'stream',
      requestId: 'r',
    })
  })

  it.each([
    ['not JSON', 'protocol'],
    ['[]', 'protocol'],
    ['{"remaining_credits":"many"}', 'protocol'],
  ])('report an answer of another shape (%s)', async (body, code) => {
    await using server = await serve((_request, response) => response.end(body))
    const gradium = new Gradium({ apiKey: 'k', baseUrl: server.url })
    expect(await failureOf(gradium.usage.credits())).toMatchObject({ code })
  })

  it('report a line cut in two as truncated, with what came before', async () => {
    await using server = await serve((_request, response) =>
      response.end('{"type":"text","text":"Heard","start_s":0,"stream_id":0}\n{"type":"text","te'),
    )
    const gradium = new Gradium({ apiKey: 'k', baseUrl: server.url })
    const audio = new Uint8Array(2)
    expect(
      await failureOf(gradium.transcription.transcribe(audio, { format: 'pcm_24000' })),
    ).toMatchObject({
      code: 'truncated',
      partial: { text: 'Heard' },
    })
  })

  it('never repeat a key that the server echoes', async () => {
    await using server = await serve((request, response) => {
      response
        .writeHead(500)
        .end(`error from server 1008: the key ${String(request.headers['x-api-key'])} is bad`)
    })
    const gradium = new Gradium({ apiKey: canaryKey, baseUrl: server.url })
    const error = (await failureOf(gradium.usage.credits())) as Error
    expect(error.message).toContain('[redacted]')
    expect(error.message).not.toContain(canaryKey)
  })

  it('send the key, the source and nothing else to tell who asks', async () => {
    const seen: Record<string, unknown>[] = []
    await using server = await serve((request, response) => {
      seen.push(request.headers)
      response.end('[]')
    })
    await new Gradium({ apiKey: 'k', baseUrl: `${server.url}/`, source: 'my-app' }).voices.list()
    expect(seen[0]).toMatchObject({ 'x-api-key': 'k', 'x-api-source': 'my-app' })
  })

  it('use the fetch that they are given', async () => {
    const urls: string[] = []
    const fetch: typeof globalThis.fetch = async (input) => {
      urls.push(input instanceof Request ? input.url : String(input))
      return new Response('[]')
    }
    await new Gradium({ apiKey: 'k', fetch }).voices.list({ limit: 5 })
    expect(urls).toEqual(['https://api.gradium.ai/api/voices/?include_catalog=true&limit=5'])
  })

  it.each([0, 1, 3])('keep the error of a source that fails after %i pieces', async (pieces) => {
    await using service = await startTestService()
    const cause = new Error('the disk is gone')
    async function* source(): AsyncGenerator<Uint8Array> {
      for (let piece = 0; piece < pieces; piece += 1) yield new Uint8Array(10_000)
      throw cause
    }
    const options = { format: 'pcm_24000' } as const
    const error = await failureOf(service.gradium.transcription.transcribe(source(), options))
    expect(error).toMatchObject({ code: 'config', cause })
  })

  it('give up on an answer without end', async () => {
    await using server = await serve((_request, response) => {
      const write = (): boolean => response.write(' '.repeat(100_000))
      response.on('drain', write)
      write()
    })
    const gradium = new Gradium({ apiKey: 'k', baseUrl: server.url, maxMessageBytes: 1_000_000 })
    expect(await failureOf(gradium.usage.credits())).toMatchObject({ code: 'protocol' })
  })

  it('give their turn back when another attempt may not follow', async () => {
    let isRefused = false
    const fetch: typeof globalThis.fetch = async (_input, init) => {
      isRefused = !isRefused
      if (isRefused)
        throw new TypeError('', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) })
      return init?.method === 'GET' ? new Response('[]') : new Response('', { status: 500 })
    }
    const retry = { baseMs: 1, maxOutageMs: 2_000 }
    const gradium = new Gradium({ apiKey: 'k', fetch, retry })
    for (let call = 0; call < 5; call += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one call after the other
      const error = await failureOf(gradium.pronunciations.create({ name: 'n', language: 'en' }))
      expect(error).toMatchObject({ code: 'internal' })
      isRefused = false
    }
    expect(await gradium.voices.list()).toEqual([])
  })

  it('point to the id or the address when nothing is found', async () => {
    await using service = await startTestService()
    for (const baseUrl of [`${service.emulator.url}/nowhere`, service.emulator.url]) {
      const gradium = new Gradium({ apiKey: 'k', baseUrl })
      const error = await failureOf(gradium.voices.get('nobody'))
      expect(error).toMatchObject({ code: 'policy', status: 404, isRetryable: false })
      expect((error as Error).message).toMatch(/Check the id, or baseUrl/)
    }
  })

  it('take a bare server error for a failure, not for a refusal', async () => {
    await using server = await serve((_request, response) => {
      response.writeHead(500).end('Internal Server Error')
    })
    const gradium = new Gradium({ apiKey: 'k', baseUrl: server.url })
    expect(await failureOf(gradium.usage.credits())).toMatchObject({
      code: 'internal',
      isRetryable: true,
    })
  })

  it('stream an upload of unknown length', async () => {
    await using service = await startTestService()
    const { audio } = await service.gradium.speech.generate({ text: 'Streamed up.', voiceId })
    async function* pieces(): AsyncGenerator<Uint8Array> {
      for (let start = 0; start < audio.length; start += 10_000)
        yield audio.subarray(start, start + 10_000)
    }
    expect((await service.gradium.transcription.transcribe(pieces())).text).toBe('Streamed up.')
    expect(
      (await service.gradium.transcription.transcribe(new Blob([audio as Uint8Array<ArrayBuffer>])))
        .text,
    ).toBe('Streamed up.')
    const stream = new Blob([audio as Uint8Array<ArrayBuffer>]).stream()
    expect((await service.gradium.transcription.transcribe(stream)).text).toBe('Streamed up.')
  })
})
