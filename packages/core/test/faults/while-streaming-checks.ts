import { oracleAudio } from '@gradium-kit/emulator'
import { attemptsOf, type FaultCell } from '@gradium-kit/fixtures/fault-matrix'
import { expect } from 'vitest'
import { checkCell } from './check-cell.ts'
import type { CellCheck } from './matrix.ts'
import { settled } from './outcome.ts'
import {
  format,
  readSpeech,
  recordingOf,
  runApi,
  siblingVoiceId,
  speechText,
  spokenWords,
  voiceId,
  wordsOver,
} from './runs.ts'
import { Stage, within, type StageOptions } from './stage.ts'
import { providerFor } from './token-provider.ts'
import { whileStreamingVariants } from './while-streaming.ts'

const sentence = 'Every word of this sentence takes its time to say. '

/** Nothing wrong in how it went, nothing left of it. */
async function expectClean(stage: Stage, ...faults: readonly string[][]): Promise<void> {
  expect([...faults.flat(), ...(await stage.leftovers())]).toEqual([])
}

/** How long it takes until a dead link is noticed, on the clock of the client and with its own timeouts. */
async function noticedInTime(cell: FaultCell): Promise<void> {
  await checkCell(cell, whileStreamingVariants['F17'] ?? [])
  const { api, expectation } = cell
  await using stage = await Stage.start()
  const isListening = api === 'transcription'
  stage.emulator.faults.add({
    match: api === 'multiplexed' ? { voice: voiceId } : {},
    when: isListening ? { afterMessages: 60 } : { afterAudio: 3 },
    what: { kind: 'deaf' },
    times: 1,
  })
  const struck = stage.emulator.waitFor(({ kind }) => kind === 'fault')
  const struckAt = struck.then(() => stage.clock.now())
  let noticedAt: number | undefined
  if (isListening) {
    await speakOn(stage)
    noticedAt = stage.retriedAt[0]
  } else noticedAt = stage.clock.at((await runApi(api, stage)).outcome.endedAt)
  // Between two looks at the clock pass some milliseconds, which are many on a fast one.
  expect((noticedAt ?? Infinity) - (await struckAt)).toBeLessThan(
    (expectation.withinMs ?? 0) + 1000,
  )
}

/** Audio comes at the pace of speech, on the clock of the client, until the words have been heard or the session is lost. */
async function speakOn(stage: Stage): Promise<void> {
  const live = stage.client.transcription.live({ format })
  const recording = recordingOf(spokenWords)
  for (let at = 0; at < recording.length && stage.retriedAt.length === 0; at += 3840) {
    live.send(recording.subarray(at, at + 3840))
    // oxlint-disable-next-line no-await-in-loop -- the pace of speech
    await stage.clock.after(80)
  }
  live.cancel()
}

async function longSpeech(cell: FaultCell): Promise<void> {
  await using stage = await Stage.start({
    emulator: { sessionLimitSeconds: 10, compatibility: { isLimitAudioTime: true } },
    client: { maxSessionSeconds: 8 },
  })
  const { outcome } = await runApi(cell.api, stage, { text: sentence.repeat(8).trim() })
  expect(outcome).toMatchObject({ isWhole: true })
  expect(outcome.events.filter(({ type }) => type === 'seam').length).toBeGreaterThan(2)
  await expectClean(stage, outcome.faults)
}

const limited: StageOptions = {
  emulator: { sessionLimitSeconds: 40, compatibility: { isLimitAudioTime: true } },
  client: { maxSessionSeconds: 40 },
}

/** Two sessions and more for 100 s of words; with tokens each of them takes one. */
async function longListening(hasTokens: boolean): Promise<void> {
  await using stage = await Stage.start(limited)
  let asked = 0
  const provider = providerFor(stage.emulator)
  if (hasTokens) {
    stage.service.credentials.mintWith((context) => {
      asked += 1
      return provider(context)
    })
  }
  const { outcome } = await runApi('transcription', stage, { words: wordsOver(100) })
  expect(outcome).toMatchObject({ isWhole: true })
  expect(stage.attempts).toBeGreaterThan(2)
  if (hasTokens) expect(asked).toBe(stage.attempts)
  await expectClean(stage, outcome.faults)
}

/** A shared socket gets old; who comes then gets another. */
async function retiredSockets(): Promise<void> {
  await using stage = await Stage.start({ client: { maxSessionSeconds: 60 } })
  const { outcome } = await runApi('multiplexed', stage)
  const before = stage.attempts
  stage.clock.stall(49_000)
  const stream = stage.client.speech.stream({ text: speechText, voiceId, format })
  const later = await readSpeech(stream, speechText, voiceId)
  expect(later).toMatchObject({ isWhole: true })
  expect(stage.attempts).toBe(before + 1)
  await expectClean(stage, outcome.faults, later.faults)
}

/** Nothing of what is written leaves any more. */
async function blockedSpeech({ api }: FaultCell): Promise<void> {
  await using stage = await Stage.start({ client: { maxQueuedBytes: 200_000 } })
  const isShared = api === 'multiplexed'
  const stream = stage.client.speech.stream({ voiceId, format, dedicated: !isShared })
  const others = isShared ? [1, 2, 3, 4].map(() => shortSpeech(stage)) : []
  stream.write('One two three ')
  expect(await within(5000, () => stage.emulator.contexts > 0)).toBe(true)
  if (!isShared) stage.proxy.connections[0]?.stall('up')
  const result = settled(stream.result)
  for (let count = 0; count < 5000; count += 1) stream.write('another sentence that nobody takes. ')
  expect(await result).toMatchObject({ error: { code: 'backpressure' } })
  for (const each of await Promise.all(others)) expect(each).toMatchObject({ isWhole: true })
  await expectClean(stage)
}

function shortSpeech(stage: Stage): ReturnType<typeof readSpeech> {
  const stream = stage.client.speech.stream({
    text: 'Alpha beta.',
    voiceId: siblingVoiceId,
    format,
  })
  return readSpeech(stream, 'Alpha beta.', siblingVoiceId)
}

/** The way up takes half of what is spoken, for a minute and more. */
async function congestedListening(): Promise<void> {
  const speed = 20
  const bytesPerSecond = 24_000 * 2 * (4 / 3) * 0.5 * speed
  await using stage = await Stage.start({ speed, rules: [{ connection: 1, bytesPerSecond }] })
  const words = wordsOver(90)
  const recording = recordingOf(words)
  const live = stage.client.transcription.live({ format })
  const seen = new Set<string>()
  const reading = (async () => {
    for await (const event of live) seen.add(event.type === 'status' ? event.status : event.type)
  })()
  const startedAt = stage.clock.now()
  for (let at = 0; at < recording.length; at += 3840) {
    live.send(recording.subarray(at, at + 3840))
    const dueMs = startedAt + at / 48 - stage.clock.now()
    // oxlint-disable-next-line no-await-in-loop -- the pace of speech
    if (dueMs > 0) await stage.clock.after(dueMs)
  }
  const { segments, gaps } = await live.finish()
  await reading
  expect(seen).toContain('congested')
  expect(seen).toContain('gap')
  const isHeard = (startSeconds: number, endSeconds: number): boolean =>
    !gaps.some((gap) => gap.startSeconds < endSeconds && startSeconds < gap.endSeconds)
  const outside = words.filter(({ startFrame, frameCount }) =>
    isHeard(startFrame * 0.08, (startFrame + frameCount) * 0.08),
  )
  const whole = segments.filter(({ text }) => !text.includes('~')).map(({ text }) => text)
  expect(outside.length).toBeLessThan(words.length)
  expect(whole).toEqual(expect.arrayContaining(outside.map(({ text }) => text)))
  await expectClean(stage)
}

/** The service takes in nothing of the request. */
async function blockedUpload(cell: FaultCell): Promise<void> {
  const { api, expectation } = cell
  await using stage = await Stage.start({
    rules: [{ connection: 'all', up: { afterBytes: 100, how: 'stall' } }],
  })
  const { outcome } = await runApi(api, stage)
  const attempts = attemptsOf(api, expectation)
  expect(outcome.error).toMatchObject({ code: 'timeout', phase: 'connect', attempts })
  await expectClean(stage, outcome.faults)
  await using once = await Stage.start({
    rules: [{ connection: 1, up: { afterBytes: 100, how: 'stall' } }],
  })
  expect((await runApi(api, once)).outcome).toMatchObject({ isWhole: true, faults: [] })
}

const hugeText = sentence.repeat(60).trim()

/** One piece is read, then nothing for a minute, then the rest. */
async function slowReader(): Promise<void> {
  await using stage = await Stage.start({ client: { maxQueuedBytes: 400_000 } })
  const stream = stage.client.speech.stream({ text: hugeText, voiceId, format, dedicated: true })
  const pieces: Uint8Array[] = []
  let isFirst = true
  for await (const event of stream) {
    if (event.type !== 'audio') continue
    pieces.push(event.audio)
    if (isFirst) await stage.clock.after(60_000)
    isFirst = false
  }
  const wanted = Buffer.from(oracleAudio(hugeText, { voiceId, format }))
  expect(wanted.length).toBeGreaterThan(20 * 400_000)
  expect(Buffer.concat(pieces).equals(wanted)).toBe(true)
  expect(stage.attempts).toBe(1)
  await expectClean(stage)
}

/** Nobody reads the events; the result is there all the same. */
async function unreadListening(): Promise<void> {
  await using stage = await Stage.start({ client: { maxQueuedBytes: 2_000_000 } })
  const live = stage.client.transcription.live({ format })
  const words = wordsOver(30)
  live.send(recordingOf(words).subarray(0, 1_900_000))
  const { segments } = await live.finish()
  expect(segments.map(({ text }) => text)).toEqual(words.map(({ text }) => text))
  await expectClean(stage)
}

/** A stream among others whose reader has stopped cannot stop their socket. */
async function slowSharer(): Promise<void> {
  await using stage = await Stage.start({ client: { maxQueuedBytes: 400_000 } })
  const text = sentence.repeat(12)
  const stream = stage.client.speech.stream({ text, voiceId, format })
  const others = [1, 2, 3].map(() => shortSpeech(stage))
  const sibling = stage.client.speech.stream({ voiceId: siblingVoiceId, format })
  sibling.write('Alpha ')
  await stream[Symbol.asyncIterator]().next()
  const end = await settled(stream.result)
  sibling.write('beta.')
  sibling.end()
  expect(end).toMatchObject({
    error: { code: 'backpressure', partial: { words: expect.any(Array) } },
  })
  const outcomes = [...others, readSpeech(sibling, 'Alpha beta.', siblingVoiceId)]
  for (const each of await Promise.all(outcomes)) expect(each).toMatchObject({ isWhole: true })
  await expectClean(stage)
}

/** Everything comes but the close of the socket. */
async function unclosed({ api }: FaultCell): Promise<void> {
  await using usual = await Stage.start()
  const { outcome: first } = await runApi(api, usual)
  expect(first).toMatchObject({ isWhole: true })
  const messages = usual.emulator.sessions[0]?.sentMessages ?? 0
  if (api === 'multiplexed') {
    const before = usual.attempts
    expect(await shortSpeech(usual)).toMatchObject({ isWhole: true })
    expect(usual.attempts).toBe(before)
    return
  }
  await using stage = await Stage.start({
    rules: [{ connection: 1, down: { afterMessages: messages, how: 'stall' } }],
  })
  const { outcome } = await runApi(api, stage)
  const endedAt = stage.clock.now()
  expect(outcome).toMatchObject({ isWhole: true })
  await stage.proxy.waitFor(() => stage.proxy.log.some(({ type }) => type === 'left'))
  expect(stage.clock.now() - endedAt).toBeLessThan(2 * 2000 + 1000)
  await expectClean(stage, outcome.faults)
}

/** Faults that take more than an answer of the service to make. */
export const whileStreamingChecks: Readonly<Record<string, CellCheck>> = {
  'F17 speech': noticedInTime,
  'F17 transcription': noticedInTime,
  'F17 multiplexed': noticedInTime,
  'F22 speech': longSpeech,
  'F22 transcription': () => longListening(false),
  'F22 multiplexed': retiredSockets,
  'F22 token': () => longListening(true),
  'F24 speech': blockedSpeech,
  'F24 multiplexed': blockedSpeech,
  'F24 transcription': congestedListening,
  'F24 restSpeech': blockedUpload,
  'F24 restTranscription': blockedUpload,
  'F25 speech': slowReader,
  'F25 transcription': unreadListening,
  'F25 multiplexed': slowSharer,
  F36: unclosed,
}
