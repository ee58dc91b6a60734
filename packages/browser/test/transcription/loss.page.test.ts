import { describe, expect, it, vi } from 'vitest'
import { watchUserMedia } from '../microphone/listener.ts'
import { LocalService } from '../service/local-service.ts'
import { Voice } from '../service/voice.ts'
import { Page } from './page.ts'

const words = (count: number): string =>
  `${Array.from({ length: count }, (_, index) => `w${index + 1}`).join(' ')}.`

describe('a lost connection', () => {
  it('T6 T14 is replaced with a fresh token each time, and each word comes once', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const text = words(24)
    const speech = await service.speech(text)
    const what = { kind: 'reset' } as const
    await service.fault({ match: { route: 'stt' }, when: { afterMessages: 20 }, what, times: 2 })
    const page = new Page(service, { microphone: voice.microphone })
    await page.controller.start()
    await voice.say(speech)
    await voice.rest(0.5)
    await page.controller.stop()
    expect(page.snapshot).toMatchObject({ text, reconnects: 2, status: 'idle', error: undefined })
    expect(page.snapshot.segments.map((segment) => segment.text).join(' ')).toBe(text)
    expect(page.statuses.slice(2, 7)).toEqual([
      'listening',
      'reconnecting',
      'listening',
      'reconnecting',
      'listening',
    ])
    expect(new Set(service.tokens).size).toBe(3)
    const starts = page.snapshot.segments.map(({ startSeconds }) => startSeconds)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(starts.at(-1)! - starts[0]!).toBeLessThan(speech.length / 24_000)
  })

  it('loses no word when the service is killed in the middle of one and comes back', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const text = words(30)
    const speech = await service.speech(text)
    const page = new Page(service, { microphone: voice.microphone })
    await page.controller.start()
    const said = voice.say(speech)
    await page.until(({ segments }) => segments.length >= 5)
    const before = page.snapshot.segments
    await service.kill()
    await page.until(({ status }) => status === 'reconnecting')
    expect(page.snapshot.segments.slice(0, before.length)).toEqual(before)
    await voice.rest(2)
    expect(page.snapshot).toMatchObject({ status: 'reconnecting', error: undefined })
    await service.revive()
    await page.until(({ status }) => status === 'listening')
    await said
    await page.controller.stop()
    expect(page.snapshot).toMatchObject({ text, reconnects: 1, error: undefined })
    expect(page.snapshot.segments[0]).toBe(before[0])
  }, 20_000)

  it('says so in a sentence when the service stays away, keeps the text, and starts again', async () => {
    const service = await LocalService.open()
    const media = watchUserMedia()
    const voice = new Voice()
    const onError = vi.fn<() => void>()
    const page = new Page(service, {
      microphone: voice.microphone,
      retry: { maxOutageMs: 1_000 },
      onError,
    })
    const speech = await service.speech(words(6))
    await page.controller.start()
    await voice.say(speech)
    await page.controller.flush()
    const { segments } = page.snapshot
    expect(segments.length).toBeGreaterThanOrEqual(5)
    await service.kill()
    const { error } = await page.until(({ status }) => status === 'error')
    expect(error!.message).toMatch(/^[A-Z][^{}<>]+\.$/)
    expect(error!.isRetryable).toBe(true)
    expect(onError).toHaveBeenCalledTimes(1)
    expect(page.snapshot.segments.slice(0, segments.length)).toEqual(segments)
    expect(page.snapshot.text).toBe(words(6))
    await service.revive()
    await page.controller.start()
    expect(page.snapshot).toMatchObject({ status: 'listening', error: undefined, reconnects: 0 })
    await voice.say(speech)
    await page.controller.stop()
    expect(page.snapshot.text).toBe(`${words(6)} ${words(6)}`)
    const starts = page.snapshot.segments.map(({ startSeconds }) => startSeconds)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(media.wishes()).toHaveLength(0)
  }, 20_000)

  it('does not keep a page waiting that stops while the service is away', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const page = new Page(service, { microphone: voice.microphone })
    const speech = await service.speech(words(6))
    await page.controller.start()
    await voice.say(speech)
    await service.kill()
    await page.until(({ status }) => status === 'reconnecting')
    const startedAt = performance.now()
    const segments = await page.controller.stop()
    expect(performance.now() - startedAt).toBeLessThan(6_000)
    expect(segments).toBe(page.snapshot.segments)
    expect(segments.length).toBeGreaterThan(3)
    expect(page.snapshot).toMatchObject({ status: 'error', error: { phase: 'finish' } })
  }, 20_000)

  it('T39 crosses the limit of a session again and again, and no word is lost or doubled', async () => {
    const service = await LocalService.open({
      clock: 'realtime',
      sessionLimitSeconds: 5,
      speed: 1_000,
    })
    const voice = new Voice()
    const page = new Page(service, { microphone: voice.microphone, maxSessionSeconds: 5 })
    const sentences = Array.from(
      { length: 18 },
      (_, index) => `n${index} b${index} c${index} d${index}.`,
    )
    const speech = await Promise.all(sentences.map((each) => service.speech(each)))
    await page.controller.start()
    const startedAt = performance.now()
    for (const each of speech) {
      // oxlint-disable-next-line no-await-in-loop -- one sentence after the other
      await voice.say(each)
    }
    expect(performance.now() - startedAt).toBeGreaterThan(29_000)
    await page.controller.stop()
    expect(page.snapshot.text).toBe(sentences.join(' '))
    const starts = page.snapshot.segments.map(({ startSeconds }) => startSeconds)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(page.statuses.slice(2)).toEqual(['listening', 'stopping', 'idle'])
    expect(service.tokens.length).toBeGreaterThan(5)
    expect(new Set(service.tokens).size).toBe(service.tokens.length)
  }, 60_000)
})
