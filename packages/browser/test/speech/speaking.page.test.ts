import { describe, expect, it, vi } from 'vitest'
import { LocalService } from '../service/local-service.ts'
import { rateHz, SpeechPage } from './page.ts'

const text = 'Each word of this text can be heard and none is lost'

async function* pieces(...all: string[]): AsyncGenerator<string> {
  yield* all
}

/** What the snapshot marks, whenever that changes, and what is heard then. */
function watchMarks(page: SpeechPage): { wordIndex: number; earFrame: number }[] {
  const marks: { wordIndex: number; earFrame: number }[] = []
  page.controller.subscribe(() => {
    const { wordIndex } = page.snapshot
    const { earFrame } = page
    if (wordIndex >= 0 && wordIndex !== marks.at(-1)?.wordIndex) marks.push({ wordIndex, earFrame })
  })
  return marks
}

/** Marks that are off from what really left for the loudspeaker by more than 50 ms. */
function wrongMarks(
  page: SpeechPage,
  speech: Int16Array,
  marks: readonly { wordIndex: number; earFrame: number }[],
): unknown[] {
  const starts = page.snapshot.words.map(({ startSeconds }) => {
    const start = Math.round(startSeconds * rateHz)
    return page.frameOf(speech.subarray(start, start + 16))
  })
  expect(starts).not.toContain(-1)
  const indexAt = (frame: number): number => starts.findLastIndex((start) => start <= frame)
  return marks.filter(
    ({ wordIndex, earFrame }) =>
      wordIndex < indexAt(earFrame - 0.05 * rateHz) ||
      wordIndex > indexAt(earFrame + 0.05 * rateHz),
  )
}

describe('speech', () => {
  it('T23 is heard to its last sample, and only then has ended', async () => {
    const service = await LocalService.open({ engine: 'oracle' })
    const page = await SpeechPage.open(service)
    const speech = await service.speech(text)
    const spoken = await page.controller.speak(text)
    expect(spoken).toMatchObject({ outcome: 'ended', heardText: text })
    expect(spoken.heardSeconds).toBeCloseTo(speech.length / rateHz)
    expect(page.frameOf(speech)).toBeGreaterThan(0)
    expect(page.statuses).toEqual(['connecting', 'buffering', 'speaking', 'idle'])
    expect(page.snapshot.words.map((word) => word.text).join(' ')).toBe(text)
    expect(page.snapshot).toMatchObject({ wordIndex: 11, underruns: 0, error: undefined })
    expect(service.tokens).toHaveLength(1)
  })

  it.for([
    [
      'a stream of pieces',
      () => pieces('Each wo', 'rd of this text can be ', 'heard and none is lost'),
    ],
    ['an array', () => ['Each word of this text ', 'can be heard and none is lost']],
  ] as const)('takes %s, cut anywhere', async ([, source]) => {
    const page = await SpeechPage.open(await LocalService.open({ engine: 'oracle' }))
    const spoken = await page.controller.speak(source())
    expect(spoken).toMatchObject({ outcome: 'ended', heardText: text })
  })

  it('takes text by events', async () => {
    const onEnd = vi.fn<(spoken: unknown) => void>()
    const service = await LocalService.open({ engine: 'oracle' })
    const page = await SpeechPage.open(service, { onEnd })
    page.controller.write('Each wo')
    page.controller.write('rd of this text ')
    page.controller.flush()
    await page.until(({ status }) => status === 'speaking')
    page.controller.write('can be heard and none is lost')
    page.controller.end()
    await page.until(({ status }) => status === 'idle')
    expect(onEnd.mock.calls).toMatchObject([[{ outcome: 'ended', heardText: text }]])
  })

  it('T35 marks each word within 50 ms of when it is heard, over a pause', async () => {
    const service = await LocalService.open({ engine: 'oracle' })
    const page = await SpeechPage.open(service)
    const marks = watchMarks(page)
    const speech = await service.speech(text)
    const spoken = page.controller.speak(text)
    await page.until(({ wordIndex }) => wordIndex === 4)
    page.controller.pause()
    expect(page.snapshot.status).toBe('paused')
    await page.tap.heardFor(0.7)
    const { wordIndex } = page.snapshot
    await page.tap.heardFor(0.5)
    expect(page.snapshot.wordIndex).toBe(wordIndex)
    page.controller.resume()
    expect(page.snapshot.status).toBe('speaking')
    await spoken
    expect(wrongMarks(page, speech, marks)).toEqual([])
    expect(marks).toHaveLength(12)
    expect(page.snapshot.underruns).toBe(0)
  })

  it('T35 T23 marks each word, and loses no sample, over an underrun', async () => {
    const service = await LocalService.open({ engine: 'oracle' })
    const onUnderrun = vi.fn<() => void>()
    const page = await SpeechPage.open(service, { onUnderrun })
    const marks = watchMarks(page)
    const speech = await service.speech(text)
    const what = { kind: 'delay', milliseconds: 2_000 } as const
    await service.fault({ match: { route: 'tts' }, when: { afterAudio: 12 }, what, times: 1 })
    const spoken = await page.controller.speak(text)
    expect(spoken).toMatchObject({ outcome: 'ended', heardText: text })
    expect(page.snapshot.underruns).toBe(1)
    expect(onUnderrun).toHaveBeenCalledTimes(1)
    expect(wrongMarks(page, speech, marks)).toEqual([])
    expect(marks).toHaveLength(12)
    // Underruns are those of one utterance.
    await service.fault({ match: { route: 'tts' }, when: { afterAudio: 12 }, what, times: 1 })
    await page.controller.speak(text)
    expect(page.snapshot.underruns).toBe(1)
    await page.controller.speak('Short')
    expect(page.snapshot.underruns).toBe(0)
  }, 20_000)

  it('T4 tells of words, status and underruns, and of nothing else', async () => {
    const service = await LocalService.open({ engine: 'oracle' })
    const page = await SpeechPage.open(service)
    let notifications = 0
    page.controller.subscribe(() => (notifications += 1))
    await page.controller.speak(text)
    // Each of 12 words comes and is heard; four statuses; the words of the last utterance go.
    expect(notifications).toBeLessThanOrEqual(12 + 12 + 4 + 1)
  })

  it('T3 calls the newest callbacks, and survives what they throw', async () => {
    const service = await LocalService.open({ engine: 'oracle' })
    const [before, after] = [vi.fn<() => void>(), vi.fn<() => void>()]
    const page = await SpeechPage.open(service, { onStart: before, onEnd: before })
    const thrown = new Promise((resolve) => {
      addEventListener(
        'error',
        (event) => {
          event.preventDefault()
          event.stopImmediatePropagation()
          resolve(event.message)
        },
        { once: true, capture: true },
      )
    })
    const spoken = page.controller.speak('A bug')
    page.controller.setOptions({
      ...service.options,
      context: page.tap.context,
      onStart: () => {
        throw new Error('The page has a bug.')
      },
      onEnd: after,
    })
    expect((await spoken).outcome).toBe('ended')
    expect(before).not.toHaveBeenCalled()
    expect(after).toHaveBeenCalledTimes(1)
    expect(await thrown).toContain('The page has a bug.')
  })

  it('speaks in other rates of samples, one after the other', async () => {
    const service = await LocalService.open({ engine: 'oracle' })
    const page = await SpeechPage.open(service, { sampleRateHz: 48_000 })
    expect(await page.controller.speak('Wide')).toMatchObject({ outcome: 'ended' })
    page.controller.setOptions({
      ...service.options,
      context: page.tap.context,
      sampleRateHz: 16_000,
    })
    expect(await page.controller.speak('Narrow')).toMatchObject({
      outcome: 'ended',
      heardText: 'Narrow',
    })
  })

  it('says nothing of a text without words', async () => {
    const page = await SpeechPage.open(await LocalService.open())
    expect(await page.controller.speak('  ')).toMatchObject({ outcome: 'ended', heardText: '' })
    expect(page.snapshot).toMatchObject({ status: 'idle', error: undefined })
  })
})
