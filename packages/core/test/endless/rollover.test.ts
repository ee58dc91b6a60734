import { oracleSpeech, type OracleWord } from '@gradium-kit/emulator'
import { describe, expect, it } from 'vitest'
import type { Transcript } from '../../src/transcription/segments.ts'
import type { TranscriptionStreamOptions } from '../../src/transcription/stream-options.ts'
import { failureOf } from '../harness.ts'
import { accountOf, lineOf } from './account.ts'
import { again, framesOf, sentences, torrent } from './scripts.ts'
import { Microphone, readAll, Stage, type StageOptions } from './stage.ts'

/** Words of one frame. */
const tiny = Array.from({ length: 120 }, (_, index) => ({
  text: 'no',
  startFrame: 3 + 3 * index,
  frameCount: 1,
}))

const exact = 'lost=0 dup=0 reordered=0 maxerr_ms=0'

interface Heard {
  line: string
  /** Sessions that came after the first. */
  rollovers: number
  transcript: Transcript
  stage: Stage
}

/** Has words spoken as they are, and heard. */
async function heard(
  words: readonly OracleWord[],
  seconds: number,
  options: StageOptions & { transcription?: TranscriptionStreamOptions; pieceBytes?: number },
): Promise<Heard> {
  await using stage = await Stage.open(options)
  const live = stage.transcribe(options.transcription)
  const speech = oracleSpeech(words, { frameCount: framesOf(seconds) })
  await new Microphone(stage, live, speech, options.pieceBytes).speak()
  const transcript = await stage.finish(live)
  const line = lineOf(accountOf(words, transcript.segments))
  const answered = stage.emulator.journal.filter(({ type }) => type === 'ready').length
  console.log(`${line} rollovers=${answered - 1}`)
  expect(transcript.gaps).toEqual([])
  expect(transcript.durationSeconds).toBeCloseTo(seconds, 1)
  return { line, rollovers: answered - 1, transcript, stage }
}

describe('a session that gets old is followed by another, and every word is told once', () => {
  it.each([
    { title: 'after one rollover', seconds: 45, least: 1 },
    { title: 'after twenty rollovers, with times that have not drifted', seconds: 600, least: 20 },
  ])('$title', async ({ seconds, least }) => {
    const { line, rollovers, stage } = await heard(sentences(seconds), seconds, {
      limitSeconds: 30,
    })
    expect(line).toBe(exact)
    expect(rollovers).toBeGreaterThanOrEqual(least)
    expect(stage.mostRequests).toBe(2)
    expect(stage.emulator.violations).toEqual([])
  })

  it('and nothing is reported, for it was planned', async () => {
    await using stage = await Stage.open({ limitSeconds: 20 })
    const live = stage.transcribe()
    const events = readAll(live)
    const speech = oracleSpeech(sentences(60), { frameCount: framesOf(60) })
    await new Microphone(stage, live, speech).speak()
    await stage.finish(live)
    expect(stage.emulator.sessions.length).toBeGreaterThan(2)
    expect(events.filter(({ type }) => type === 'status')).toEqual([])
  })

  it('also where the service counts time', async () => {
    const options = { limitSeconds: 30, limit: 'time' } as const
    const { line, rollovers, stage } = await heard(sentences(120), 120, options)
    expect(line).toBe(exact)
    expect(rollovers).toBeGreaterThanOrEqual(4)
    expect(stage.emulator.violations).toEqual([])
  })

  it.each(['audio', 'time'] as const)(
    'also where sessions end earlier than said, by %s, which is learned from the first',
    async (limit) => {
      const { line, rollovers, stage } = await heard(sentences(120), 120, {
        limitSeconds: 5,
        limit,
        client: { maxSessionSeconds: 300, retry: { maxRetries: 1 } },
      })
      expect(line).toBe(exact)
      expect(rollovers).toBeGreaterThanOrEqual(20)
      const ended = stage.emulator.journal.filter(({ message }) =>
        /maximum duration/.test(String(message?.['message'])),
      )
      expect(ended.length).toBeGreaterThanOrEqual(1)
      expect(ended.length).toBeLessThanOrEqual(2)
    },
  )

  it.each([2, 3, 6])('"no no no" across each seam, every %i frames', async (every) => {
    const { line, rollovers } = await heard(again('no', 0.4, 119, every), 120, { limitSeconds: 20 })
    expect(line).toBe(exact)
    expect(rollovers).toBeGreaterThanOrEqual(6)
  })

  it('20 s of speech without a pause, which force the cut', async () => {
    const words = [...sentences(16), ...torrent(16, 36, 'x')]
    const { line, rollovers } = await heard(words, 40, { limitSeconds: 20 })
    expect(line).toBe(exact)
    expect(rollovers).toBeGreaterThanOrEqual(1)
  })

  it.each([7_681, 961, 100_003])(
    'speech without any pause, in pieces of %i bytes',
    async (pieceBytes) => {
      const { line } = await heard(torrent(0.4, 120), 121, { limitSeconds: 20, pieceBytes })
      expect(line).toBe(exact)
    },
  )

  it('two speakers at once', async () => {
    const words = [...again('no', 0.4, 118, 2), ...torrent(0.8, 118, 'v', 1)]
    const { line, rollovers } = await heard(words, 120, { limitSeconds: 20 })
    expect(line).toBe(exact)
    expect(rollovers).toBeGreaterThanOrEqual(6)
  })

  it('words of a second and more, across every cut', async () => {
    const words = Array.from({ length: 60 }, (_, index) => ({
      text: `long${index}`,
      startFrame: 5 + index * 20,
      frameCount: 20,
    }))
    const { line } = await heard(words, 100, { limitSeconds: 20 })
    expect(line).toBe(exact)
  })

  it('with one session at a time: the old one ends before the new one begins', async () => {
    const emulator = { concurrencyLimit: 1 }
    for (const words of [sentences(118), torrent(0.4, 118)]) {
      const { line, rollovers, stage } = await heard(words, 120, { limitSeconds: 20, emulator })
      expect(line).toBe(exact)
      expect(rollovers).toBeGreaterThanOrEqual(6)
      expect(stage.mostRequests).toBe(1)
    }
  })

  it.each([0, 7, 24, 48])('text that lags %i frames behind', async (delayInFrames) => {
    const transcription = { delayInFrames }
    for (const words of [sentences(118), torrent(0.4, 118)]) {
      const { line } = await heard(words, 120, { limitSeconds: 20, transcription })
      expect(line).toBe(exact)
    }
  })

  it.each([
    { offSeconds: 12.5, limit: 'time' },
    { offSeconds: 12.54, limit: 'audio' },
    { offSeconds: 19, limit: 'audio' },
  ] as const)(
    'a microphone that is off for a minute in the middle of a word ($offSeconds s, $limit)',
    async ({ offSeconds, limit }) => {
      for (const words of [again('no', 0.4, 30), torrent(0.4, 30), tiny]) {
        await using stage = await Stage.open({ limitSeconds: 10, limit })
        const live = stage.transcribe()
        const speech = oracleSpeech(words, { frameCount: framesOf(31) })
        const microphone = new Microphone(stage, live, speech)
        await microphone.speak(offSeconds)
        await stage.pass(60)
        await microphone.speak()
        const { segments, gaps } = await stage.finish(live)
        expect(lineOf(accountOf(words, segments))).toBe(exact)
        expect(gaps).toEqual([])
      }
    },
  )
})

describe('a session that breaks after it was followed, before its last words', () => {
  it.each([
    { how: 'rst', title: 'sentences', words: sentences(58) },
    { how: 'rst', title: 'no pause', words: torrent(0.4, 58) },
    { how: 'stall', title: 'sentences', words: sentences(58) },
    { how: 'stall', title: 'no pause', words: torrent(0.4, 58) },
  ] as const)('loses none of them ($how, $title)', async ({ how, words }) => {
    await using stage = await Stage.open({ limitSeconds: 20 })
    const { journal } = stage.emulator
    const live = stage.transcribe({ delayInFrames: 24 })
    const speech = oracleSpeech(words, { frameCount: framesOf(60) })
    let isCut = false
    await new Microphone(stage, live, speech).speak(Infinity, () => {
      const isDraining = journal.some(
        ({ type, direction }) => type === 'end_of_stream' && direction === 'in',
      )
      if (!isDraining || isCut) return
      isCut = true
      const [first] = stage.proxy.connections
      if (how === 'rst') first!.cut()
      else first!.stall()
    })
    const { segments, gaps } = await stage.finish(live)
    expect(isCut).toBe(true)
    expect(lineOf(accountOf(words, segments))).toBe(exact)
    expect(gaps).toEqual([])
  })
  it('is the error of the stream where nothing is tried again', async () => {
    await using stage = await Stage.open({ limitSeconds: 20, client: { retry: { maxRetries: 0 } } })
    const live = stage.transcribe({ delayInFrames: 24 })
    const failed = failureOf(live.result)
    const speech = oracleSpeech(sentences(30), { frameCount: framesOf(30) })
    let isCut = false
    await new Microphone(stage, live, speech).speak(Infinity, () => {
      const { journal } = stage.emulator
      if (isCut || !journal.some(({ type }) => type === 'end_of_stream')) return
      isCut = true
      stage.proxy.connections[0]!.cut()
    })
    expect(await stage.settled(failed)).toMatchObject({ code: 'truncated', closeCode: 1006 })
  })
})
