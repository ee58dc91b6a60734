import { oracleSpeech } from '@gradium-kit/emulator'
import { expect, it } from 'vitest'
import { accountOf, lineOf } from './account.ts'
import { framesOf, sentences, torrent } from './scripts.ts'
import { Microphone, Stage } from './stage.ts'

const exact = 'lost=0 dup=0 reordered=0 maxerr_ms=0'
const seconds = 100
const words = torrent(0.4, seconds - 1)
const speech = oracleSpeech(words, { frameCount: framesOf(seconds) })

it.each([Infinity, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2])(
  'a recording that is sent at once and finished costs no word, whatever breaks after %f s',
  async (atSeconds) => {
    await using stage = await Stage.open({ limitSeconds: 20 })
    stage.at(atSeconds, () => stage.proxy.cutAll())
    const live = stage.transcribe()
    live.send(speech.bytes())
    const { segments, gaps } = await stage.finish(live)
    expect(lineOf(accountOf(words, segments))).toBe(exact)
    expect(gaps).toEqual([])
    const ended = stage.emulator.violations.filter(({ text }) =>
      text?.startsWith('Session exceeded'),
    )
    expect(ended).toEqual([])
    expect(stage.emulator.sessions.length).toBeGreaterThanOrEqual(6)
  },
)

it('a recording goes as fast as the service takes it, through breaks and session limits', async () => {
  await using stage = await Stage.open({ limitSeconds: 20 })
  stage.at(0.8, () => stage.proxy.cutAll())
  stage.at(1.6, () => stage.proxy.cutAll())
  const live = stage.transcribe()
  for (let index = 0; index < speech.frameCount; index += 10) {
    await stage.settled(live.drained())
    const some = Array.from({ length: 10 }, (_, count) => speech.frame(index + count))
    live.send(Buffer.concat(some))
  }
  const { segments } = await stage.finish(live)
  expect(lineOf(accountOf(words, segments))).toBe(exact)
  expect(stage.clock.now()).toBeLessThan((seconds * 1_000) / 4)
})

it.each(['audio', 'time'] as const)(
  'a service that ends sessions earlier than it says costs no word (%s)',
  async (limit) => {
    const client = { maxSessionSeconds: 300 }
    await using stage = await Stage.open({ limit, limitSeconds: 15, client })
    const live = stage.transcribe()
    await new Microphone(stage, live, speech).speak()
    const { segments, gaps } = await stage.finish(live)
    expect(lineOf(accountOf(words, segments))).toBe(exact)
    expect(gaps).toEqual([])
    expect(stage.emulator.sessions.length).toBeGreaterThanOrEqual(6)
  },
)

it('each session takes a token of its own', async () => {
  let minted = 0
  const token = async (): Promise<string> => {
    minted += 1
    const headers = { 'x-api-key': 'canary' }
    const answer = await fetch(`${stage.emulator.url}/api-keys/token`, { headers })
    return ((await answer.json()) as { token: string }).token
  }
  await using stage = await Stage.open({ limitSeconds: 15, client: { apiKey: undefined, token } })
  stage.at(20, () => stage.proxy.cutAll())
  const live = stage.transcribe()
  await new Microphone(stage, live, speech).speak()
  const { segments } = await stage.finish(live)
  expect(lineOf(accountOf(words, segments))).toBe(exact)
  expect(minted).toBe(stage.proxy.attempts.length)
  expect(stage.emulator.violations).toEqual([])
})

it.each([{ hasThreeHorizons: true }, { hasNulls: true }, { hasFooter: true }])(
  'sessions follow each other where the service is like %o',
  async (compatibility) => {
    await using stage = await Stage.open({ limitSeconds: 15, emulator: { compatibility } })
    const spoken = sentences(60)
    const live = stage.transcribe()
    const audio = oracleSpeech(spoken, { frameCount: framesOf(60) })
    await new Microphone(stage, live, audio).speak()
    const { segments } = await stage.finish(live)
    expect(lineOf(accountOf(spoken, segments))).toBe(exact)
    expect(stage.emulator.sessions.length).toBeGreaterThanOrEqual(4)
  },
)
