import { describe, expect, it } from 'vitest'
import { collect, failureOf, sentMessages, startTestService, voiceId } from '../harness.ts'

describe('a shared connection', () => {
  it('carries several requests at once, each with its own audio and words', async () => {
    await using service = await startTestService()
    await using connection = service.gradium.connect('speech')
    const texts = Array.from(
      { length: 12 },
      (_, index) => `Request number ${index}, all by itself.`,
    )
    const results = await Promise.all(
      texts.map(async (text) => {
        const stream = service.gradium.speech.stream({ text, connection, format: 'pcm_8000' })
        const events = await collect(stream)
        return { events, result: await stream.result }
      }),
    )
    expect(results.map(({ result }) => result.words.map((word) => word.text).join(' '))).toEqual(
      texts,
    )
    for (const { events, result } of results) {
      const bytes = events.reduce(
        (sum, event) => sum + (event.type === 'audio' ? event.audio.length : 0),
        0,
      )
      expect(bytes / 16_000).toBeCloseTo(result.durationSeconds, 6)
    }
    expect(service.emulator.sessions).toHaveLength(1)
    expect(connection.activeRequests).toBe(0)
    expect(service.emulator.violations).toEqual([])
  })

  it('carries one request after another', async () => {
    await using service = await startTestService()
    await using connection = service.gradium.connect('speech')
    for (const text of ['First.', 'Second.', 'Third.']) {
      // oxlint-disable-next-line no-await-in-loop -- one after another is the point
      const { words } = await service.gradium.speech.stream({ text, connection }).result
      expect(words.map((word) => word.text)).toEqual([text])
    }
    expect(service.emulator.sessions).toHaveLength(1)
    const ids = sentMessages(service.emulator).flatMap(({ type, client_req_id: id }) =>
      type === 'setup' ? [id] : [],
    )
    expect(new Set(ids).size).toBe(3)
  })

  it('drops what still comes for a cancelled request and leaves the others alone', async () => {
    await using service = await startTestService({ clock: 'realtime', speed: 20 })
    await using connection = service.gradium.connect('speech')
    const kept = service.gradium.speech.stream({
      text: 'This one is heard to its end.',
      connection,
    })
    const dropped = service.gradium.speech.stream({
      text: 'This one is dropped half way through.',
      connection,
    })
    for await (const event of dropped) if (event.type === 'audio') break
    await expect(dropped.result).rejects.toMatchObject({ code: 'aborted' })
    expect((await kept.result).words).toHaveLength(7)
    expect(connection.isUsable).toBe(true)
    expect(connection.droppedMessages).toBeGreaterThan(0)
  })

  it('fails only the request that an error names, as long as the socket lives', async () => {
    await using service = await startTestService({ compatibility: { isErrorCloseDeferred: true } })
    await using connection = service.gradium.connect('speech')
    const good = service.gradium.speech.stream({ text: 'A good voice.', connection })
    const bad = service.gradium.speech.stream({
      text: 'A bad one.',
      connection,
      voiceId: 'unknown-voice',
    })
    expect(await failureOf(bad.result)).toMatchObject({ code: 'policy' })
    expect((await good.result).words).toHaveLength(3)
  })

  it('does not blame the others when the service closes the socket over one request', async () => {
    await using service = await startTestService({ clock: 'realtime' })
    const connection = service.gradium.connect('speech')
    const good = service.gradium.speech.stream({ text: 'A good voice, cut off.', connection })
    await good[Symbol.asyncIterator]().next()
    const bad = service.gradium.speech.stream({
      text: 'A bad one.',
      connection,
      voiceId: 'unknown-voice',
    })
    expect(await failureOf(bad.result)).toMatchObject({ code: 'policy', isRetryable: false })
    expect(await failureOf(good.result)).toMatchObject({ code: 'truncated', isRetryable: true })
  })

  it('fails every request once when the socket is lost', async () => {
    await using service = await startTestService({ clock: 'realtime' })
    const connection = service.gradium.connect('speech')
    const streams = ['one', 'two', 'three'].map((text) =>
      service.gradium.speech.stream({ text: text.repeat(9), connection }),
    )
    await Promise.all(streams.map((stream) => stream[Symbol.asyncIterator]().next()))
    service.emulator.faults.add({ what: { kind: 'reset' }, when: { afterAudio: 1 } })
    const late = service.gradium.speech.stream({ text: 'the last straw', connection })
    const failures = await Promise.all([...streams, late].map((stream) => failureOf(stream.result)))
    for (const failure of failures) expect(failure).toMatchObject({ code: 'truncated' })
    expect(connection.isUsable).toBe(false)
    expect(() => service.gradium.speech.stream({ text: 'more', connection })).toThrow(/closed/)
  })

  it.each(['__proto__', 'constructor', 'toString', 'ü "quoted" 😀'])(
    'treats %j as an ordinary request id',
    async (id) => {
      await using service = await startTestService()
      await using connection = service.gradium.connect('speech')
      const request = service.gradium.open('speech', {
        connection,
        setup: { voiceId, clientRequestId: id },
      })
      request.send({ type: 'text', text: 'Odd id.' })
      request.send({ type: 'end-of-stream' })
      const messages = await collect(request)
      expect(messages.length).toBeGreaterThan(3)
      for (const message of messages) expect(message.clientRequestId).toBe(id)
    },
  )

  it('refuses an id that is in use', async () => {
    await using service = await startTestService()
    await using connection = service.gradium.connect('speech')
    const options = { connection, setup: { voiceId, clientRequestId: 'a' } }
    const first = service.gradium.open('speech', options)
    expect(() => service.gradium.open('speech', options)).toThrow(/in use/)
    await first.close()
  })

  it('refuses a request of another endpoint', async () => {
    await using service = await startTestService()
    await using connection = service.gradium.connect('transcription')
    expect(() => service.gradium.speech.stream({ text: 'Hi.', connection })).toThrow(
      /another endpoint/,
    )
  })

  it('ends what is under way when it is closed, and closes once', async () => {
    await using service = await startTestService({ clock: 'realtime' })
    const connection = service.gradium.connect('speech')
    const stream = service.gradium.speech.stream({ text: 'Interrupted by the close.', connection })
    await stream[Symbol.asyncIterator]().next()
    const closed = connection.close()
    expect(connection.close()).toBe(closed)
    await closed
    await expect(stream.result).rejects.toMatchObject({ code: 'aborted' })
  })

  it('can be closed before it is open', async () => {
    await using service = await startTestService()
    const connection = service.gradium.connect('speech')
    const stream = service.gradium.speech.stream({ text: 'Never said.', connection })
    await connection.close()
    await expect(stream.result).rejects.toMatchObject({ code: 'aborted' })
  })

  it('reports too much input before it is open', async () => {
    await using service = await startTestService({}, { maxMessageBytes: 10_000 })
    service.emulator.faults.add({ what: { kind: 'hang' }, when: 'upgrade' })
    const translation = service.gradium.translation.live()
    for (let index = 0; index < 10; index += 1) translation.send(new Uint8Array(3_840))
    await expect(translation.result).rejects.toMatchObject({
      code: 'backpressure',
      phase: 'connect',
    })
  })
})

describe('an abort signal', () => {
  it('ends an operation before it begins, without a connection', async () => {
    await using service = await startTestService()
    const signal = AbortSignal.abort()
    for (const operation of [
      () => service.gradium.speech.stream({ text: 'Hi.', signal }).result,
      () => service.gradium.transcription.live({ signal }).finish(),
      () => service.gradium.translation.live({ signal }).finish(),
      () => service.gradium.open('speech', { signal }).ended,
      () => service.gradium.speech.generate({ text: 'Hi.', voiceId, signal }),
      () =>
        service.gradium.transcription.transcribe(new Uint8Array(2), {
          format: 'pcm_24000',
          signal,
        }),
      () => service.gradium.voices.list({ signal }),
    ]) {
      // oxlint-disable-next-line no-await-in-loop
      expect(await failureOf(operation())).toMatchObject({ code: 'aborted', name: 'AbortError' })
    }
    expect(service.emulator.sessions).toHaveLength(0)
  })

  it.each(['upgrade', 'setup', { afterMessages: 1 }, { afterAudio: 1 }, 'end'] as const)(
    'ends a stream that waits at %j, and frees the socket',
    async (when) => {
      await using service = await startTestService()
      service.emulator.faults.add({ what: { kind: when === 'upgrade' ? 'hang' : 'stall' }, when })
      const controller = new AbortController()
      const stream = service.gradium.speech.stream({ text: 'Waiting.', signal: controller.signal })
      await service.emulator.waitFor((entry) => entry.kind === 'fault')
      const started = performance.now()
      controller.abort()
      expect(await failureOf(stream.result)).toMatchObject({ code: 'aborted' })
      expect(performance.now() - started).toBeLessThan(50)
      if (when !== 'upgrade')
        await service.emulator.waitFor((entry) => entry.kind === 'close', { timeoutMs: 1_000 })
    },
  )

  it('ends an HTTP call that waits', async () => {
    await using service = await startTestService()
    service.emulator.faults.add({ what: { kind: 'hang' }, when: 'upgrade' })
    const controller = new AbortController()
    const generated = failureOf(
      service.gradium.speech.generate({ text: 'Hi.', voiceId, signal: controller.signal }),
    )
    await service.emulator.waitFor((entry) => entry.kind === 'fault')
    controller.abort()
    expect(await generated).toMatchObject({ code: 'aborted' })
  })

  it('keeps no listener after a thousand operations', async () => {
    await using service = await startTestService()
    const { signal } = new AbortController()
    let listeners = 0
    const { addEventListener, removeEventListener } = signal
    signal.addEventListener = (...all: Parameters<typeof addEventListener>) => {
      listeners += 1
      addEventListener.apply(signal, all)
    }
    signal.removeEventListener = (...all: Parameters<typeof removeEventListener>) => {
      listeners -= 1
      removeEventListener.apply(signal, all)
    }
    await using connection = service.gradium.connect('speech')
    for (let index = 0; index < 1_000; index += 1) {
      // oxlint-disable-next-line no-await-in-loop
      await service.gradium.speech.stream({ text: 'x', connection, signal, format: 'pcm_8000' })
        .result
    }
    expect(listeners).toBe(0)
  })
})
