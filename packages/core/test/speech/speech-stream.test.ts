import { describe, expect, it } from 'vitest'
import { createService } from '../../src/client.ts'
import type { SpeechEvent } from '../../src/index.node.ts'
import { SpeechStream } from '../../src/speech/speech-stream.ts'
import { nodePlatform } from '../../src/transport/socket.node.ts'
import type { Platform } from '../../src/transport/socket.ts'
import { collect, failureOf, sentMessages, startTestService } from '../harness.ts'
import { FakeClock } from '../session/fake-clock.ts'

function wordsOf(events: SpeechEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'word' ? [event.text] : []))
}

describe('speech.stream', () => {
  it('yields ready first, then audio and words with times, and ends when the service has ended', async () => {
    await using service = await startTestService()
    const stream = service.gradium.speech.stream({ text: 'Hello, world.', format: 'pcm_16000' })
    const events = await collect(stream)
    const result = await stream.result
    expect(events[0]).toMatchObject({
      type: 'ready',
      sampleRateHz: 16_000,
      requestId: result.requestId,
    })
    expect(wordsOf(events)).toEqual(['Hello,', 'world.'])
    const bytes = events.reduce(
      (sum, event) => sum + (event.type === 'audio' ? event.audio.length : 0),
      0,
    )
    expect(result.durationSeconds).toBeCloseTo(bytes / 32_000, 6)
    expect(result.words.map((word) => word.text)).toEqual(['Hello,', 'world.'])
    expect(service.emulator.violations).toEqual([])
  })

  it('sends setup and text without waiting for ready', async () => {
    await using service = await startTestService()
    await service.gradium.speech.stream({ text: 'Soon.' }).result
    const order = service.emulator.journal.flatMap((entry) =>
      entry.kind === 'message' ? [entry.type] : [],
    )
    expect(order.slice(0, 4)).toEqual(['setup', 'text', 'end_of_stream', 'ready'])
  })

  it('puts whole words on the wire, whatever the pieces', async () => {
    await using service = await startTestService()
    const stream = service.gradium.speech.stream()
    for (const piece of ['Hel', 'lo the', 're. How a', 're ', 'you?']) stream.write(piece)
    stream.end()
    expect(wordsOf(await collect(stream))).toEqual(['Hello', 'there.', 'How', 'are', 'you?'])
    const texts = sentMessages(service.emulator).flatMap(({ type, text }) =>
      type === 'text' ? [text] : [],
    )
    expect(texts).toEqual(['Hello', 'there. How', 'are', 'you?'])
  })

  it('speaks what was flushed before the text ends', async () => {
    await using service = await startTestService()
    const stream = service.gradium.speech.stream()
    stream.write('Your order has shipped.')
    stream.flush()
    const seen: string[] = []
    for await (const event of stream) {
      if (event.type !== 'word') continue
      seen.push(event.text)
      if (event.text === 'shipped.') {
        stream.write('It arrives on Friday.')
        stream.end()
      }
    }
    expect(seen.join(' ')).toBe('Your order has shipped. It arrives on Friday.')
  })

  it('takes text from an async iterable', async () => {
    await using service = await startTestService()
    async function* text(): AsyncGenerator<string> {
      yield 'One tw'
      yield 'o three.'
    }
    expect(wordsOf(await collect(service.gradium.speech.stream({ text: text() })))).toEqual([
      'One',
      'two',
      'three.',
    ])
  })

  it('ends with an error that keeps the cause when the source of the text fails', async () => {
    await using service = await startTestService()
    const cause = new Error('the model is gone')
    async function* text(): AsyncGenerator<string> {
      yield 'One '
      throw cause
    }
    const stream = service.gradium.speech.stream({ text: text() })
    await expect(collect(stream)).rejects.toMatchObject({ code: 'config', cause })
    await expect(stream.result).rejects.toMatchObject({ cause })
  })

  it('releases the source of the text when it is cancelled', async () => {
    await using service = await startTestService()
    let release: () => void
    const released = new Promise<void>((resolve) => (release = resolve))
    const text: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise(() => {}),
        return: async () => {
          release()
          return { done: true, value: undefined }
        },
      }),
    }
    const stream = service.gradium.speech.stream({ text })
    stream.cancel()
    await released
    await expect(stream.result).rejects.toMatchObject({ code: 'aborted' })
  })

  it.each(['', '   ', '\n'])('makes no connection for blank text (%j)', async (text) => {
    await using service = await startTestService()
    const stream = service.gradium.speech.stream({ text })
    expect(await collect(stream)).toEqual([])
    expect(await stream.result).toMatchObject({ words: [], durationSeconds: 0 })
    expect(service.emulator.sessions).toHaveLength(0)
  })

  it('succeeds with no audio when it ends before anything was written', async () => {
    await using service = await startTestService()
    const stream = service.gradium.speech.stream()
    stream.end()
    expect(await collect(stream)).toEqual([])
    expect(await stream.result).toMatchObject({ durationSeconds: 0 })
  })

  it('refuses to be written to after its end, and ignores a second end', async () => {
    await using service = await startTestService()
    const stream = service.gradium.speech.stream({ text: 'Done.' })
    stream.end()
    expect(() => stream.write('more')).toThrow(/after end/)
    await stream.result
    expect(() => stream.write('more')).not.toThrow()
  })

  it('stops yielding when it is cancelled, and closes its socket', async () => {
    await using service = await startTestService({ clock: 'realtime' })
    const stream = service.gradium.speech.stream({
      text: 'A sentence that would take a while to say.',
    })
    const seen: SpeechEvent[] = []
    const failure = failureOf(
      (async () => {
        for await (const event of stream) {
          seen.push(event)
          if (event.type === 'audio') stream.cancel()
        }
      })(),
    )
    expect(await failure).toMatchObject({ code: 'aborted', name: 'AbortError', isRetryable: false })
    expect(seen.filter((event) => event.type === 'audio')).toHaveLength(1)
    await service.emulator.waitFor((entry) => entry.kind === 'close')
  })

  it('ends quietly when the reader stops, and tells whoever waits for the result', async () => {
    await using service = await startTestService({ clock: 'realtime' })
    const stream = service.gradium.speech.stream({
      text: 'A sentence that would take a while to say.',
    })
    for await (const event of stream) if (event.type === 'audio') break
    await expect(stream.result).rejects.toMatchObject({ code: 'aborted' })
    await service.emulator.waitFor((entry) => entry.kind === 'close')
  })

  it('closes the same way however often, and with await using', async () => {
    await using service = await startTestService({ clock: 'realtime' })
    const stream = service.gradium.speech.stream({ text: 'Bye.' })
    await Promise.all([stream.close(), stream.close()])
    await stream[Symbol.asyncDispose]()
    await expect(stream.result).rejects.toMatchObject({ code: 'aborted' })
  })

  it('reports a full queue when nobody reads', async () => {
    await using service = await startTestService({}, { maxQueuedBytes: 100_000 })
    const stream = service.gradium.speech.stream({ text: 'word '.repeat(200) })
    await expect(stream.result).rejects.toMatchObject({ code: 'backpressure', isRetryable: false })
  })

  it('loses nothing to a slow reader, and slows the socket down', async () => {
    await using service = await startTestService({}, { maxQueuedBytes: 1_048_576 })
    const stream = service.gradium.speech.stream({
      text: 'slowly '.repeat(300),
      format: 'pcm_48000',
    })
    let end = 0
    let bytes = 0
    for await (const event of stream) {
      if (event.type !== 'audio') continue
      expect(event.startSeconds).toBeCloseTo(end, 6)
      end = event.endSeconds
      bytes += event.audio.length
      // Lets the socket deliver all it has before the next event is taken.
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(bytes).toBeGreaterThan(2 * 1_048_576)
    expect(bytes / 96_000).toBeCloseTo(end, 6)
  })

  it('does not hold the time a slow reader takes against the service', async () => {
    await using service = await startTestService()
    const clock = new FakeClock()
    let notePause: () => void = () => {}
    const paused = new Promise<void>((resolve) => (notePause = resolve))
    const platform: Platform = {
      ...nodePlatform,
      openSocket: (request, handlers) => {
        const socket = nodePlatform.openSocket(request, handlers)
        const { pause } = socket
        socket.pause = () => {
          pause?.()
          notePause()
        }
        return socket
      },
    }
    const options = { apiKey: 'k', baseUrl: service.emulator.url, maxQueuedBytes: 1_048_576 }
    const stream = new SpeechStream(
      { ...createService(options, platform), clock },
      { text: 'slowly '.repeat(300), format: 'pcm_48000' },
    )
    const events = stream[Symbol.asyncIterator]()
    let words = 0
    let next = await events.next()
    await paused
    clock.advance(60_000)
    for (; next.done !== true; next = await events.next())
      if (next.value.type === 'word') words += 1
    expect(words).toBe(300)
  })

  it('passes on messages of types it does not know', async () => {
    await using service = await startTestService()
    service.emulator.faults.add({ what: { kind: 'unknown-type' }, when: { afterMessages: 1 } })
    const events = await collect(service.gradium.speech.stream({ text: 'New.' }))
    expect(events.filter((event) => event.type === 'unknown')).toHaveLength(1)
    expect(wordsOf(events)).toEqual(['New.'])
  })

  it.each([
    [{ temperature: 2 }, /temperature is a number from 0 to 1.5/],
    [{ paddingBonus: Number.NaN }, /paddingBonus/],
    [{ guidanceScale: 0 }, /guidanceScale/],
    [{ voiceId: 'default' }, /voice name, not an id/],
    [{ voiceId: '../x' }, /voiceId is made of/],
    [{ format: 'mp3' as 'wav' }, /"mp3" is not one of/],
    [{ retryForSeconds: -1 }, /retryForSeconds/],
  ])('refuses %j before the network', async (options, message) => {
    await using service = await startTestService()
    expect(() => service.gradium.speech.stream({ text: 'x', ...options })).toThrow(message)
    expect(service.emulator.sessions).toHaveLength(0)
  })
})
