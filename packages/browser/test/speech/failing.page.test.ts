import type { TokenProvider } from '@gradium-kit/core'
import { describe, expect, it, vi } from 'vitest'
import { LocalService } from '../service/local-service.ts'
import { rateHz, SpeechPage } from './page.ts'

const text = 'Each word of this text can be heard and none is lost'
const sentence = /^[A-Z][^{}<>]+\.$/

describe('speech that fails', () => {
  it('refuses a text that is missing instead of waiting for it', async () => {
    const page = await SpeechPage.open(await LocalService.open({ engine: 'oracle' }))
    const answer: { text?: string } = {}
    // @ts-expect-error -- what a program without types does
    expect(await page.controller.speak(answer.text)).toMatchObject({ outcome: 'failed' })
    expect(page.snapshot).toMatchObject({ status: 'error', error: { code: 'config' } })
  })

  it('is heard as far as it came, and then says so', async () => {
    const service = await LocalService.open({ engine: 'oracle' })
    const onError = vi.fn<() => void>()
    const page = await SpeechPage.open(service, { onError })
    const speech = await service.speech(text)
    const what = { kind: 'error', code: 1011, message: 'Out of breath.' } as const
    await service.fault({ match: { route: 'tts' }, when: { afterAudio: 20 }, what, times: 1 })
    const spoken = await page.controller.speak(text)
    expect(spoken.outcome).toBe('failed')
    expect(spoken.heardSeconds).toBeCloseTo(1.6)
    expect(page.frameOf(speech.subarray(0, 1.6 * rateHz))).toBeGreaterThan(0)
    expect(text.startsWith(spoken.heardText)).toBe(true)
    expect(spoken.heardText).not.toBe('')
    expect(page.snapshot.status).toBe('error')
    expect(page.snapshot.error!.message).toMatch(sentence)
    expect(onError).toHaveBeenCalledTimes(1)
    expect(await page.controller.speak(text)).toMatchObject({ outcome: 'ended', heardText: text })
    expect(page.snapshot).toMatchObject({ status: 'idle', error: undefined })
  })

  it('is told also when it breaks after it had run dry', async () => {
    const service = await LocalService.open({ engine: 'oracle' })
    const page = await SpeechPage.open(service, { timeouts: { idleMs: 2_500 } })
    const what = { kind: 'stall' } as const
    await service.fault({ match: { route: 'tts' }, when: { afterAudio: 12 }, what })
    const spoken = await page.controller.speak(text)
    expect(spoken.outcome).toBe('failed')
    expect(spoken.heardSeconds).toBeCloseTo(0.96)
    expect(page.snapshot).toMatchObject({ status: 'error', underruns: 1 })
  }, 10_000)

  it('is told when the service is away', async () => {
    const service = await LocalService.open()
    const token = await service.token()
    await service.kill()
    const page = await SpeechPage.open(service, { token, retry: { maxOutageMs: 500 } })
    const spoken = await page.controller.speak(text)
    expect(spoken).toEqual({ outcome: 'failed', heardText: '', heardSeconds: 0 })
    expect(page.snapshot.status).toBe('error')
    expect(page.snapshot.error!.message).toMatch(sentence)
  })

  it.for<[string, TokenProvider, string]>([
    ['is down', () => Promise.reject(new TypeError('Failed to fetch')), 'token'],
    ['returns rubbish', () => '<!doctype html> <p>Not found</p>', 'token'],
    ['never answers', () => new Promise<string>(() => {}), 'timeout'],
    ['gives a token that nobody knows', () => 'tok_canary_8d2b6f4c0e', 'auth'],
  ])('is told when the token route %s', async ([, token, code]) => {
    const service = await LocalService.open({ keys: ['only this'] })
    const page = await SpeechPage.open(service, { token, timeouts: { tokenMs: 300 } })
    const spoken = await page.controller.speak(text)
    expect(spoken.outcome).toBe('failed')
    expect(page.snapshot.error).toMatchObject({ code })
    expect(page.snapshot.error!.message).toMatch(sentence)
    expect(JSON.stringify(page.snapshot)).not.toContain('canary')
  })

  it('is told when the text breaks off', async () => {
    const page = await SpeechPage.open(await LocalService.open({ engine: 'oracle' }))
    async function* broken(): AsyncGenerator<string> {
      yield 'The model says this and'
      throw new Error('The model is gone.')
    }
    const spoken = await page.controller.speak(broken())
    expect(spoken.outcome).toBe('failed')
    expect(page.snapshot.error!.message).toMatch(sentence)
  })

  it('is told when the worklet cannot be loaded, and nothing rejects', async () => {
    const service = await LocalService.open()
    const page = await SpeechPage.open(service, { workletUrl: '/not-there.js' })
    expect(await page.controller.unlock()).toBe(false)
    const spoken = await page.controller.speak(text)
    expect(spoken.outcome).toBe('failed')
    expect(page.snapshot).toMatchObject({ status: 'error', error: { code: 'worklet-load' } })
    expect(await page.controller.unlock()).toBe(false)
  })

  it('is told when an option or a command makes no sense, and nothing throws', async () => {
    const service = await LocalService.open({ engine: 'oracle' })
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a page in JavaScript may do
    const page = await SpeechPage.open(service, { token: undefined as unknown as string })
    expect(await page.controller.speak(text)).toMatchObject({ outcome: 'failed' })
    expect(page.snapshot).toMatchObject({ status: 'error', error: { code: 'config' } })
    page.controller.setOptions({ ...service.options, context: page.tap.context })
    page.controller.setVolume(7)
    expect(page.snapshot.error).toMatchObject({ code: 'config' })
    expect(await page.controller.speak('Fine')).toMatchObject({ outcome: 'ended' })
    expect(page.snapshot.error).toBeUndefined()
    await page.controller.setSink('no such output')
    expect(page.snapshot.error!.message).toMatch(sentence)
    page.controller.write('One')
    page.controller.end()
    page.controller.write('Two')
    expect(page.snapshot.error).toMatchObject({ code: 'config' })
    await page.until(({ status }) => status === 'idle')
    expect(page.snapshot.words).toMatchObject([{ text: 'One' }])
  })

  it('tells of a volume in the options at the next utterance', async () => {
    const service = await LocalService.open({ engine: 'oracle' })
    const page = await SpeechPage.open(service, { volume: 0 })
    const speech = await service.speech('Loud')
    await page.controller.speak('Quiet')
    expect(page.tap.samples.every((sample) => sample === 0)).toBe(true)
    page.controller.setOptions({ ...service.options, context: page.tap.context })
    await page.controller.speak('Loud')
    expect(page.frameOf(speech.subarray(-1_000))).toBeGreaterThan(0)
  })
})
