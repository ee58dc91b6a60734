import { oracleSpeech } from '@gradium-kit/emulator'
import { expect, it } from 'vitest'
import { accountOf, lineOf } from './account.ts'
import { framesOf, sentences, torrent } from './scripts.ts'
import { Microphone, readAll, Stage } from './stage.ts'

const exact = 'lost=0 dup=0 reordered=0 maxerr_ms=0'

it.each([
  { limitSeconds: 300, least: 2, most: 3 },
  { limitSeconds: 30, least: 20, most: 25 },
])(
  'ten minutes of silence are no reason to reconnect, and little of them is kept ($limitSeconds s)',
  async ({ limitSeconds, least, most }) => {
    await using stage = await Stage.open({ limitSeconds })
    const live = stage.transcribe()
    const speech = oracleSpeech([], { frameCount: framesOf(600) })
    let longestSeconds = 0
    let turns = 0
    await new Microphone(stage, live, speech).speak(Infinity, () => {
      turns += 1
      if (turns % 50 > 0 || turns < 100) return
      longestSeconds = Math.max(longestSeconds, live.unfinishedAudio().audio.length / 48_000)
    })
    const { durationSeconds } = await stage.finish(live)
    expect(durationSeconds).toBeCloseTo(600, 1)
    console.log(
      `sessions=${stage.emulator.sessions.length} unfinished_s=${longestSeconds.toFixed(2)}`,
    )
    expect(longestSeconds).toBeLessThan(2)
    expect(stage.emulator.sessions.length - 1).toBeGreaterThanOrEqual(least)
    expect(stage.emulator.sessions.length - 1).toBeLessThanOrEqual(most)
    expect(stage.emulator.violations).toEqual([])
  },
)

it('a stream that nobody reads keeps few events, and all of the text', async () => {
  await using stage = await Stage.open({ client: { maxQueuedBytes: 480_000 } })
  const words = sentences(900)
  const live = stage.transcribe()
  const speech = oracleSpeech(words, { frameCount: framesOf(900) })
  await new Microphone(stage, live, speech).speak()
  const { segments } = await stage.finish(live)
  expect(lineOf(accountOf(words, segments))).toBe(exact)
  const events = readAll(live)
  await stage.pass(1)
  console.log(`events=${events.length} of ${framesOf(900)} steps`)
  expect(events.length).toBeLessThan(2_000)
  expect(events.some(({ type }) => type === 'step')).toBe(true)
})

it('a stream that was finished leaves no connection and no timer', async () => {
  await using stage = await Stage.open({ limitSeconds: 10 })
  const live = stage.transcribe()
  await new Microphone(stage, live, oracleSpeech(sentences(25))).speak()
  await stage.finish(live)
  await stage.settled(live.close(), 5)
  expect(stage.emulator.sockets).toBe(0)
  expect(stage.clock.timers).toBe(0)
})

it('every session begins with its setup and hears nothing after its end', async () => {
  await using stage = await Stage.open({ limitSeconds: 10 })
  const live = stage.transcribe()
  await new Microphone(stage, live, oracleSpeech(torrent(0, 60))).speak()
  await stage.finish(live)
  const sessions = new Map<string, string[]>()
  for (const { kind, session, direction, type = '' } of stage.emulator.journal) {
    if (kind !== 'message' || (direction === 'out' && type !== 'ready')) continue
    const types = sessions.get(session) ?? []
    sessions.set(session, types)
    if (types.at(-1) !== type) types.push(type)
  }
  const heard = [...sessions.values()].filter((types) => types.length > 2)
  expect(heard.length).toBeGreaterThanOrEqual(6)
  for (const types of heard) expect(types).toEqual(['setup', 'ready', 'audio', 'end_of_stream'])
})
