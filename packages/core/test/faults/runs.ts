import { getEventListeners } from 'node:events'
import { oracleAudio, oracleSpeech, type OracleWord } from '@gradium-kit/emulator'
import type { Api } from '@gradium-kit/fixtures/fault-matrix'
import type { SpeechStream, Transcript } from '../../src/index.node.ts'
import type {
  SpeechEvent,
  SpeechStreamOptions,
  TranscriptionStreamOptions,
} from '../../src/exports.ts'
import { errorOf, readToEnd, settled, type Outcome } from './outcome.ts'
import type { Stage } from './stage.ts'

/** The voice of the request that faults are aimed at, and that of the others on its socket. */
export const voiceId = 'YTpq7expH9539ERJ'
export const siblingVoiceId = 'LFZvm12tW_z0xfGo'
export const format = 'pcm_24000'

export const speechText = 'One two three four five six seven eight nine ten.'

/** What a caller does besides waiting. */
export interface RunOptions {
  signal?: AbortSignal
  text?: string
  speech?: SpeechStreamOptions
  transcription?: TranscriptionStreamOptions
  words?: readonly OracleWord[]
  /** Whether the caller flushes at the end. */
  hasFlush?: boolean
  /** Bytes that are sent at a time. Default 3,840. */
  pieceBytes?: number
  onEvent?: (event: { type: string }) => void
}

/** An operation, and the others on its socket where it shares one. */
export interface Run {
  outcome: Outcome
  siblings: readonly Outcome[]
  bystanders: readonly Outcome[]
}

/** Words of a quarter of a second with pauses between, in which a session can end: 12 s. */
export const spokenWords: readonly OracleWord[] = Array.from({ length: 24 }, (_, index) => ({
  text: `w${index}`,
  startFrame: 2 + index * 6 + (index % 4 === 0 ? 2 : 0),
  frameCount: index % 4 === 3 ? 5 : 3,
}))
/** Words with their pauses for so many seconds. */
export function wordsOver(seconds: number): OracleWord[] {
  const count = Math.floor(seconds / 0.48) - 1
  return Array.from({ length: count }, (_, index) => ({
    text: `w${index}`,
    startFrame: 2 + index * 6,
    frameCount: index % 5 === 4 ? 2 : 4,
  }))
}

const trailingFrames = 6

export function recordingOf(words: readonly OracleWord[]): Uint8Array<ArrayBuffer> {
  const last = words.at(-1)
  const end = last === undefined ? 0 : last.startFrame + last.frameCount
  return oracleSpeech(words, { frameCount: end + trailingFrames }).bytes()
}

/** Where words are that differ from those that were spoken; undefined for none. */
function isTranscriptOf(
  segments: readonly { text: string; startSeconds: number }[],
  words: readonly OracleWord[],
): boolean {
  return segments.every(({ text, startSeconds }, index) => {
    const word = words[index]
    return word?.text === text && Math.abs(word.startFrame * 0.08 - startSeconds) <= 0.0801
  })
}

/** Reads a stream of speech and compares it with what should be said. */
export async function readSpeech(
  stream: SpeechStream,
  text: string,
  voice: string,
  onEvent?: (event: SpeechEvent) => void,
): Promise<Outcome> {
  const { events, end, faults } = await readToEnd(stream, stream.result, onEvent)
  const endedAt = performance.now()
  const error = errorOf(end, faults)
  const pieces = events.flatMap((event) => (event.type === 'audio' ? [event.audio] : []))
  const audio = Buffer.concat(pieces)
  const wanted = Buffer.from(oracleAudio(text, { voiceId: voice, format }))
  const words = events.flatMap((event) => (event.type === 'word' ? [event.text] : []))
  const isTrue = wanted.subarray(0, audio.length).equals(audio)
  const isWhole = audio.equals(wanted) && words.join(' ') === text
  if (!isInOrder(events)) faults.push('Times go back, or leave audio out.')
  return { isWhole, isTrue, events, faults, endedAt, ...(error === undefined ? {} : { error }) }
}

function isInOrder(events: readonly SpeechEvent[]): boolean {
  let end = 0
  return events.every((event) => {
    if (event.type !== 'audio') return true
    const isNext = Math.abs(event.startSeconds - end) < 0.0001 && event.audio.length % 2 === 0
    end = event.endSeconds
    return isNext
  })
}

async function speech(stage: Stage, options: RunOptions): Promise<Run> {
  const { text = speechText, signal, onEvent } = options
  const stream = stage.client.speech.stream({
    text,
    voiceId,
    format,
    signal,
    dedicated: true,
    ...options.speech,
  })
  const outcome = await readSpeech(stream, text, voiceId, onEvent)
  return { outcome, siblings: [], bystanders: [] }
}

export const siblingTexts = [
  'Alpha beta.',
  'Gamma delta.',
  'Epsilon zeta.',
  'Eta theta iota kappa.',
]

/**
 * Four sockets are made before one is shared: the fifth stream is the sibling of the first. It has said nothing before that
 * one is over, so that it can be made again.
 */
async function multiplexed(stage: Stage, options: RunOptions): Promise<Run> {
  const { text = speechText, signal, onEvent } = options
  const subject = stage.client.speech.stream({ text, voiceId, format, signal, ...options.speech })
  const [siblingText = '', ...texts] = siblingTexts
  const speak = (each: string | undefined): SpeechStream =>
    stage.client.speech.stream({ text: each, voiceId: siblingVoiceId, format })
  const others = texts.map((each) => ({ text: each, stream: speak(each) }))
  const sibling = speak(undefined)
  sibling.write(siblingText.slice(0, -3))
  async function untilOver(): Promise<Outcome> {
    const outcome = await readSpeech(subject, text, voiceId, onEvent)
    sibling.write(siblingText.slice(-3))
    sibling.end()
    return outcome
  }
  const [outcome, second, ...bystanders] = await Promise.all([
    untilOver(),
    readSpeech(sibling, siblingText, siblingVoiceId),
    ...others.map((each) => readSpeech(each.stream, each.text, siblingVoiceId)),
  ])
  return { outcome, siblings: [second], bystanders }
}

async function transcription(stage: Stage, options: RunOptions): Promise<Run> {
  const { words = spokenWords, signal, onEvent, pieceBytes = 3840, hasFlush = false } = options
  const live = stage.client.transcription.live({ format, signal, ...options.transcription })
  const recording = recordingOf(words)
  for (let at = 0; at < recording.length; at += pieceBytes)
    live.send(recording.subarray(at, at + pieceBytes))
  if (hasFlush) await live.flush()
  const finished = live.finish()
  finished.catch(() => {})
  const { events, end, faults } = await readToEnd(live, finished, onEvent)
  const endedAt = performance.now()
  const error = errorOf(end, faults)
  const received: Partial<Transcript> = 'value' in end ? end.value : (error?.partial ?? {})
  const { segments = [], gaps = [] } = received
  const isTrue = isTranscriptOf(segments, words)
  const isWhole = isTrue && segments.length === words.length && gaps.length === 0
  return {
    outcome: { isWhole, isTrue, events, faults, endedAt, ...(error && { error }) },
    siblings: [],
    bystanders: [],
  }
}

async function rest<Value>(
  promise: Promise<Value>,
  check: (value: Value) => { isWhole: boolean; isTrue: boolean },
): Promise<Run> {
  const end = await settled(promise)
  const endedAt = performance.now()
  const faults: string[] = []
  const error = errorOf(end, faults)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what partial is by its documentation
  const value = 'value' in end ? end.value : (error?.partial as Value | undefined)
  const checked = value === undefined ? { isWhole: false, isTrue: true } : check(value)
  const outcome = { ...checked, events: [], faults, endedAt, ...(error && { error }) }
  return { outcome, siblings: [], bystanders: [] }
}

function restSpeech(stage: Stage, { text = speechText, signal }: RunOptions): Promise<Run> {
  const wanted = Buffer.from(oracleAudio(text, { voiceId, format }))
  const result = stage.client.speech.generate({ text, voiceId, format, signal })
  return rest(result, ({ audio, isVerified }) => ({
    isWhole: wanted.equals(audio) && isVerified,
    isTrue: wanted.subarray(0, audio.length).equals(audio),
  }))
}

function restTranscription(
  stage: Stage,
  { words = spokenWords, signal }: RunOptions,
): Promise<Run> {
  const result = stage.client.transcription.transcribe(recordingOf(words), { format, signal })
  return rest(result, ({ segments }) => {
    const isTrue = isTranscriptOf(segments, words)
    return { isTrue, isWhole: isTrue && segments.length === words.length }
  })
}

function token(stage: Stage, { signal }: RunOptions): Promise<Run> {
  const result = stage.client.tokens.create(signal === undefined ? {} : { signal })
  return rest(result, (made) => ({ isWhole: made.token.length > 10, isTrue: true }))
}

const runs = { speech, transcription, multiplexed, restSpeech, restTranscription, token }

/** Makes an operation and waits for its end, and for that of the others on its socket. */
export async function runApi(api: Api, stage: Stage, options: RunOptions = {}): Promise<Run> {
  const { signal } = new AbortController()
  const run = await runs[api](stage, { signal, ...options })
  const listeners = getEventListeners(options.signal ?? signal, 'abort').length
  if (listeners > 0) run.outcome.faults.push(`${listeners} listeners are left on the signal.`)
  for (const each of [run.outcome, ...run.siblings, ...run.bystanders]) {
    if (!each.isTrue) run.outcome.faults.push('Something has come that was never said.')
    if (each.error === undefined && !each.isWhole)
      run.outcome.faults.push('It ended well although something is missing.')
  }
  return run
}
