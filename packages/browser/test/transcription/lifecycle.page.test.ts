import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { TranscriptionController } from '../../src/transcription/transcription-controller.ts'
import { watchUserMedia } from '../microphone/listener.ts'
import { LocalService } from '../service/local-service.ts'
import { Voice } from '../service/voice.ts'
import { Page } from './page.ts'

const isEnded = ({ readyState }: MediaStreamTrack): boolean => readyState === 'ended'

/** Has a test say when getUserMedia answers. */
function holdUserMedia(): { answer: () => void; answered: Promise<unknown> } {
  const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  let answer!: () => void
  const held = new Promise<void>((resolve) => (answer = resolve))
  let tell!: (answered: unknown) => void
  const answered = new Promise((resolve) => (tell = resolve))
  const spy = vi.spyOn(navigator.mediaDevices, 'getUserMedia').mockImplementation(async (wish) => {
    await held
    const given = original(wish)
    tell(given)
    return given
  })
  onTestFinished(() => spy.mockRestore())
  return { answer, answered }
}

describe('the life of a transcription', () => {
  it('T7 gives a microphone back that is granted after stop', async () => {
    const { answer, answered } = holdUserMedia()
    const media = watchUserMedia()
    const page = new Page(await LocalService.open())
    const started = page.controller.start()
    expect(page.snapshot.status).toBe('requesting-microphone')
    await page.controller.stop()
    await started
    expect(page.snapshot.status).toBe('idle')
    answer()
    await answered
    await vi.waitFor(async () => expect((await media.tracks()).every(isEnded)).toBe(true), {
      timeout: 50,
      interval: 5,
    })
    expect(await media.tracks()).toHaveLength(1)
    expect(page.service.tokens).toEqual([])
  })

  it('T7 does not begin after a stop in the same moment', async () => {
    const media = watchUserMedia()
    const page = new Page(await LocalService.open())
    const started = page.controller.start()
    const segments = await page.controller.stop()
    await started
    expect(segments).toEqual([])
    expect(page.snapshot.status).toBe('idle')
    expect((await media.tracks()).every(isEnded)).toBe(true)
  })

  it.for(['stop', 'cancel', 'release', 'error'] as const)(
    'T8 lets the microphone go after %s',
    async (end) => {
      const service = await LocalService.open()
      const media = watchUserMedia()
      const page = new Page(service)
      const release = page.controller.retain()
      await page.controller.start()
      expect((await media.tracks()).map(({ readyState }) => readyState)).toEqual(['live'])
      if (end === 'error') {
        const what = { kind: 'error', code: 1008, message: 'No.' } as const
        await service.fault({ match: { route: 'stt' }, when: { afterMessages: 2 }, what })
        await page.controller.stop()
        await page.controller.start()
        await page.until(({ status }) => status === 'error')
      } else if (end === 'release') {
        release()
        await page.until(({ status }) => status === 'idle')
      } else {
        await page.controller[end]()
        expect(page.snapshot.status).toBe('idle')
      }
      expect((await media.tracks()).every(isEnded)).toBe(true)
    },
  )

  it('T9 ends with a typed error and lets the microphone go when the service refuses for good', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const onError = vi.fn<(error: unknown) => void>()
    const page = new Page(service, { microphone: voice.microphone, onError })
    const what = { kind: 'error', code: 1008, message: 'Not in your plan.' } as const
    const speech = await service.speech('Kept until it broke, and then')
    await service.fault({ match: { route: 'stt' }, when: { afterMessages: 25 }, what })
    await page.controller.start()
    await voice.say(speech)
    expect(page.snapshot.status).toBe('error')
    const { error, segments, isSpeaking } = page.snapshot
    expect(error).toMatchObject({ code: 'policy', isRetryable: false })
    expect(onError.mock.calls).toEqual([[error]])
    expect(segments[0]?.text).toBe('Kept')
    expect(isSpeaking).toBe(false)
    // Frames that come late say nothing.
    await voice.rest(0.3)
    expect(page.snapshot.error).toBe(error)
  })

  it('T34 begins anew without anything left over, and time goes on', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const page = new Page(service, { microphone: voice.microphone })
    const speech = [await service.speech('First.'), await service.speech('Second.')]
    await page.controller.start()
    await voice.say(speech[0]!)
    page.controller.cancel()
    const { status, isSpeaking, segments } = page.snapshot
    expect({ status, isSpeaking }).toEqual({ status: 'idle', isSpeaking: false })
    expect(segments.at(-1)?.endSeconds ?? 0).toBeLessThan(2)
    await page.controller.start()
    // The first connection closes in this while.
    await voice.say(speech[1]!)
    await page.controller.stop()
    const ids = page.snapshot.segments.map(({ id }) => id)
    expect(ids).toEqual(ids.map((_, index) => index))
    expect(page.snapshot.segments.at(-1)?.text).toBe('Second.')
    expect(page.snapshot.segments.at(-1)!.startSeconds).toBeGreaterThan(speech[0]!.length / 24_000)
    expect(page.snapshot.segments.slice(0, segments.length)).toEqual(segments)
    expect(page.snapshot.error).toBeUndefined()
    expect(new Set(service.tokens).size).toBe(2)
  })

  it('T36 takes every command at any time, silently', async () => {
    const service = await LocalService.open()
    const page = new Page(service)
    const { cancel, clear, flush, level, mute, setDevice, setGate, start, stop, unmute } =
      page.controller
    const all = async (): Promise<void> => {
      mute()
      cancel()
      clear()
      setGate(-40)
      setGate(undefined)
      expect(level()).toBe(0)
      await Promise.all([unmute(), flush(), setDevice(undefined), stop(), stop()])
    }
    await all()
    await start()
    await Promise.all([stop(), stop()])
    await all()
    void start()
    await all()
    expect(page.snapshot).toMatchObject({ status: 'idle', error: undefined, isMuted: false })
  })

  it('obeys the last of several commands', async () => {
    const service = await LocalService.open()
    const media = watchUserMedia()
    const page = new Page(service)
    await page.controller.start()
    const first = page.controller.stop()
    const again = page.controller.start()
    await page.controller.stop()
    await first
    await again
    expect(page.snapshot.status).toBe('idle')
    expect((await media.tracks()).every(isEnded)).toBe(true)
    void page.controller.stop()
    await page.controller.start()
    await page.controller.start()
    expect(page.snapshot.status).toBe('listening')
    expect((await media.tracks()).filter((track) => !isEnded(track))).toHaveLength(1)
    expect(service.tokens).toHaveLength(2)
  })

  it('T2 stays stopped, whatever is rendered', async () => {
    const service = await LocalService.open()
    const page = new Page(service, { autoStart: true })
    const release = page.controller.retain()
    await page.until(({ status }) => status === 'listening')
    await page.controller.stop()
    for (let render = 0; render < 20; render++)
      page.controller.setOptions({ ...service.options, autoStart: true, onSegment: () => {} })
    release()
    page.controller.retain()
    expect(page.snapshot.status).toBe('idle')
    expect(service.tokens).toHaveLength(1)
  })

  it('T1 starts once when it is retained, released and retained at once', async () => {
    const service = await LocalService.open()
    const media = watchUserMedia()
    const page = new Page(service, { autoStart: true })
    page.controller.retain()()
    page.controller.retain()
    await page.until(({ status }) => status === 'listening')
    expect(service.tokens).toHaveLength(1)
    expect(media.wishes()).toHaveLength(1)
  })

  it('T3 calls the newest callbacks, and survives what they throw', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const [before, after] = [vi.fn<() => void>(), vi.fn<() => void>()]
    const page = new Page(service, { microphone: voice.microphone, onSegment: before })
    const speech = await service.speech('Old or new.')
    const thrown = new Promise<ErrorEvent>((resolve) => {
      addEventListener(
        'error',
        (event) => {
          event.preventDefault()
          event.stopImmediatePropagation()
          resolve(event)
        },
        { once: true, capture: true },
      )
    })
    await page.controller.start()
    page.controller.setOptions({
      ...service.options,
      onSegment: () => {
        after()
        if (after.mock.calls.length === 1) throw new Error('The page has a bug.')
      },
    })
    await voice.say(speech)
    await page.controller.stop()
    expect(before).not.toHaveBeenCalled()
    expect(after).toHaveBeenCalledTimes(3)
    expect((await thrown).message).toContain('The page has a bug.')
    expect(page.snapshot.text).toBe('Old or new.')
  })

  it('T5 gives the same snapshot until something changes', () => {
    const controller = new TranscriptionController({ token: 'none' })
    expect(controller.getSnapshot()).toBe(controller.getSnapshot())
    expect(controller.getServerSnapshot()).toBe(controller.getSnapshot())
    controller.mute()
    expect(controller.getSnapshot()).toBe(controller.getSnapshot())
    expect(controller.getServerSnapshot()).not.toBe(controller.getSnapshot())
  })

  it('forgets the text and not the time', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const page = new Page(service, { microphone: voice.microphone })
    const speech = await service.speech('Forget this.')
    await page.controller.start()
    await voice.say(speech)
    await page.controller.flush()
    expect(page.snapshot.text).toBe('Forget this.')
    page.controller.clear()
    expect(page.snapshot).toMatchObject({ text: '', segments: [], turns: [] })
    await voice.say(speech)
    await page.controller.stop()
    expect(page.snapshot.text).toBe('Forget this.')
    expect(page.snapshot.segments[0]!.startSeconds).toBeGreaterThan(speech.length / 24_000)
  })
})
