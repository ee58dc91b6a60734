import { oracleAudio } from '@gradium-kit/emulator'
import type { FaultCell } from '@gradium-kit/fixtures/fault-matrix'
import { expect } from 'vitest'
import type { TranscribeOptions } from '../../src/index.node.ts'
import { sentMessages } from '../harness.ts'
import type { CellCheck } from './matrix.ts'
import { settled } from './outcome.ts'
import {
  format,
  readSpeech,
  recordingOf,
  runApi,
  speechText,
  spokenWords,
  voiceId,
} from './runs.ts'
import { Stage } from './stage.ts'

/** The error that a call throws at once. */
function thrownBy(call: () => unknown): unknown {
  try {
    call()
  } catch (error) {
    return error
  }
  return undefined
}

const isConfig = expect.objectContaining({ code: 'config' })

function textsOf({ emulator }: Stage): string[] {
  return sentMessages(emulator).flatMap(({ type, text }) => (type === 'text' ? [String(text)] : []))
}

async function nothingToSay({ api }: FaultCell): Promise<void> {
  await using stage = await Stage.start({ emulator: { engine: 'tone' } })
  const { client } = stage
  const dedicated = api === 'speech'
  for (const text of ['', ' \n ', '…!?']) {
    const speak = (): Promise<{ durationSeconds: number }> =>
      api === 'restSpeech'
        ? client.speech.generate({ text, voiceId })
        : client.speech.stream({ text, dedicated }).result
    const before = stage.attempts
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const { durationSeconds } = await speak()
    const isSent = text === '…!?'
    expect(stage.attempts).toBe(before + (isSent ? 1 : 0))
    if (!isSent) expect(durationSeconds).toBe(0)
  }
  expect(await stage.leftovers()).toEqual([])
}

async function nothingToHear({ api }: FaultCell): Promise<void> {
  await using stage = await Stage.start()
  if (api === 'transcription') {
    const { outcome } = await runApi(api, stage, { words: [], pieceBytes: 1_000_000 })
    expect(outcome).toMatchObject({ isWhole: true, faults: [] })
    const { text } = await stage.client.transcription.live().finish()
    expect(text).toBe('')
  } else {
    const audio = new Uint8Array()
    expect(await settled(stage.client.transcription.transcribe(audio, { format }))).toEqual({
      error: isConfig,
    })
    expect(stage.attempts).toBe(0)
  }
  expect(await stage.leftovers()).toEqual([])
}

const longWords = `${'abcdefghijklmnopqrstuvw '.repeat(12).trim()}. `
const longText = longWords.repeat(Math.ceil(100_000 / longWords.length)).trim()

async function longText100k({ api }: FaultCell): Promise<void> {
  await using stage = await Stage.start({ emulator: { credits: 1_000_000 } })
  const { client } = stage
  const dedicated = api === 'speech'
  const spoken = client.speech.stream({ text: longText, voiceId, format: 'pcm_8000', dedicated })
  const other = client.speech.stream({ text: speechText, voiceId, format })
  let isOver = false
  const others = readSpeech(other, speechText, voiceId).then((outcome) => ({ outcome, isOver }))
  const wanted = Buffer.from(oracleAudio(longText, { voiceId, format: 'pcm_8000' }))
  let bytes = 0
  let differences = 0
  let endSeconds = 0
  for await (const event of spoken) {
    if (event.type !== 'audio') continue
    if (!wanted.subarray(bytes, bytes + event.audio.length).equals(event.audio)) differences += 1
    if (Math.abs(event.startSeconds - endSeconds) > 0.001) differences += 1
    bytes += event.audio.length
    endSeconds = event.endSeconds
  }
  isOver = true
  expect({ bytes, differences }).toEqual({ bytes: wanted.length, differences: 0 })
  expect(await others).toMatchObject({ outcome: { isWhole: true }, isOver: false })
  expect(stage.emulator.sessions.length).toBeGreaterThan(20)
  expect(await stage.leftovers()).toEqual([])
}

async function longRequest({ api, expectation }: FaultCell): Promise<void> {
  await using stage = await Stage.start({ emulator: { credits: 500 } })
  const { outcome } = await runApi(api, stage, { text: longText })
  expect(expectation.codes).toContain(outcome.error?.code)
  expect(outcome.error?.attempts).toBe(1)
  expect([...outcome.faults, ...(await stage.leftovers())]).toEqual([])
}

async function oddText({ api }: FaultCell): Promise<void> {
  await using stage = await Stage.start()
  const pieces = ['One \ud83d', '\ude00 two\u0000 \ud83d', ' three\u0007 four']
  const whole = ['One', '\u{1f600}', 'two', '\ufffd', 'three\u0007', 'four']
  if (api === 'restSpeech') {
    const result = await stage.client.speech.generate({ text: pieces.join(''), voiceId, format })
    const wanted = oracleAudio(whole.join(' '), { voiceId, format })
    expect(Buffer.from(result.audio).equals(wanted)).toBe(true)
  } else {
    const stream = stage.client.speech.stream({
      text: pieces,
      voiceId,
      format,
      dedicated: api === 'speech',
    })
    expect(await readSpeech(stream, whole.join(' '), voiceId)).toMatchObject({ isTrue: true })
    expect(textsOf(stage).join(' ')).toBe(whole.join(' '))
  }
  expect(await stage.leftovers()).toEqual([])
}

const wav = (...header: number[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from([...Buffer.from('RIFF'), 0, 0, 0, 0, ...Buffer.from('WAVE'), ...header])

async function oddAudio({ api }: FaultCell): Promise<void> {
  await using stage = await Stage.start()
  const { client } = stage
  if (api === 'transcription') {
    const live = client.transcription.live({ format })
    expect(thrownBy(() => live.send(wav()))).toEqual(isConfig)
    await live.close()
    expect(sentMessages(stage.emulator).filter(({ type }) => type === 'audio')).toEqual([])
    const { outcome } = await runApi(api, stage, { pieceBytes: 3841 })
    expect(outcome).toMatchObject({ isWhole: true, faults: [] })
  } else {
    const wrong: [Uint8Array<ArrayBuffer>, TranscribeOptions][] = [
      [wav(), { format: 'pcm_24000' }],
      [wav(...Buffer.from('fmt '), 16, 0, 0, 0, ...Array.from({ length: 16 }, () => 9)), {}],
      [Uint8Array.from(Buffer.from('ID3 an MP3')), {}],
    ]
    for (const [audio, options] of wrong) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await settled(client.transcription.transcribe(audio, options))).toEqual({
        error: isConfig,
      })
    }
    expect(stage.attempts).toBe(0)
  }
  expect(await stage.leftovers()).toEqual([])
}

/** Early input waits; late input is a mistake; closing twice is closing once. */
async function outOfOrder({ api }: FaultCell): Promise<void> {
  await using stage = await Stage.start()
  const { client } = stage
  if (api === 'transcription') {
    const live = client.transcription.live({ format })
    live.send(recordingOf(spokenWords))
    const finished = live.finish()
    expect(thrownBy(() => live.send(new Uint8Array(2)))).toEqual(isConfig)
    expect((await finished).segments).toHaveLength(spokenWords.length)
    expect(thrownBy(() => live.send(new Uint8Array(2)))).toBeUndefined()
    expect(await Promise.all([live.close(), live.close(), live.finish()])).toHaveLength(3)
  } else {
    const stream = client.speech.stream({ voiceId, format, dedicated: api === 'speech' })
    stream.write(speechText)
    stream.end()
    stream.end()
    expect(thrownBy(() => stream.write('late'))).toEqual(isConfig)
    expect(await readSpeech(stream, speechText, voiceId)).toMatchObject({
      isWhole: true,
      faults: [],
    })
    expect(thrownBy(() => stream.write('later'))).toBeUndefined()
    await Promise.all([stream.close(), stream.close()])
  }
  expect(stage.emulator.violations).toEqual([])
  expect(await stage.leftovers()).toEqual([])
}

async function sameId(): Promise<void> {
  await using stage = await Stage.start()
  await using connection = stage.client.connect('speech')
  const setup = { clientRequestId: 'mine', voiceId, outputFormat: format }
  const first = stage.client.open('speech', { connection, setup })
  expect(thrownBy(() => stage.client.open('speech', { connection, setup }))).toEqual(isConfig)
  first.send({ type: 'text', text: 'One.' })
  first.send({ type: 'end-of-stream' })
  for await (const _message of first);
  const again = stage.client.open('speech', { connection, setup })
  again.send({ type: 'end-of-stream' })
  await again.ended
  await connection.close()
  expect(await stage.leftovers()).toEqual([])
}

/** Whoever changes options after the call changes nothing. */
async function changedOptions({ api }: FaultCell): Promise<void> {
  await using stage = await Stage.start()
  const { client } = stage
  const options: Record<string, unknown> = { text: speechText, voiceId, format, dedicated: true }
  const frozen = Object.freeze({ ...options })
  const recording = recordingOf(spokenWords)
  for (const given of [options, frozen]) {
    const calls: Record<string, () => Promise<unknown>> = {
      speech: () => client.speech.stream(given).result,
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as a program without types has it
      restSpeech: () => client.speech.generate(given as never),
      transcription: () => {
        const live = client.transcription.live(given)
        live.send(recording)
        return live.finish()
      },
      restTranscription: () => client.transcription.transcribe(recording, given),
    }
    const result = calls[api]?.()
    if (given === options) Object.assign(options, { text: 'x', voiceId: '?', format: '?' })
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect(await result).toMatchObject(
      'words' in ((await result) as object)
        ? { words: { length: 10 } }
        : { segments: { length: 24 } },
    )
    if (given === options) Object.assign(options, frozen)
  }
  expect(await stage.leftovers()).toEqual([])
}

/** What a caller can do that goes wrong. */
export const callerChecks: Readonly<Record<string, CellCheck>> = {
  'F44 transcription': nothingToHear,
  'F44 restTranscription': nothingToHear,
  F44: nothingToSay,
  'F45 restSpeech': longRequest,
  F45: longText100k,
  F46: oddText,
  F47: oddAudio,
  F48: outOfOrder,
  'F49 multiplexed': sameId,
  F49: changedOptions,
}
