import { describe, expect, it } from 'vitest'
import { settled } from '../outcome.ts'
import { format, recordingOf, speechText, voiceId, wordsOver } from '../runs.ts'
import { Stage, within } from '../stage.ts'

const second = new Uint8Array(48_000)
const tooMuch = { error: { code: 'backpressure', isRetryable: false } }

/** The other queues reach their caps in cells: F24 script and kept audio, F25 events, of one stream and of shared ones. */
describe('every queue has a cap', () => {
  it('of audio that no session takes', async () => {
    await using stage = await Stage.start({
      client: { maxQueuedBytes: 200_000 },
      rules: [{ connection: 'all', silent: true }],
    })
    const live = stage.client.transcription.live({ format })
    for (let seconds = 0; seconds < 5; seconds += 1) live.send(second)
    expect(await settled(live.result)).toMatchObject(tooMuch)
    expect(live.unfinishedAudio().audio.length).toBeLessThanOrEqual(200_000)
    expect(await stage.leftovers()).toEqual([])
  })

  it('of messages that wait for a socket to open', async () => {
    await using stage = await Stage.start({
      client: { maxMessageBytes: 20_000 },
      rules: [{ connection: 'all', silent: true }],
    })
    const request = stage.client.open('transcription', { setup: { inputFormat: format } })
    request.send({ type: 'audio', audio: second.subarray(0, 12_000) })
    request.send({ type: 'audio', audio: second.subarray(0, 12_000) })
    expect(await settled(request.ended)).toMatchObject({
      error: { code: 'backpressure', phase: 'connect' },
    })
    expect(await stage.leftovers()).toEqual([])
  })

  it('of messages that the network does not take', async () => {
    const timeouts = { pingMs: Infinity }
    await using stage = await Stage.start({ client: { timeouts, maxQueuedBytes: 1_000_000 } })
    const request = stage.client.open('transcription', { setup: { inputFormat: format } })
    await request.ready
    for (const connection of stage.proxy.connections) connection.stall('up')
    const ended = settled(request.ended)
    // The kernel takes some megabytes before anything waits here; what is sent after the end goes nowhere.
    for (let count = 0; count < 200; count += 1) {
      request.send({ type: 'audio', audio: second })
      // oxlint-disable-next-line no-await-in-loop -- the network gets its turn
      await within(0, () => false)
    }
    expect(await ended).toMatchObject({ error: { code: 'backpressure', phase: 'stream' } })
    expect(await stage.leftovers()).toEqual([])
  })

  it('of input that is kept for another attempt: beyond it a translation is not made again', async () => {
    const cut = { connection: 1, down: { afterMessages: 1, how: 'fin' } } as const
    await using stage = await Stage.start({ client: { maxMessageBytes: 100_000 }, rules: [cut] })
    const speak = async (seconds: number): Promise<unknown> => {
      const live = stage.client.translation.live({ inputFormat: format, outputFormat: format })
      await live[Symbol.asyncIterator]().next()
      for (let count = 0; count < seconds; count += 1) live.send(second)
      return settled(live.finish())
    }
    expect(await speak(4)).toMatchObject({ error: { code: 'truncated', attempts: 1 } })
    await stage.client.close()
    expect(await stage.leftovers()).toEqual([])
  })

  it('of events that nobody reads, on a connection that others use', async () => {
    await using stage = await Stage.start({ client: { maxQueuedBytes: 100_000 } })
    await using connection = stage.client.connect('speech')
    const unread = stage.client.speech.stream({ text: speechText, voiceId, format, connection })
    const other = stage.client.speech.stream({ voiceId, format, connection })
    expect(await settled(unread.result)).toMatchObject(tooMuch)
    other.cancel()
  })

  it('of audio of somebody who speaks on while there is no service: what is dropped is a gap', async () => {
    await using stage = await Stage.start({
      client: { retry: { maxOutageMs: 100_000, maxRetries: 40 } },
    })
    stage.proxy.refuse()
    const live = stage.client.transcription.live({ format })
    const recording = recordingOf(wordsOver(50))
    const startedAt = stage.clock.now()
    for (let at = 0; at < recording.length; at += 48_000) {
      live.send(recording.subarray(at, at + 48_000))
      const dueMs = startedAt + at / 48 - stage.clock.now()
      // oxlint-disable-next-line no-await-in-loop -- the pace of speech
      if (dueMs > 0) await stage.clock.after(dueMs)
    }
    stage.proxy.refuse(false)
    const { gaps, segments } = await live.finish()
    expect(gaps).toHaveLength(1)
    const [{ startSeconds, endSeconds } = { startSeconds: NaN, endSeconds: NaN }] = gaps
    expect(startSeconds).toBe(0)
    expect(endSeconds).toBeGreaterThan(15)
    expect(endSeconds).toBeLessThan(30)
    expect(segments.length).toBeGreaterThan(40)
    expect(await stage.leftovers()).toEqual([])
  })
})
