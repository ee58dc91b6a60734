import { describe, expect, it } from 'vitest'
import { encodeAudioMessage } from '../../src/transport/audio-message.ts'
import { nodePlatform } from '../../src/transport/socket.node.ts'
import { webPlatform } from '../../src/transport/socket.web.ts'
import type { AudioFormat, Gradium, TranscriptionEvent } from '../../src/index.node.ts'
import { collect, failureOf, startTestService } from '../harness.ts'

async function speak(gradium: Gradium, text: string, format: AudioFormat): Promise<Uint8Array> {
  const events = await collect(gradium.speech.stream({ text, format }))
  return Buffer.concat(events.flatMap((event) => (event.type === 'audio' ? [event.audio] : [])))
}

describe('transcription.live', () => {
  it('returns the words in order with their times, and the audio taken in', async () => {
    await using service = await startTestService()
    const audio = await speak(service.gradium, 'Book a table, please.', 'pcm_24000')
    const live = service.gradium.transcription.live({ language: 'en' })
    live.send(audio)
    const transcript = await live.finish()
    expect(transcript.text).toBe('Book a table, please.')
    expect(transcript.segments).toHaveLength(4)
    for (const { startSeconds, endSeconds } of transcript.segments)
      expect(endSeconds).toBeGreaterThan(startSeconds)
    expect(transcript.durationSeconds).toBeCloseTo(audio.length / 48_000, 1)
    expect(await live.finish()).toBe(transcript)
    expect(service.emulator.violations).toEqual([])
  })

  it.each([1, 7, 160, 3_840, 100_000])(
    'hears the same whatever the chunks (%i bytes)',
    async (size) => {
      await using service = await startTestService()
      const audio = await speak(service.gradium, 'Chunks.', 'pcm_8000')
      const live = service.gradium.transcription.live({ format: 'pcm_8000' })
      for (let start = 0; start < audio.length; start += size)
        live.send(audio.subarray(start, start + size))
      expect((await live.finish()).text).toBe('Chunks.')
    },
  )

  it('has all text at the answer to a flush, and goes on', async () => {
    await using service = await startTestService()
    const [first, second] = await Promise.all([
      speak(service.gradium, 'First turn.', 'pcm_24000'),
      speak(service.gradium, 'Second turn.', 'pcm_24000'),
    ])
    const live = service.gradium.transcription.live({ language: 'en' })
    const texts: string[] = []
    const reading = (async () => {
      for await (const event of live) if (event.type === 'segment-start') texts.push(event.text)
    })()
    live.send(first)
    await live.flush()
    await new Promise((resolve) => setImmediate(resolve))
    expect(texts).toEqual(['First', 'turn.'])
    live.send(second)
    await live.flush()
    const { segments } = await live.finish()
    await reading
    expect(texts.join(' ')).toBe('First turn. Second turn.')
    expect(segments[2]!.startSeconds).toBeGreaterThan(first.length / 48_000 - 0.1)
  })

  it('reports one end for each turn, from the horizon nearest to two seconds', async () => {
    await using service = await startTestService()
    const live = service.gradium.transcription.live({ language: 'en' })
    for (const text of ['One turn.', 'Another turn.']) {
      live.send(await speak(service.gradium, text, 'pcm_24000'))
      live.send(new Uint8Array(48_000 * 3))
    }
    void live.finish()
    const events = await collect(live)
    const turns = events.filter((event) => event.type === 'turn-end')
    expect(turns).toHaveLength(2)
    expect(turns.map((turn) => turn.horizonSeconds)).toEqual([2, 2])
    const steps = events.filter((event) => event.type === 'step')
    expect(steps.length).toBeGreaterThan(75)
  })

  it('opens and closes every segment once', async () => {
    await using service = await startTestService()
    const live = service.gradium.transcription.live()
    live.send(await speak(service.gradium, 'Every word has an end.', 'pcm_24000'))
    void live.finish()
    const events = await collect(live)
    const idsOf = (type: TranscriptionEvent['type']): number[] =>
      events.flatMap((event) =>
        event.type === type && 'segmentId' in event ? [event.segmentId] : [],
      )
    expect(idsOf('segment-start')).toEqual([0, 1, 2, 3, 4])
    expect(idsOf('segment-end')).toEqual([0, 1, 2, 3, 4])
  })

  it('takes ArrayBuffers and Int16Arrays, ignores empty chunks, and refuses anything else', async () => {
    await using service = await startTestService()
    const audio = new Uint8Array(await speak(service.gradium, 'Bytes.', 'pcm_24000'))
    const live = service.gradium.transcription.live()
    live.send(new Uint8Array(0))
    live.send(audio.buffer.slice(0, 4_800))
    live.send(new Int16Array(audio.buffer.slice(4_800)))
    expect(() => live.send('audio' as never)).toThrow(/send takes/)
    expect((await live.finish()).text).toBe('Bytes.')
  })

  it('leaves no audio unfinished when its last word ends with a frame that was not full', async () => {
    await using service = await startTestService()
    const audio = await speak(service.gradium, 'Hi.', 'pcm_24000')
    const live = service.gradium.transcription.live()
    live.send(audio.subarray(0, 5_760))
    expect((await live.finish()).segments[0]?.endSeconds).toBeGreaterThan(0.12)
    expect(live.unfinishedAudio()).toEqual({ audio: new Uint8Array(), startSeconds: 0.12 })
  })

  it('accepts an empty session', async () => {
    await using service = await startTestService()
    expect(await service.gradium.transcription.live().finish()).toMatchObject({
      text: '',
      segments: [],
    })
  })

  it('refuses audio after finish', async () => {
    await using service = await startTestService()
    const live = service.gradium.transcription.live()
    const finished = live.finish()
    expect(() => live.send(new Uint8Array(2))).toThrow(/after finish/)
    await expect(live.flush()).rejects.toMatchObject({ code: 'config' })
    await finished
  })

  it('gives up on a flush that is not answered, and still finishes', async () => {
    await using service = await startTestService({}, { timeouts: { flushMs: 50 } })
    service.emulator.faults.add({ what: { kind: 'drop' }, when: 'flush' })
    const live = service.gradium.transcription.live()
    live.send(await speak(service.gradium, 'Still here.', 'pcm_24000'))
    await expect(live.flush()).rejects.toMatchObject({ code: 'timeout', phase: 'stream' })
    expect((await live.finish()).text).toBe('Still here.')
  })

  it('notices when the service stops listening', async () => {
    await using service = await startTestService({}, { timeouts: { progressMs: 100 } })
    service.emulator.faults.add({ what: { kind: 'stall' }, when: { afterMessages: 3 } })
    const live = service.gradium.transcription.live()
    live.send(new Uint8Array(48_000 * 2))
    await expect(collect(live)).rejects.toMatchObject({
      code: 'timeout',
      phase: 'stream',
      isRetryable: true,
    })
  })

  it('keeps what was heard when the connection is lost', async () => {
    await using service = await startTestService()
    const audio = await speak(service.gradium, 'Heard before the cut.', 'pcm_24000')
    service.emulator.faults.add({ what: { kind: 'fin' }, match: { route: 'stt' }, when: 'end' })
    const live = service.gradium.transcription.live()
    live.send(audio)
    const error = await failureOf(live.finish())
    expect(error).toMatchObject({ code: 'truncated', partial: { text: 'Heard before the cut.' } })
  })

  it('refuses settings that are no JSON', async () => {
    await using service = await startTestService()
    const settings = { extraSettings: { a: 1n } }
    expect(() => service.gradium.transcription.live(settings)).toThrow(
      expect.objectContaining({ code: 'config' }),
    )
  })

  it('refuses a connection of another endpoint', async () => {
    await using service = await startTestService()
    const connection = service.gradium.connect('speech')
    expect(() => service.gradium.transcription.live({ connection })).toThrow(
      /The connection is for another endpoint: use connect\('transcription'\)/,
    )
    await connection.close()
  })

  it('says when a shared connection has no room for its setup', async () => {
    await using service = await startTestService({}, { maxMessageBytes: 150 })
    const connection = service.gradium.connect('transcription')
    const first = service.gradium.transcription.live({ connection })
    const second = service.gradium.transcription.live({ connection })
    expect(await failureOf(second.result)).toMatchObject({ code: 'backpressure', phase: 'connect' })
    first.cancel()
    await connection.close()
  })

  it('hears a shared connection with two requests apart', async () => {
    await using service = await startTestService()
    const connection = service.gradium.connect('transcription')
    const texts = ['The first speaker.', 'Quite another one.']
    const transcripts = await Promise.all(
      texts.map(async (text) => {
        const audio = await speak(service.gradium, text, 'pcm_24000')
        const live = service.gradium.transcription.live({ connection })
        for (let start = 0; start < audio.length; start += 3_840)
          live.send(audio.subarray(start, start + 3_840))
        return live.finish()
      }),
    )
    expect(transcripts.map((transcript) => transcript.text)).toEqual(texts)
    expect(connection.activeRequests).toBe(0)
    await connection.close()
  })
})

describe('transcription.stream', () => {
  it('yields the words of a source', async () => {
    await using service = await startTestService()
    const audio = await speak(service.gradium, 'Pulled from a file.', 'pcm_16000')
    async function* source(): AsyncGenerator<Uint8Array> {
      for (let start = 0; start < audio.length; start += 1_000)
        yield audio.subarray(start, start + 1_000)
    }
    const events = await collect(
      service.gradium.transcription.stream(source(), { format: 'pcm_16000' }),
    )
    const texts = events.flatMap((event) => (event.type === 'segment-start' ? [event.text] : []))
    expect(texts.join(' ')).toBe('Pulled from a file.')
  })

  it('reads the source no faster than the service listens', async () => {
    await using service = await startTestService()
    let taken = 0
    let confirmed = 0
    let most = 0
    function* source(): Generator<Uint8Array> {
      for (let second = 0; second < 60; second += 1) {
        taken += 1
        most = Math.max(most, taken - confirmed)
        yield new Uint8Array(48_000)
      }
    }
    for await (const event of service.gradium.transcription.stream(source())) {
      if (event.type === 'step') confirmed = event.totalDurationSeconds
    }
    expect(taken).toBe(60)
    // Five seconds under way, a chunk, and as much again in events that this loop has yet to read.
    expect(most).toBeLessThanOrEqual(12)
  })

  it('closes the source and the socket when the reader stops', async () => {
    await using service = await startTestService()
    let isClosed = false
    function* source(): Generator<Uint8Array> {
      try {
        for (;;) yield new Uint8Array(48_000)
      } finally {
        isClosed = true
      }
    }
    for await (const event of service.gradium.transcription.stream(source()))
      if (event.type === 'step') break
    expect(isClosed).toBe(true)
    await service.emulator.waitFor((entry) => entry.kind === 'close')
  })

  it('ends with an error that keeps the cause when the source fails', async () => {
    await using service = await startTestService()
    const cause = new Error('no microphone')
    async function* source(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(480)
      throw cause
    }
    await expect(collect(service.gradium.transcription.stream(source()))).rejects.toMatchObject({
      code: 'config',
      cause,
    })
  })
})

it.each([nodePlatform, webPlatform])('an audio message is what JSON would be', (platform) => {
  const suffix = ',"client_req_id":"ü\\"1"}'
  const frame = encodeAudioMessage(platform, new Uint8Array([1, 2, 3, 4]), `"${suffix}`)
  expect(JSON.parse(frame)).toEqual({ type: 'audio', audio: 'AQIDBA==', client_req_id: 'ü"1' })
})
