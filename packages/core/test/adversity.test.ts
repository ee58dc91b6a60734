import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { WebSocketServer, type WebSocket } from 'ws'
import { Gradium, type GradiumOptions } from '../src/index.node.ts'
import { canaryKey } from '@gradium-kit/fixtures/canary'
import { collect, failureOf, startTestService, voiceId } from './harness.ts'

const ready = '{"type":"ready","request_id":"r"}'

/** A service that does as it is told, on a real socket. */
async function startOddService(
  onSocket: (socket: WebSocket, messages: () => string[]) => void,
  options: GradiumOptions = {},
): Promise<{ gradium: Gradium } & AsyncDisposable> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', (socket) => {
    const messages: string[] = []
    socket.on('message', (data) => messages.push(String(data)))
    onSocket(socket, () => messages)
  })
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  const gradium = new Gradium({
    apiKey: canaryKey,
    baseUrl: `http://127.0.0.1:${port}/api`,
    retry: { maxRetries: 0 },
    ...options,
  })
  return {
    gradium,
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function startOddHttp(
  listener: RequestListener,
  options: GradiumOptions = {},
): Promise<{ gradium: Gradium } & AsyncDisposable> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    gradium: new Gradium({
      apiKey: canaryKey,
      baseUrl: `http://127.0.0.1:${port}/api`,
      ...options,
    }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

describe('odd callers', () => {
  it('may flush after the end without looking at the answer', async () => {
    await using service = await startTestService()
    const live = service.gradium.transcription.live()
    live.cancel()
    void live.flush()
    await expect(live.flush()).rejects.toMatchObject({ code: 'aborted' })
  })

  it('are told at once what a held request cannot send', async () => {
    await using service = await startTestService()
    const request = service.gradium.open('speech', {
      setup: { voiceId },
      waitForReadyOnStart: true,
    })
    for (const message of [
      { type: 'audio', audio: 'AAAA' },
      { type: 'text' },
      { type: 'bogus' },
      { type: 'flush', flushId: Number.NaN },
    ]) {
      expect(() => request.send(message as never)).toThrow(/send/)
    }
    request.send({ type: 'text', text: 'Hi.' })
    request.send({ type: 'end-of-stream' })
    expect(() => request.send({ type: 'text', text: 'x' })).toThrow(/after the end/)
    await request.ended
  })

  it('may reuse a buffer after sending it', async () => {
    await using service = await startTestService()
    const request = service.gradium.open('transcription', {
      setup: { inputFormat: 'pcm_24000' },
      waitForReadyOnStart: true,
    })
    const audio = new Uint8Array(3_840)
    request.send({ type: 'audio', audio })
    audio.fill(255)
    request.send({ type: 'end-of-stream' })
    await request.ended
    const [session] = service.emulator.sessions
    const wav = await fetch(
      new URL(`/__emulator/sessions/${session!.id}/audio.wav?direction=in`, service.emulator.url),
    )
    const bytes = new Uint8Array(await wav.arrayBuffer()).subarray(44)
    expect(bytes.every((byte) => byte === 0)).toBe(true)
  })

  it('may pass sources that never end and cannot be let go', async () => {
    await using service = await startTestService()
    let pulls = 0
    const endless = (value: unknown): Iterable<never> => ({
      [Symbol.iterator]: () => ({
        next: () => {
          pulls += 1
          return { done: false, value: value as never }
        },
      }),
    })
    for await (const event of service.gradium.transcription.stream(
      endless(new Uint8Array(4_800)),
    )) {
      if (event.type === 'step') break
    }
    const stream = service.gradium.speech.stream({ text: endless('') })
    await service.emulator.waitFor((entry) => entry.route === 'tts' && entry.type === 'ready')
    stream.cancel()
    await new Promise((resolve) => setImmediate(resolve))
    const before = pulls
    await new Promise((resolve) => setImmediate(resolve))
    expect(pulls).toBe(before)
    await service.emulator.waitFor((entry) => entry.kind === 'close' && entry.route === 'tts')
  })

  it.each([
    [() => ({ text: 42 as never }), /text is/],
    [() => ({ text: null as never }), /text is/],
    [() => ({ text: 'x', signal: {} as never }), /signal is/],
    [() => ({ text: 'x', extraSettings: { a: 1n } }), /JSON/],
    [() => 'hello' as never, /takes an object/],
  ])('get an error at the call for what can never work (%#)', async (options, message) => {
    await using service = await startTestService()
    expect(() => service.gradium.speech.stream(options())).toThrow(message)
    // A socket of the call that failed would have opened before this one has ended.
    await service.gradium.speech.stream({ text: 'x' }).result
    expect(service.emulator.sessions).toHaveLength(1)
  })

  it('get an error for a source of audio that is none', async () => {
    await using service = await startTestService()
    for (const audio of [null, 'hello.wav', 42]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(
        await failureOf(collect(service.gradium.transcription.stream(audio as never))),
      ).toMatchObject({ code: 'config' })
    }
    expect(service.emulator.sessions).toHaveLength(0)
  })

  it('leave no socket behind when a request cannot be made', async () => {
    await using service = await startTestService()
    expect(() => service.gradium.open('speech', { setup: { clientRequestId: '' } })).toThrow(
      /clientRequestId/,
    )
    await service.gradium.speech.stream({ text: 'x' }).result
    expect(service.emulator.sessions).toHaveLength(1)
  })

  it.each([
    { maxQueuedBytes: Number.NaN },
    { maxMessageBytes: -1 },
    { timeouts: 5 as never },
    { token: 'abc' as never },
    { fetch: 'x' as never },
  ])('are told of a client option that cannot work (%j)', (options) => {
    expect(() => new Gradium({ apiKey: 'k', ...options })).toThrow(
      expect.objectContaining({ code: 'config' }),
    )
  })

  it('can abort an upload whose source stalls', async () => {
    await using service = await startTestService()
    const controller = new AbortController()
    let isReleased = false
    const source: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          isReleased = true
          return { done: true, value: undefined }
        },
      }),
    }
    const failure = failureOf(
      service.gradium.transcription.transcribe(source, { signal: controller.signal }),
    )
    controller.abort()
    expect(await failure).toMatchObject({ code: 'aborted' })
    expect(isReleased).toBe(true)
  })

  it('may give a fetch that ignores its signal', async () => {
    const fetch = (): Promise<Response> => new Promise(() => {})
    const gradium = new Gradium({ apiKey: 'k', fetch, timeouts: { headersMs: 50 } })
    expect(await failureOf(gradium.voices.list())).toMatchObject({ code: 'timeout' })
    const controller = new AbortController()
    const patient = new Gradium({ apiKey: 'k', fetch })
    const failure = failureOf(patient.voices.list({ signal: controller.signal }))
    controller.abort()
    expect(await failure).toMatchObject({ code: 'aborted' })
  })

  it('may upload shared memory', async () => {
    await using service = await startTestService()
    const { audio } = await service.gradium.speech.generate({ text: 'Shared.', voiceId })
    const shared = new Uint8Array(new SharedArrayBuffer(audio.length))
    shared.set(audio)
    expect((await service.gradium.transcription.transcribe(shared)).text).toBe('Shared.')
  })

  it('cannot create a voice from something that is no audio', async () => {
    await using service = await startTestService()
    for (const audio of [undefined, 'hello.wav', {}]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(
        await failureOf(service.gradium.voices.create({ audio: audio as never, name: 'x' })),
      ).toMatchObject({ code: 'config' })
    }
  })

  it('may send one big piece', async () => {
    await using service = await startTestService()
    const audio = new Uint8Array(8_000_000)
    const events = await collect(service.gradium.transcription.stream([audio]))
    expect(events.findLast((event) => event.type === 'step')).toMatchObject({
      totalDurationSeconds: expect.closeTo(166.72, 1),
    })
  })

  it('hear nothing more after cancel', async () => {
    await using service = await startTestService()
    const stream = service.gradium.speech.stream({ text: 'A sentence with many frames in it.' })
    let seen = 0
    const failure = await failureOf(
      (async () => {
        for await (const event of stream) {
          if (event.type !== 'audio') continue
          seen += 1
          await new Promise((resolve) => setImmediate(resolve))
          stream.cancel()
        }
      })(),
    )
    expect(failure).toMatchObject({ code: 'aborted' })
    expect(seen).toBe(1)
  })

  it('learn that raw samples are a file', async () => {
    await using service = await startTestService()
    const { audio } = await service.gradium.speech.generate({ text: 'A file.', voiceId })
    const live = service.gradium.transcription.live()
    expect(() => live.send(audio)).toThrow(/WAV/)
    live.cancel()
    const events = await collect(service.gradium.transcription.stream([audio]))
    expect(events.flatMap((event) => (event.type === 'segment-start' ? [event.text] : []))).toEqual(
      ['A', 'file.'],
    )
    const mp3 = new Uint8Array([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0, ...new Uint8Array(100)])
    expect(await failureOf(collect(service.gradium.transcription.stream([mp3])))).toMatchObject({
      code: 'config',
    })
  })
})

describe('shared connections', () => {
  it.each(['break', 'cancel'])('go on after a slow reader has left by %s', async (way) => {
    await using service = await startTestService({}, { maxQueuedBytes: 262_144 })
    await using connection = service.gradium.connect('speech')
    const slow = service.gradium.speech.stream({ text: 'slowly '.repeat(100), connection })
    for await (const _event of slow) {
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      if (way === 'cancel') slow.cancel()
      break
    }
    const next = service.gradium.speech.stream({ text: 'Next, please.', connection })
    expect(await collect(next)).not.toHaveLength(0)
  })

  it('refuse whoever comes after they have ended', async () => {
    await using service = await startTestService({ keys: ['another'] })
    const connection = service.gradium.connect('speech')
    await failureOf(service.gradium.speech.stream({ text: 'Hi.', connection }).result)
    await connection.close()
    expect(() => service.gradium.speech.stream({ text: 'Hi.', connection })).toThrow(/closed/)
  })

  it('send nothing for a request that was cancelled before they were open', async () => {
    await using service = await startTestService()
    await using connection = service.gradium.connect('speech')
    const gone = service.gradium.speech.stream({ text: 'Never said.', connection })
    const kept = service.gradium.speech.stream({ text: 'Said.', connection })
    gone.cancel()
    await kept.result
    const texts = service.emulator.journal.flatMap(({ message }) =>
      message?.['type'] === 'text' && 'client_req_id' in message ? [message['text']] : [],
    )
    expect(texts).not.toContain('Never said.')
  })
})

describe('odd services', () => {
  it('that never send a step for a container do not stop its upload', async () => {
    let received = 0
    await using service = await startOddService((socket) => {
      socket.send(ready)
      socket.on('message', (data) => {
        received += String(data).length
        if (!String(data).includes('end_of_stream')) return
        socket.send('{"type":"end_of_stream"}')
        socket.close(1000)
      })
    })
    const pieces = Array.from({ length: 40 }, () => new Uint8Array(65_536))
    await collect(service.gradium.transcription.stream(pieces, { format: 'opus' }))
    expect(received).toBeGreaterThan(3_000_000)
  })

  it('that flood a reader with other messages meet the cap', async () => {
    await using service = await startOddService(
      (socket) => {
        socket.send(ready)
        for (let count = 0; count < 50; count += 1)
          socket.send(JSON.stringify({ type: 'odd', fill: 'x'.repeat(100_000) }))
      },
      { maxQueuedBytes: 1_000_000 },
    )
    expect(await failureOf(service.gradium.speech.stream({ text: 'Hi.' }).result)).toMatchObject({
      code: 'backpressure',
    })
  })

  it('that do not read meet the cap for what is sent', async () => {
    await using service = await startOddService(
      (socket) => {
        socket.send(ready)
        socket.pause()
      },
      { maxQueuedBytes: 2_000_000 },
    )
    const relay = service.gradium.translation.live()
    await relay[Symbol.asyncIterator]().next()
    for (let count = 0; count < 200; count += 1) relay.send(new Uint8Array(384_000))
    expect(await failureOf(relay.result)).toMatchObject({ code: 'backpressure' })
  })

  it('that write their error code as text are understood', async () => {
    await using service = await startOddService((socket) => {
      socket.send('{"type":"error","message":"Invalid API key","code":"1008"}')
    })
    expect(await failureOf(service.gradium.speech.stream({ text: 'Hi.' }).result)).toMatchObject({
      code: 'auth',
      serverCode: 1008,
    })
  })

  it('that give an error without a message are understood', async () => {
    await using service = await startOddService((socket) => {
      socket.send('{"type":"error","code":1013}')
    })
    expect(await failureOf(service.gradium.speech.stream({ text: 'Hi.' }).result)).toMatchObject({
      code: 'limit',
    })
  })

  it('that are no WebSocket server are not tried again', async () => {
    const server = createServer()
    server.on('upgrade', (_request, socket) => {
      socket.end(
        'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: x\r\n\r\n',
      )
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const gradium = new Gradium({ apiKey: 'k', baseUrl: `http://127.0.0.1:${port}/api` })
    expect(await failureOf(gradium.speech.stream({ text: 'Hi.' }).result)).toMatchObject({
      code: 'connection',
      kind: 'handshake',
      isRetryable: false,
    })
    await new Promise((resolve) => server.close(resolve))
  })

  it('that keep a status and hold its body back are believed', async () => {
    await using held = await startOddHttp(
      (_request, response) => void response.writeHead(401).write('{"det'),
    )
    expect(await failureOf(held.gradium.voices.list())).toMatchObject({ code: 'auth', status: 401 })
    await using broken = await startOddHttp((_request, response) => {
      response.writeHead(401, { 'content-length': 100 })
      response.write('{"det', () => setImmediate(() => response.destroy()))
    })
    expect(await failureOf(broken.gradium.voices.list())).toMatchObject({
      code: 'auth',
      status: 401,
    })
  })

  it('that escape a key they echo do not get it into a message', async () => {
    const escaped = Array.from(canaryKey)
      .map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('')
    await using service = await startOddHttp((_request, response) => {
      response
        .writeHead(401, { 'content-type': 'application/json' })
        .end(`{"detail":"bad key ${escaped}"}`)
    })
    for (const operation of [
      () => service.gradium.voices.list(),
      () => service.gradium.speech.stream({ text: 'x' }).result,
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      const error = (await failureOf(operation())) as Error
      expect(error.message).toContain('[redacted]')
      expect(error.message).not.toContain(canaryKey)
    }
  })

  it('that keep an answer open after its end marker have given a whole answer', async () => {
    await using service = await startOddHttp((_request, response) => {
      response.writeHead(200)
      response.write(
        `${ready}\n{"type":"audio","audio":"AAAA","start_s":0,"stop_s":0.08,"stream_id":0}\n{"type":"end_of_stream"}\n`,
      )
    })
    const speech = await service.gradium.speech.generate({
      text: 'Hi.',
      voiceId,
      format: 'pcm_8000',
    })
    expect(speech).toMatchObject({ isVerified: true, audio: new Uint8Array(3) })
  })

  it('that send something else than the WAV asked for are reported, and never hide their own error', async () => {
    await using junk = await startOddHttp((_request, response) => {
      response.end(
        `${ready}\n{"type":"audio","audio":"AAAA","start_s":0,"stop_s":0.08,"stream_id":0}\n{"type":"end_of_stream"}\n`,
      )
    })
    expect(await failureOf(junk.gradium.speech.generate({ text: 'Hi.', voiceId }))).toMatchObject({
      code: 'protocol',
    })
    await using failing = await startOddHttp((_request, response) => {
      response.end(
        `${ready}\n{"type":"audio","audio":"AAAA","start_s":0,"stop_s":0.08,"stream_id":0}\n{"type":"error","message":"overloaded","code":1013}\n`,
      )
    })
    expect(
      await failureOf(failing.gradium.speech.generate({ text: 'Hi.', voiceId })),
    ).toMatchObject({ code: 'limit', isRetryable: true })
  })

  it('that ask to wait for ever are not obeyed', async () => {
    await using service = await startOddHttp((_request, response) => {
      response.writeHead(429, { 'retry-after': 'Infinity' }).end()
    })
    const error = await failureOf(service.gradium.voices.list())
    expect(error).toMatchObject({ code: 'limit' })
    expect(error).not.toHaveProperty('retryAfterMs')
  })
})
