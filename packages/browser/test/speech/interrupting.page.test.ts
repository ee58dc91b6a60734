import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { LocalService } from '../service/local-service.ts'
import { rateHz, SpeechPage } from './page.ts'

const text = 'Each word of this text can be heard and none is lost'
const next = 'What follows is whole'

describe('interrupted speech', () => {
  it('T25 falls silent at once, and says what was heard', async () => {
    const service = await LocalService.open({ engine: 'oracle' })
    const onEnd = vi.fn<(spoken: unknown) => void>()
    const page = await SpeechPage.open(service, { onEnd })
    const speech = await service.speech(text)
    const spoken = page.controller.speak(text)
    await page.until(({ wordIndex }) => wordIndex === 5)
    const frame = page.tap.context.currentTime * rateHz
    const heard = page.controller.interrupt()
    expect(await spoken).toBe(heard)
    expect(onEnd.mock.calls).toEqual([[heard]])
    expect(heard.outcome).toBe('interrupted')
    expect(text.startsWith(heard.heardText)).toBe(true)
    expect(heard.heardText.split(' ').length).toBeGreaterThanOrEqual(4)
    expect(heard.heardText.split(' ').length).toBeLessThanOrEqual(6)
    expect(page.snapshot).toMatchObject({ status: 'idle', wordIndex: 5 })
    await page.tap.heardFor(0.3)
    const start = page.frameOf(speech.subarray(0, 500))
    const after = page.tap.samples.subarray(Math.round(frame) - page.tap.startFrame)
    const last = after.findLastIndex((sample) => sample !== 0)
    expect(start).toBeGreaterThan(0)
    // A device asks for several quanta at once; a command that comes meanwhile takes effect after them.
    expect(last / rateHz).toBeLessThan(0.04)
    expect(page.controller.interrupt()).toMatchObject({ outcome: 'interrupted', heardText: '' })
    expect(onEnd).toHaveBeenCalledTimes(1)
  })

  it('T25 T34 is followed by the next utterance, whole, with nothing left over', async () => {
    const service = await LocalService.open({ engine: 'oracle' })
    const page = await SpeechPage.open(service)
    const speech = await service.speech(next)
    const first = page.controller.speak(text)
    await page.until(({ wordIndex }) => wordIndex === 3)
    const second = page.controller.speak(next)
    expect(page.snapshot).toMatchObject({ words: [], wordIndex: -1, status: 'connecting' })
    expect((await first).outcome).toBe('interrupted')
    expect(await second).toMatchObject({ outcome: 'ended', heardText: next })
    expect(page.frameOf(speech)).toBeGreaterThan(0)
    expect(page.snapshot.words.map((word) => word.text).join(' ')).toBe(next)
    expect(service.tokens).toHaveLength(2)
  })

  it('closes its connection', async () => {
    const service = await LocalService.open({ clock: 'realtime' })
    const page = await SpeechPage.open(service)
    void page.controller.speak(text)
    await page.until(({ status }) => status === 'speaking')
    page.controller.interrupt()
    await vi.waitFor(async () => {
      expect((await service.sessions()).map(({ isOpen }) => isOpen)).toEqual([false])
    })
  })

  it('ends with a signal, also with one that was aborted before', async () => {
    const page = await SpeechPage.open(await LocalService.open({ engine: 'oracle' }))
    const stop = new AbortController()
    const spoken = page.controller.speak(text, { signal: stop.signal })
    await page.until(({ status }) => status === 'speaking')
    stop.abort()
    expect((await spoken).outcome).toBe('interrupted')
    const again = await page.controller.speak(text, { signal: stop.signal })
    expect(again).toEqual({ outcome: 'interrupted', heardText: '', heardSeconds: 0 })
    expect(page.snapshot.status).toBe('idle')
  })

  it('is not silent afterwards because of a pause before', async () => {
    const page = await SpeechPage.open(await LocalService.open({ engine: 'oracle' }))
    page.controller.pause()
    expect(await page.controller.speak('First')).toMatchObject({ outcome: 'ended' })
    page.controller.pause()
    expect(page.snapshot.status).toBe('idle')
    const spoken = page.controller.speak(text)
    await page.until(({ status }) => status === 'speaking')
    page.controller.pause()
    const last = page.controller.speak(next)
    expect((await spoken).outcome).toBe('interrupted')
    expect(await last).toMatchObject({ outcome: 'ended' })
  })

  it('may be told to speak by what it tells', async () => {
    const service = await LocalService.open({ engine: 'oracle' })
    const texts = ['Second', 'Third']
    const heard: string[] = []
    const page = await SpeechPage.open(service, {
      onEnd: ({ heardText }) => {
        heard.push(heardText)
        const following = texts.shift()
        if (following !== undefined) void page.controller.speak(following)
      },
    })
    await page.controller.speak('First')
    await vi.waitFor(() => expect(heard).toHaveLength(3), { timeout: 5_000 })
    expect(heard).toEqual(['First', 'Second', 'Third'])
  })

  it('obeys the last of two that are told to speak at once', async () => {
    const service = await LocalService.open({ engine: 'oracle' })
    let isFirst = true
    const page = await SpeechPage.open(service, {
      onEnd: () => {
        if (isFirst) void page.controller.speak('Never heard')
        isFirst = false
      },
    })
    void page.controller.speak(text)
    await page.until(({ status }) => status === 'speaking')
    const spoken = await page.controller.speak(next)
    expect(spoken).toMatchObject({ outcome: 'ended', heardText: next })
    expect(page.snapshot.words.map((word) => word.text).join(' ')).toBe(next)
    const sessions = await service.sessions()
    expect(sessions.filter(({ isOpen }) => isOpen)).toEqual([])
  })

  it('ends, and gives the output back, with the last user', async () => {
    const service = await LocalService.open({ clock: 'realtime' })
    const page = await SpeechPage.open(service)
    const other = page.controller.retain()
    onTestFinished(other)
    const spoken = page.controller.speak(text)
    await page.until(({ status }) => status === 'speaking')
    other()
    expect(page.snapshot.status).toBe('speaking')
    page.release()
    expect((await spoken).outcome).toBe('interrupted')
    expect(page.controller.level()).toBe(0)
    // It can still be told to speak.
    page.controller.retain()
    expect(await page.controller.speak('Again')).toMatchObject({ outcome: 'ended' })
  })

  it('T36 takes every command at any time, silently', async () => {
    const page = await SpeechPage.open(await LocalService.open({ engine: 'oracle' }))
    const { end, flush, interrupt, level, pause, position, resume, setSink, setVolume, unlock } =
      page.controller
    const all = async (): Promise<void> => {
      end()
      flush()
      interrupt()
      pause()
      resume()
      setVolume(0.5)
      expect(level()).toBeLessThan(1)
      expect(position().bufferedSeconds).toBe(0)
      await setSink(undefined)
      expect(await unlock()).toBe(true)
    }
    await all()
    await page.controller.speak('One')
    await all()
    expect(page.snapshot).toMatchObject({ status: 'idle', error: undefined })
  })
})
