import { oracleSpeech } from '@gradium-kit/emulator'
import { clip } from '@gradium-kit/fixtures'
import { describe, expect, it } from 'vitest'
import { GradiumError } from '../../src/errors.ts'
import type { Transcript } from '../../src/transcription/segments.ts'
import { Connection } from '../../src/transport/connection.ts'
import { failureOf } from '../harness.ts'
import { accountOf, lineOf } from './account.ts'
import { schedule, type Fault } from './draws.ts'
import { framesOf, sentences, torrent } from './scripts.ts'
import { Microphone, readAll, Stage } from './stage.ts'

const exact = 'lost=0 dup=0 reordered=0 maxerr_ms=0'
const seconds = 40
const words = sentences(seconds)
const speech = oracleSpeech(words, { frameCount: framesOf(seconds) })

describe('a connection that breaks amid speech', () => {
  it.each<Fault['kind']>([
    'rst',
    'fin',
    '1001',
    '1011',
    '1012',
    'stall',
    'stall-down',
    'refuse',
    'slow',
    'upgrade',
    '503',
  ])('(%s) costs no word, and what happens can be shown', async (kind) => {
    await using stage = await Stage.open()
    schedule(stage, [{ kind, atSeconds: 13, forSeconds: 4 }])
    const live = stage.transcribe()
    const events = readAll(live)
    await new Microphone(stage, live, speech).speak()
    const { segments, gaps, durationSeconds } = await stage.finish(live)
    console.log(`${kind}: ${lineOf(accountOf(words, segments))}`)
    expect(lineOf(accountOf(words, segments))).toBe(exact)
    expect(gaps).toEqual([])
    expect(durationSeconds).toBeCloseTo(seconds, 1)
    const told = events.filter((event) => event.type === 'status')
    expect(told[0]).toMatchObject({ status: 'reconnecting', attempt: 1 })
    expect(told.at(-1)).toMatchObject({ status: 'connected', attempt: 0 })
    for (const { bufferedSeconds } of told)
      expect(String(bufferedSeconds)).toMatch(/^\d+(\.\d{1,3})?$/)
    expect(events.filter(({ type }) => type === 'ready')).toHaveLength(1)
  })

  it.each(['deaf', 'stall'] as const)('is noticed when the service goes %s', async (kind) => {
    await using stage = await Stage.open()
    stage.emulator.faults.add({ what: { kind }, when: { afterMessages: 150 }, times: 1 })
    const live = stage.transcribe()
    await new Microphone(stage, live, speech).speak()
    const { segments } = await stage.finish(live)
    expect(lineOf(accountOf(words, segments))).toBe(exact)
    expect(stage.emulator.sessions).toHaveLength(2)
  })

  it.each([1, 3, 6, 12, 20])('for %d s costs no word', async (forSeconds) => {
    await using stage = await Stage.open()
    schedule(stage, [{ kind: 'refuse', atSeconds: 13, forSeconds }])
    const live = stage.transcribe()
    await new Microphone(stage, live, speech).speak()
    const { segments, gaps } = await stage.finish(live)
    expect(lineOf(accountOf(words, segments))).toBe(exact)
    expect(gaps).toEqual([])
  })

  it('again and again costs no word, though the same audio goes over the wire more than once', async () => {
    await using stage = await Stage.open()
    schedule(
      stage,
      [3, 14, 25, 36].map((atSeconds) => ({ kind: 'rst', atSeconds, forSeconds: 1 })),
    )
    const live = stage.transcribe()
    await new Microphone(stage, live, speech).speak()
    const { segments } = await stage.finish(live)
    expect(lineOf(accountOf(words, segments))).toBe(exact)
    const sent = stage.emulator.sessions.reduce((sum, each) => sum + each.receivedAudioSeconds, 0)
    console.log(`audio_s=${seconds} sent_s=${sent.toFixed(1)}`)
    expect(sent).toBeLessThan(seconds + 4 * 4)
  })

  it('does not keep a flush from its answer, which comes after the words', async () => {
    await using stage = await Stage.open()
    const live = stage.transcribe()
    const microphone = new Microphone(stage, live, speech)
    await microphone.speak(13)
    const spoken = words.filter(
      ({ startFrame, frameCount }) => startFrame + frameCount <= framesOf(13),
    )
    const events = readAll(live)
    const flushed = live.flush()
    stage.proxy.cutAll()
    await stage.settled(flushed)
    await stage.turn()
    const told = events.filter(({ type }) => type === 'segment-start')
    expect(told).toHaveLength(spoken.length)
    await microphone.speak()
    const { segments } = await stage.finish(live)
    expect(lineOf(accountOf(words, segments))).toBe(exact)
  })

  it('does not count for a flush, whether it was called before or meanwhile', async () => {
    await using stage = await Stage.open({ client: { retry: { maxRetries: 100 } } })
    schedule(stage, [
      { kind: 'refuse', atSeconds: 0, forSeconds: 6 },
      { kind: 'refuse', atSeconds: 20, forSeconds: 6 },
    ])
    const live = stage.transcribe()
    const microphone = new Microphone(stage, live, speech)
    const first = live.flush()
    await microphone.speak(20)
    const second = live.flush()
    await stage.pass(1)
    const third = live.flush()
    await stage.settled(Promise.all([first, second, third]))
    await microphone.speak()
    const { segments } = await stage.finish(live)
    expect(lineOf(accountOf(words, segments))).toBe(exact)
  })

  it('soon after a flush that the service forgot costs no word', async () => {
    await using stage = await Stage.open()
    const spoken = torrent(0.4, 39)
    stage.emulator.faults.add({ what: { kind: 'drop' }, when: 'flush', times: 1 })
    const live = stage.transcribe()
    const microphone = new Microphone(
      stage,
      live,
      oracleSpeech(spoken, { frameCount: framesOf(seconds) }),
    )
    // A word that is flushed in its middle comes in two.
    await microphone.speak(13.36)
    void live.flush()
    await microphone.speak(17)
    stage.proxy.cutAll()
    await microphone.speak()
    const { segments } = await stage.finish(live)
    expect(lineOf(accountOf(spoken, segments))).toBe(exact)
  })

  it('after a flush that was given up is not mended before audio comes again', async () => {
    await using stage = await Stage.open()
    stage.emulator.faults.add({ what: { kind: 'drop' }, when: 'flush', times: 1 })
    const live = stage.transcribe()
    const microphone = new Microphone(stage, live, speech)
    await microphone.speak(13)
    const flushed = failureOf(live.flush())
    await stage.pass(20)
    expect(await flushed).toMatchObject({ code: 'timeout', phase: 'stream' })
    stage.proxy.cutAll()
    await stage.pass(20)
    expect(stage.proxy.attempts).toHaveLength(1)
    await microphone.speak()
    const { segments } = await stage.finish(live)
    expect(lineOf(accountOf(words, segments))).toBe(exact)
  })

  it('is over when there is another session, and not when audio comes', async () => {
    await using stage = await Stage.open({ client: { timeouts: { progressMs: Infinity } } })
    const live = stage.transcribe()
    const events = readAll(live)
    const microphone = new Microphone(stage, live, speech)
    await microphone.speak(10)
    stage.proxy.connections[0]!.stall()
    await microphone.speak(18)
    stage.proxy.refuse()
    stage.proxy.cutAll()
    await microphone.speak(18.3)
    stage.proxy.refuse(false)
    await microphone.speak()
    await stage.finish(live)
    const told = events.flatMap((event) => (event.type === 'status' ? [event.status] : []))
    expect(told).toEqual(['congested', 'reconnecting', 'reconnecting', 'connected'])
  })

  it.each([
    { title: 'the moment it is finished', passSeconds: 0 },
    { title: 'after its end was said', passSeconds: 0.06 },
  ])('$title is made good', async ({ passSeconds }) => {
    await using stage = await Stage.open({ emulator: { compatibility: {} } })
    const live = stage.transcribe({ delayInFrames: 48 })
    await new Microphone(stage, live, speech).speak()
    const finished = live.finish()
    await stage.pass(passSeconds)
    stage.proxy.cutAll()
    const { segments } = await stage.settled(finished)
    expect(lineOf(accountOf(words, segments))).toBe(exact)
  })

  it('is made good when it is finished before there is another', async () => {
    await using stage = await Stage.open()
    const live = stage.transcribe()
    await new Microphone(stage, live, speech).speak()
    stage.proxy.refuse()
    stage.proxy.cutAll()
    await stage.pass(1)
    const finished = live.finish()
    await stage.pass(1)
    stage.proxy.refuse(false)
    const { segments } = await stage.settled(finished)
    expect(lineOf(accountOf(words, segments))).toBe(exact)
  })

  it('just as the microphone goes off is made good at once', async () => {
    await using stage = await Stage.open()
    const live = stage.transcribe()
    const microphone = new Microphone(stage, live, speech)
    await microphone.speak(13)
    schedule(stage, [{ kind: 'refuse', atSeconds: stage.clock.now() / 1_000, forSeconds: 1.5 }])
    const flushed = live.flush()
    await stage.settled(flushed)
    await microphone.speak()
    const { segments } = await stage.finish(live)
    expect(lineOf(accountOf(words, segments))).toBe(exact)
  })

  it('is not taken for all that was ever said to be unheard', async () => {
    await using stage = await Stage.open()
    const live = stage.transcribe()
    const microphone = new Microphone(stage, live, speech)
    await microphone.speak(25)
    schedule(stage, [{ kind: 'stall', atSeconds: 25, forSeconds: 6 }])
    let most = 0
    await microphone.speak(Infinity, () => (most = Math.max(most, live.secondsInFlight)))
    expect(most).toBeGreaterThan(4)
    expect(most).toBeLessThan(15)
    await stage.finish(live)
  })

  it('is not followed by another once a stream has failed', async () => {
    await using stage = await Stage.open({ client: { maxQueuedBytes: 1_000_000 } })
    const live = stage.transcribe()
    await new Microphone(stage, live, speech).speak(13)
    await stage.pass(20)
    stage.proxy.cutAll()
    await stage.pass(1)
    live.send(new Uint8Array(2_000_000))
    expect(await stage.settled(failureOf(live.result))).toMatchObject({ code: 'backpressure' })
    await stage.pass(1)
    expect(stage.proxy.attempts).toHaveLength(1)
    expect([stage.emulator.sockets, stage.clock.timers]).toEqual([0, 0])
  })

  it('while the microphone is off waits for it to be on again', async () => {
    await using stage = await Stage.open({ client: { retry: { maxRetries: 0 } } })
    const live = stage.transcribe()
    const microphone = new Microphone(stage, live, speech)
    await microphone.speak(13)
    await stage.pass(20)
    stage.proxy.cutAll()
    await stage.pass(120)
    expect(stage.emulator.sessions).toHaveLength(1)
    await microphone.speak()
    const { segments } = await stage.finish(live)
    expect(lineOf(accountOf(words, segments))).toBe(exact)
    expect(stage.emulator.sessions).toHaveLength(2)
  })
})

describe('an outage that outlasts the audio that is kept', () => {
  it('is reported as a gap, in its place and of its length, and costs no other word', async () => {
    await using stage = await Stage.open({
      client: { retry: { maxRetries: 1_000, maxOutageMs: Infinity } },
    })
    const spoken = torrent(0.4, 100)
    const live = stage.transcribe()
    const events = readAll(live)
    schedule(stage, [{ kind: 'refuse', atSeconds: 12, forSeconds: 50 }])
    await new Microphone(stage, live, oracleSpeech(spoken, { frameCount: framesOf(101) })).speak()
    const { segments, gaps } = await stage.finish(live)
    expect(gaps).toHaveLength(1)
    const [{ startSeconds, endSeconds }] = gaps as [(typeof gaps)[number]]
    const account = accountOf(spoken, segments, gaps)
    console.log(`${lineOf(account)} gap_s=${(endSeconds - startSeconds).toFixed(1)}`)
    expect(lineOf(account)).toBe(exact)
    expect(endSeconds - startSeconds).toBeGreaterThan(15)
    expect(endSeconds - startSeconds).toBeLessThan(32)
    const places = events.flatMap((event) =>
      event.type === 'gap' || event.type === 'segment-start' ? [event.startSeconds] : [],
    )
    expect(places).toEqual(places.toSorted((a, b) => a - b))
    expect(events.filter(({ type }) => type === 'gap')).toEqual([
      { type: 'gap', startSeconds, endSeconds },
    ])
  })

  it('is an error in the end, with the text so far and the audio to go on from', async () => {
    await using stage = await Stage.open()
    const live = stage.transcribe()
    const microphone = new Microphone(stage, live, speech)
    stage.at(12, () => {
      stage.proxy.refuse()
      stage.proxy.cutAll()
    })
    await microphone.speak()
    const error = await stage.settled(failureOf(live.result))
    if (!GradiumError.is(error)) throw new Error('It failed with something else.')
    expect(error).toMatchObject({ code: 'connection', isRetryable: true })
    expect(error.attempts).toBeGreaterThan(6)
    const triedMs = stage.clock.now() - 12_000
    expect(triedMs).toBeGreaterThan(20_000)
    expect(triedMs).toBeLessThan(31_000)
    const first = (error.partial as Transcript).segments.filter(
      (segment) => segment.endSeconds !== undefined,
    )
    const { audio, startSeconds } = live.unfinishedAudio()
    const endSeconds = startSeconds + audio.length / 48_000
    expect(endSeconds).toBeGreaterThan(14)
    stage.proxy.refuse(false)
    const next = stage.transcribe()
    next.send(audio)
    const rest = await stage.finish(next)
    const segments = first.concat(
      rest.segments.map((segment) => ({
        text: segment.text,
        startSeconds: segment.startSeconds + startSeconds,
        endSeconds: undefined,
      })),
    )
    const spoken = words.filter(
      ({ startFrame, frameCount }) => startFrame + frameCount <= framesOf(endSeconds),
    )
    const account = accountOf(spoken, segments)
    expect({ ...account, dup: account.dup.filter((word) => !word.includes('~')) }).toEqual({
      lost: [],
      dup: [],
      reordered: [],
      maxErrorMs: expect.toSatisfy((milliseconds: number) => milliseconds <= 40),
    })
  })
})

describe('what cannot or must not be resumed', () => {
  it.each([
    { title: 'resume: false', options: { resume: false } },
    { title: 'Ogg Opus', options: { format: 'opus' } },
  ] as const)('$title: a break is the end, and the text so far is kept', async ({ options }) => {
    // The decoder of the service takes its time, which is not that of the stage.
    await using stage = await Stage.open({ client: { timeouts: { readyMs: Infinity } } })
    const live = stage.transcribe(options)
    const events = readAll(live)
    await stage.until(() => events.length > 0, 1_000)
    live.send('format' in options ? clip('tone-es').bytes : speech.bytes().subarray(0, 480_000))
    await stage.pass(1)
    stage.proxy.cutAll()
    const error = await stage.settled(failureOf(live.finish()))
    expect(error).toMatchObject({ code: 'truncated', isRetryable: true })
    expect(stage.emulator.sessions).toHaveLength(1)
  })

  it('tells that it goes on also where it could not begin at first', async () => {
    await using stage = await Stage.open()
    stage.proxy.refuse()
    const live = stage.transcribe()
    const events = readAll(live)
    await stage.until(() => stage.proxy.attempts.length > 0)
    stage.proxy.refuse(false)
    await stage.until(() => events.some(({ type }) => type === 'ready'))
    await stage.finish(live)
    const told = events.flatMap((event) => (event.type === 'status' ? [event.status] : []))
    expect(new Set(told.slice(0, -1))).toEqual(new Set(['reconnecting']))
    expect(told.at(-1)).toBe('connected')
  })

  it('says how many connections were made before it', async () => {
    await using stage = await Stage.open()
    stage.proxy.refuse()
    const live = stage.transcribe({ resume: false })
    const events = readAll(live)
    await stage.until(() => stage.proxy.attempts.length > 0)
    stage.proxy.refuse(false)
    await stage.until(() => events.length > 0)
    live.send(speech.bytes().subarray(0, 480_000))
    await stage.pass(1)
    const attempts = stage.proxy.attempts.length
    stage.proxy.cutAll()
    expect(attempts).toBeGreaterThan(1)
    const error = await stage.settled(failureOf(live.finish()))
    expect(error).toMatchObject({ code: 'truncated', attempts })
  })

  it('a connection of the caller’s: a break is the end', async () => {
    await using stage = await Stage.open()
    await using connection = new Connection(stage.service, 'transcription')
    const live = stage.transcribe({ connection })
    const events = readAll(live)
    await stage.until(() => events.length > 0)
    stage.proxy.cutAll()
    expect(await stage.settled(failureOf(live.finish()))).toMatchObject({ code: 'truncated' })
    expect(stage.proxy.attempts).toHaveLength(1)
  })
})
