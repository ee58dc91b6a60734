import type { TokenProvider } from '@gradium-kit/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { watchUserMedia } from '../microphone/listener.ts'
import { LocalService } from '../service/local-service.ts'
import { Voice } from '../service/voice.ts'
import { Page } from './page.ts'

/** Everything that a page can read of a value, the causes of errors included. */
function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.getOwnPropertyNames(value)
    .map((name) => `${name}: ${shown(Reflect.get(value, name))}`)
    .join('\n')
}

describe('a token route', () => {
  it.for<[string, TokenProvider, string]>([
    ['is down', () => Promise.reject(new TypeError('Failed to fetch')), 'token'],
    ['answers 401', () => Promise.reject(new Error('401')), 'token'],
    ['returns rubbish', () => '<!doctype html> <p>Not found</p>', 'token'],
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a page in JavaScript may do
    ['returns nothing', () => undefined as unknown as string, 'token'],
    ['never answers', () => new Promise<string>(() => {}), 'timeout'],
    ['gives a token that nobody knows', () => crypto.randomUUID(), 'auth'],
  ])(
    'that %s ends in a plain sentence, with the microphone given back',
    async ([, token, code]) => {
      const service = await LocalService.open({ keys: ['only this'] })
      const media = watchUserMedia()
      const page = new Page(service, { token, timeouts: { tokenMs: 300 } })
      await page.controller.start()
      expect(page.snapshot.status).toBe('error')
      expect(page.snapshot.error).toMatchObject({ code })
      expect(page.snapshot.error!.message).toMatch(/^[A-Z][^{}<>]+\.$/)
      expect((await media.tracks()).map(({ readyState }) => readyState)).toEqual(['ended'])
      page.controller.setOptions(service.options)
    },
  )

  it('is asked only when the microphone has been granted', async () => {
    const service = await LocalService.open()
    const refusal = new DOMException('', 'NotReadableError')
    const spy = vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockRejectedValueOnce(refusal)
    onTestFinished(() => spy.mockRestore())
    const page = new Page(service)
    await page.controller.start()
    expect(page.snapshot).toMatchObject({ status: 'error', error: { code: 'mic-busy' } })
    expect(service.tokens).toEqual([])
    await page.controller.start()
    expect(page.snapshot).toMatchObject({ status: 'listening', error: undefined })
  })

  it('may be slow: what is said meanwhile is heard', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    let give!: () => void
    const given = new Promise<void>((resolve) => (give = resolve))
    const page = new Page(service, {
      microphone: voice.microphone,
      token: () => given.then(() => service.token()),
    })
    const speech = await service.speech('Said before the token.')
    const listening = page.controller.start()
    await page.until(({ status }) => status === 'connecting')
    await voice.say(speech)
    give()
    await listening
    await page.controller.stop()
    expect(page.snapshot.text).toBe('Said before the token.')
  })

  it('is asked through the newest options, also when a connection is replaced', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const page = new Page(service, { microphone: voice.microphone })
    const newest = vi.fn<() => Promise<string>>(() => service.token())
    await page.controller.start()
    page.controller.setOptions({ ...service.options, token: newest })
    const what = { kind: 'reset' } as const
    await service.fault({ match: { route: 'stt' }, when: { afterMessages: 1 }, what, times: 1 })
    await page.controller.stop()
    await page.controller.start()
    await voice.rest(1)
    expect(newest.mock.calls.length).toBeGreaterThanOrEqual(2)
  })

  it('may be away for a while when the network is: the session goes on afterwards', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    let isAway = false
    let hear!: () => void
    const heard = new Promise<void>((resolve) => (hear = resolve))
    const page = new Page(service, {
      microphone: voice.microphone,
      token: () => (isAway ? Promise.reject(new TypeError('Failed to fetch')) : service.token()),
      onStep: hear,
    })
    const speech = await service.speech('Offline for some seconds.')
    await page.controller.start()
    await Promise.all([voice.rest(0.5), heard])
    isAway = true
    await service.kill()
    await service.revive()
    const said = voice.say(speech)
    await page.until(({ status }) => status === 'reconnecting')
    await said
    await voice.rest(3)
    expect(page.snapshot).toMatchObject({ status: 'reconnecting', error: undefined })
    isAway = false
    await page.until(({ status }) => status === 'listening')
    await page.controller.stop()
    expect(page.snapshot.text).toBe('Offline for some seconds.')
  }, 30_000)

  it('shows no token in a snapshot, an error or the console', async () => {
    const canary = 'tok_canary_8d2b6f4c0e'
    const service = await LocalService.open({ keys: ['only this'] })
    const spies = (['log', 'warn', 'error', 'info', 'debug'] as const).map((name) =>
      vi.spyOn(console, name),
    )
    onTestFinished(() => spies.forEach((spy) => spy.mockRestore()))
    const page = new Page(service, { token: () => canary })
    await page.controller.start()
    expect(page.snapshot.error?.code).toBe('auth')
    expect(shown(page.snapshot)).not.toContain(canary)
    await service.kill()
    const broken = new Page(service, { token: canary, retry: { maxOutageMs: 200 } })
    await broken.controller.start()
    expect(broken.snapshot.status).toBe('error')
    expect(shown(broken.snapshot)).not.toContain(canary)
    expect(shown(spies.flatMap((spy) => spy.mock.calls))).not.toContain(canary)
  })

  it('that is missing is told at the start, in a sentence', async () => {
    const service = await LocalService.open()
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a page in JavaScript may do
    const page = new Page(service, { token: undefined as unknown as string })
    await page.controller.start()
    expect(page.snapshot).toMatchObject({ status: 'error', error: { code: 'config' } })
  })
})
