import { describe, expect, it, vi } from 'vitest'
import { LocalService } from '../service/local-service.ts'
import { indexOf, noise } from '../service/samples.ts'
import { Voice } from '../service/voice.ts'
import { Page } from './page.ts'

const sentence = 'Every word of this comes back, none twice.'

describe('a transcription', () => {
  it('comes back word for word, with times that rise', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const page = new Page(service, { microphone: voice.microphone })
    const speech = await service.speech(sentence)
    await page.controller.start()
    expect(page.snapshot.status).toBe('listening')
    await voice.say(speech)
    const segments = await page.controller.stop()
    expect(page.snapshot.text).toBe(sentence)
    expect(segments).toBe(page.snapshot.segments)
    expect(segments.map(({ text }) => text).join(' ')).toBe(sentence)
    const starts = segments.map(({ startSeconds }) => startSeconds)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(page.statuses).toEqual([
      'requesting-microphone',
      'connecting',
      'listening',
      'stopping',
      'idle',
    ])
    expect(page.snapshot.turns).toMatchObject([{ text: sentence, isEnded: true }])
  })

  it('T12 hears every frame since the microphone went live, though the service is ready 2 s later', async () => {
    const service = await LocalService.open()
    const what = { kind: 'delay', milliseconds: 2_000 } as const
    await service.fault({ match: { route: 'stt' }, when: 'setup', what })
    const voice = new Voice()
    const page = new Page(service, { microphone: voice.microphone })
    const [early, speech] = [noise(24_000), await service.speech(sentence)]
    const listening = page.controller.start()
    await page.until(({ status }) => status === 'connecting')
    await voice.say(early)
    expect(page.snapshot.status).toBe('connecting')
    await voice.say(speech)
    await listening
    await page.controller.stop()
    const [heard] = await page.heard()
    expect(indexOf(heard!, early)).toBeGreaterThanOrEqual(0)
    expect(page.snapshot.text).toContain(sentence)
    expect(service.tokens).toHaveLength(1)
  })

  it('T13 hears the last sample, and has the words that come after the stop', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const onSegment = vi.fn<(segment: unknown) => void>()
    const page = new Page(service, { microphone: voice.microphone, onSegment })
    const speech = await service.speech(sentence)
    const trimmed = speech.subarray(0, speech.findLastIndex((sample) => sample !== 0) + 1)
    await page.controller.start()
    await voice.say(trimmed)
    const before = page.snapshot.text
    const segments = await page.controller.stop()
    const [heard] = await page.heard()
    expect(heard!.length % 1_920).toBe(0)
    expect(indexOf(heard!, trimmed)).toBeGreaterThan(0)
    expect(before).not.toContain('twice.')
    expect(segments.map(({ text }) => text).join(' ')).toBe(sentence)
    expect(onSegment.mock.calls.map(([segment]) => segment)).toEqual(segments)
  })

  it('has a turn whole when it tells of its end', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const ended: string[] = []
    const page = new Page(service, {
      microphone: voice.microphone,
      onTurnEnd: ({ text }) => ended.push(text),
    })
    const speech = [await service.speech('Is it on?'), await service.speech('It is.')]
    await page.controller.start()
    for (const [index, each] of speech.entries()) {
      // oxlint-disable-next-line no-await-in-loop -- one turn after the other
      await voice.say(each)
      void voice.rest(4)
      // oxlint-disable-next-line no-await-in-loop
      await page.until(({ turns }) => turns[index]?.isEnded === true)
    }
    expect(ended).toEqual(['Is it on?', 'It is.'])
    expect(page.snapshot.turns.map(({ text }) => text)).toEqual(ended)
    await page.controller.stop()
    expect(ended).toHaveLength(2)
  })

  it('tells of speech before its text, and of silence', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const heard: [boolean, string][] = []
    const page = new Page(service, {
      microphone: voice.microphone,
      onSpeakingChange: (isSpeaking) => heard.push([isSpeaking, page.snapshot.text]),
    })
    const speech = await service.speech(sentence)
    await page.controller.start()
    await voice.say(speech)
    await voice.rest(1.5)
    expect(heard).toEqual([
      [true, ''],
      [false, sentence],
    ])
    expect(page.snapshot.isSpeaking).toBe(false)
  })

  it('T4 tells nobody of 10 s of voice activity reports and a moving meter', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const onStep = vi.fn<() => void>()
    const page = new Page(service, { microphone: voice.microphone, onStep })
    await page.controller.start()
    await voice.rest(0.5)
    const before = page.notifications
    let highest = 0
    const meter = setInterval(() => {
      highest = Math.max(highest, page.controller.level())
    }, 16)
    const quiet = noise(240_000).map((sample) => sample / 100)
    await voice.say(quiet)
    clearInterval(meter)
    expect(page.notifications - before).toBe(0)
    expect(highest).toBeGreaterThan(0.001)
    expect(onStep.mock.calls.length).toBeGreaterThan(100)
  }, 20_000)

  it('T4 tells at most once of each message with text', async () => {
    const service = await LocalService.open()
    const voice = new Voice()
    const page = new Page(service, { microphone: voice.microphone })
    const speech = await service.speech(sentence)
    await page.controller.start()
    await voice.rest(0.2)
    const before = page.notifications
    await voice.say(speech)
    await voice.rest(0.5)
    const messages = await service.journal({ route: 'stt', direction: 'out' })
    const texts = messages.filter(({ type }) => type === 'text' || type === 'end_text')
    expect(page.snapshot.text).toBe(sentence)
    // Somebody has begun to speak, has ceased to, and the turn has ended.
    expect(page.notifications - before).toBeLessThanOrEqual(texts.length + 3)
  })
})
