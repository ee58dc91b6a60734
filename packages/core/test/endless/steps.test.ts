import { oracleSpeech } from '@gradium-kit/emulator'
import { expect, it } from 'vitest'
import { failureOf } from '../harness.ts'
import { accountOf, lineOf } from './account.ts'
import { again, framesOf, sentences, torrent } from './scripts.ts'
import { Microphone, readAll, Stage } from './stage.ts'

const turnsPerSecond = 50

it.each([
  { title: 'in silence', words: sentences(8) },
  { title: 'amid speech', words: torrent(0.4, 8) },
])('a rollover $title can be cancelled at every step, and nothing is left', async ({ words }) => {
  const speech = oracleSpeech(words, { frameCount: framesOf(8) })
  const seen = new Set<number>()
  for (let turns = 0; turns < 75; turns += 1) {
    await using stage = await Stage.open({ limitSeconds: 5 })
    const live = stage.transcribe()
    const events = readAll(live)
    const failed = failureOf(live.result)
    const microphone = new Microphone(stage, live, speech)
    await microphone.speak(3.9 + turns / turnsPerSecond)
    seen.add(stage.emulator.contexts)
    live.cancel()
    expect(await failed).toMatchObject({ code: 'aborted' })
    const told = events.length
    await stage.until(() => stage.emulator.sockets === 0 && stage.clock.timers === 0, 5)
    expect(events).toHaveLength(told)
    expect(stage.emulator.violations).toEqual([])
  }
  expect(seen).toEqual(new Set([1, 2]))
})

it.each([{ concurrencyLimit: Infinity }, { concurrencyLimit: 1 }])(
  'a flush at any step of a rollover is answered after the words ($concurrencyLimit at a time)',
  async (emulator) => {
    const words = [...again('no', 0.4, 3.6), ...again('yes', 7, 9)]
    const speech = oracleSpeech(words, { frameCount: framesOf(9.5) })
    for (let turns = 0; turns < 80; turns += 2) {
      await using stage = await Stage.open({ limitSeconds: 5, emulator })
      const live = stage.transcribe()
      const events = readAll(live)
      const microphone = new Microphone(stage, live, speech)
      await microphone.speak(3.7 + turns / turnsPerSecond)
      await stage.settled(live.flush(), 6)
      await stage.turn()
      const told = events.filter(({ type }) => type === 'segment-start')
      expect(told).toHaveLength(words.filter(({ text }) => text === 'no').length)
      await microphone.speak()
      const { segments } = await stage.finish(live)
      expect(lineOf(accountOf(words, segments))).toBe('lost=0 dup=0 reordered=0 maxerr_ms=0')
    }
  },
)

it.each(
  (['close', 'abort', 'cancel', 'return'] as const).flatMap((way) => [
    { way, isRefused: false },
    { way, isRefused: true },
  ]),
)(
  '$way at any step of an outage leaves nothing, and nothing is tried again (refused: $isRefused)',
  async ({ way, isRefused }) => {
    for (let turns = 0; turns < 40; turns += 3) {
      await using stage = await Stage.open()
      const abort = new AbortController()
      const live = stage.transcribe({ signal: abort.signal })
      await new Microphone(stage, live, oracleSpeech(again('no', 0.4, 9))).speak(3)
      stage.proxy.refuse(isRefused)
      stage.proxy.cutAll()
      await stage.pass(turns / turnsPerSecond)
      const failed = failureOf(live.result)
      if (way === 'close') await stage.settled(live.close())
      else if (way === 'abort') abort.abort()
      else if (way === 'cancel') live.cancel()
      else await live[Symbol.asyncIterator]().return?.()
      expect(await stage.settled(failed)).toMatchObject({ code: 'aborted' })
      await stage.until(() => stage.emulator.sockets === 0 && stage.clock.timers === 0, 5)
      const attempts = stage.proxy.attempts.length
      await stage.pass(10)
      expect(stage.proxy.attempts).toHaveLength(attempts)
    }
  },
)

it.each([
  {
    delayInFrames: 7,
    title: 'in silence',
    words: [...again('no', 0.4, 3.6), ...again('no', 5, 8)],
  },
  { delayInFrames: 7, title: 'amid speech', words: torrent(0.4, 8) },
  { delayInFrames: 24, title: 'amid speech', words: torrent(0.4, 8) },
])(
  'a break at any step of a rollover $title costs no word, whichever connection breaks ($delayInFrames frames)',
  { timeout: 30_000 },
  async ({ words, delayInFrames }) => {
    const speech = oracleSpeech(words, { frameCount: framesOf(8.5) })
    for (const [offset, which] of (['all', 'first', 'last'] as const).entries()) {
      for (let turns = offset; turns < 80; turns += 3) {
        await using stage = await Stage.open({ limitSeconds: 5 })
        const live = stage.transcribe({ delayInFrames })
        stage.at(3.9 + turns / turnsPerSecond, () => {
          const { connections } = stage.proxy
          if (which === 'all') stage.proxy.cutAll()
          else connections.at(which === 'first' ? 0 : -1)?.cut()
        })
        await new Microphone(stage, live, speech).speak()
        const { segments, gaps } = await stage.finish(live)
        expect(lineOf(accountOf(words, segments))).toBe('lost=0 dup=0 reordered=0 maxerr_ms=0')
        expect(gaps).toEqual([])
      }
    }
  },
)
