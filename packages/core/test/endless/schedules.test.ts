import { oracleSpeech, type OracleWord } from '@gradium-kit/emulator'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { accountOf, type Account } from './account.ts'
import { drawnFaults, drawnSpeech, schedule, type Fault } from './draws.ts'
import { framesOf } from './scripts.ts'
import { Microphone, Stage } from './stage.ts'

const seconds = 60
/** More for a longer look: `SCHEDULES=2000`. */
const numRuns = Number(process.env['SCHEDULES'] ?? 60)

interface Draw {
  words: OracleWord[]
  faults: Fault[]
  /** When the microphone is off, in seconds of speech, and for how long. */
  pauses: { atSeconds: number; forSeconds: number }[]
  limit: 'audio' | 'time'
  limitSeconds: number
  pieceBytes: number
  delayInFrames: number
  /** Whether the service allows one session at a time. */
  isAlone: boolean
  seed: number
}

function drawn(leastFrames: number): fc.Arbitrary<Draw> {
  return fc.record({
    words: drawnSpeech(seconds, leastFrames),
    faults: drawnFaults(seconds, 6),
    pauses: fc.array(
      fc.record({ atSeconds: fc.nat(seconds), forSeconds: fc.constantFrom(0.3, 2, 15, 60) }),
      { maxLength: 2 },
    ),
    limit: fc.constantFrom('audio', 'audio', 'time'),
    limitSeconds: fc.integer({ min: 10, max: 40 }),
    pieceBytes: fc.constantFrom(3_840, 961, 7_681, 20_001, 100_003),
    delayInFrames: fc.constantFrom(7, 10, 16, 24),
    isAlone: fc.boolean(),
    seed: fc.nat(),
  })
}

/** Has it spoken, heard and accounted for. */
async function heard(draw: Draw, timingJitterFrames: number): Promise<Account> {
  const { words, faults, pauses, limit, limitSeconds, pieceBytes, delayInFrames, isAlone, seed } =
    draw
  const alone = isAlone ? { concurrencyLimit: 1 } : {}
  await using stage = await Stage.open({
    limit,
    limitSeconds,
    emulator: { timingJitterFrames, isDeterministic: true, seed, ...alone },
    client: { retry: { maxRetries: 1_000, maxOutageMs: Infinity } },
  })
  schedule(stage, faults)
  const live = stage.transcribe({ delayInFrames })
  const speech = oracleSpeech(words, { frameCount: framesOf(seconds) })
  const microphone = new Microphone(stage, live, speech, pieceBytes)
  for (const { atSeconds, forSeconds } of pauses.toSorted((a, b) => a.atSeconds - b.atSeconds)) {
    await microphone.speak(atSeconds)
    await stage.pass(forSeconds)
  }
  await microphone.speak()
  const { segments, gaps } = await stage.finish(live)
  expect(gaps).toEqual([])
  const mistakes = stage.emulator.violations.filter(({ text }) => !text?.startsWith('Concurrency'))
  expect(mistakes).toEqual([])
  // The service does not notice that a link is dead.
  if (!faults.some(({ kind }) => kind.startsWith('stall')))
    expect(stage.mostRequests).toBeLessThanOrEqual(2)
  await stage.until(() => stage.clock.timers === 0, 30)
  return accountOf(words, segments)
}

/** More than 30 s wait where a session begins, in pieces that end in the middle of a frame. */
const longWait: Draw = {
  words: Array.from({ length: 125 }, (_, index) => ({
    text: 'no',
    startFrame: 3 + 6 * index,
    frameCount: 1,
    streamId: 0,
  })),
  faults: [
    { atSeconds: 46.2, kind: 'rst', forSeconds: 1 },
    { atSeconds: 24, kind: 'stall', forSeconds: 1 },
  ],
  pauses: [],
  limit: 'audio',
  limitSeconds: 17,
  pieceBytes: 20_001,
  delayInFrames: 24,
  isAlone: true,
  seed: 1_225_989_398,
}

describe('whatever breaks and whenever sessions end', () => {
  it(
    'tells each word once, in its place, however fast they come',
    { timeout: 600_000 },
    async () => {
      const property = fc.asyncProperty(drawn(2), async (draw) => {
        expect(await heard(draw, 0)).toEqual({ lost: [], dup: [], reordered: [], maxErrorMs: 0 })
      })
      await fc.assert(property, { numRuns })
    },
  )

  it(
    'tells each word of one speaker once where times are a frame off',
    { timeout: 600_000 },
    async () => {
      const property = fc.asyncProperty(drawn(6), async (draw) => {
        // Of two who speak at once the seam of one is found by what is final for both, a frame of which may be wrong.
        const words = draw.words.filter(({ streamId = 0 }) => streamId === 0)
        const { lost, dup, maxErrorMs } = await heard({ ...draw, words }, 1)
        expect({ lost, dup }).toEqual({ lost: [], dup: [] })
        expect(maxErrorMs).toBeLessThanOrEqual(80)
      })
      await fc.assert(property, { numRuns, examples: [[longWait]] })
    },
  )
})
