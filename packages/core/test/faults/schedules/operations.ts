import { oracleAudio } from '@gradium-kit/emulator'
import type { GradiumClient } from '../../../src/client.ts'
import type { SpeechStream } from '../../../src/index.node.ts'
import type { ScaledClock } from '../scaled-clock.ts'
import { format, recordingOf, siblingVoiceId, voiceId, wordsOver } from '../runs.ts'

/** Every way to use the service that a schedule can disturb. */
export const apiNames = [
  'speech',
  'resumed speech',
  'shared speech',
  'speech on a connection',
  'transcription',
  'translation',
  'speech over HTTP',
  'transcription over HTTP',
] as const
export type ApiName = (typeof apiNames)[number]

/** What a caller does to an operation. `after`: so many events, or turns of the event loop where there are none. */
export interface Caller {
  kind: 'reads' | 'ignores' | 'breaks' | 'aborts' | 'cancels' | 'writes late'
  after: number
}

/** An operation under way. */
export interface Operation {
  events: AsyncIterable<{ type: string; audio?: Uint8Array }> | undefined
  result: Promise<unknown>
  cancel: () => void
  /** Whether a result, and the audio of the events if they were read, are all that there is to come. */
  isWhole: (result: unknown, audio: Uint8Array | undefined) => boolean
  /** Whether audio is a beginning of what there is to come. */
  isTrue: (audio: Uint8Array) => boolean
}

export interface Surroundings {
  client: GradiumClient
  clock: ScaledClock
  signal: AbortSignal
  isLate: boolean
  /** What a translation sounds like undisturbed. */
  translated: Uint8Array
}

export const text = 'Ten words are enough to be cut at every place.'
const otherText = 'Others share the socket.'
export const words = wordsOver(3)
export const recording = recordingOf(words)

/** Gives input in pieces, at once or with pauses between. */
async function feed(
  pieces: readonly (() => void)[],
  { clock, isLate }: Surroundings,
): Promise<void> {
  for (const give of pieces) {
    // oxlint-disable-next-line no-await-in-loop -- pauses are the point
    if (isLate) await clock.after(150)
    give()
  }
}

const piecesOf = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / 12_345) }, (_, index) =>
    bytes.subarray(index * 12_345, (index + 1) * 12_345),
  )

function speechOperation(stream: SpeechStream, said: string, voice: string): Operation {
  const wanted = Buffer.from(oracleAudio(said, { voiceId: voice, format }))
  return {
    events: stream,
    result: stream.result,
    cancel: () => stream.cancel(),
    isWhole: (result, audio) => {
      const { words: spoken } = result as { words: { text: string }[] }
      const isSaid = spoken.map((word) => word.text).join(' ') === said
      return isSaid && (audio === undefined || wanted.equals(audio))
    },
    isTrue: (audio) => wanted.subarray(0, audio.length).equals(audio),
  }
}

function speak(surroundings: Surroundings, said: string, voice: string, more: object): Operation {
  const { client, signal } = surroundings
  const stream = client.speech.stream({ voiceId: voice, format, signal, ...more })
  const pieces = said.split(/(?<= )/).map((piece) => () => stream.write(piece))
  void feed([...pieces, () => stream.end()], surroundings)
  return speechOperation(stream, said, voice)
}

type Start = (surroundings: Surroundings) => Operation[]

const starts: Readonly<Record<ApiName, Start>> = {
  speech: (all) => [speak(all, text, voiceId, { dedicated: true })],
  'resumed speech': (all) => [speak(all, text, voiceId, { dedicated: true, resume: 'segment' })],
  'shared speech': (all) =>
    [text, otherText, otherText, otherText, otherText].map((said, index) =>
      speak(all, said, index === 0 ? voiceId : siblingVoiceId, {}),
    ),
  'speech on a connection': (all) => {
    const connection = all.client.connect('speech')
    const operations = [text, otherText].map((said) => speak(all, said, voiceId, { connection }))
    void Promise.allSettled(operations.map(({ result }) => result)).then(() => connection.close())
    return operations
  },
  transcription: (all) => {
    const live = all.client.transcription.live({ format, signal: all.signal })
    const pieces = piecesOf(recording).map((piece) => () => live.send(piece))
    void feed([...pieces, () => void live.finish().catch(() => {})], all)
    return [
      {
        events: live as Operation['events'],
        result: live.result,
        cancel: () => live.cancel(),
        isWhole: isTranscript,
        isTrue: () => true,
      },
    ]
  },
  translation: (all) => {
    const { client, signal, translated } = all
    const outputFormat = format
    const live = client.translation.live({ inputFormat: format, outputFormat, voiceId, signal })
    const pieces = piecesOf(recording).map((piece) => () => live.send(piece))
    void feed([...pieces, () => void live.finish().catch(() => {})], all)
    const wanted = Buffer.from(translated)
    return [
      {
        events: live as Operation['events'],
        result: live.result,
        cancel: () => live.cancel(),
        isWhole: (_result, audio) => audio === undefined || wanted.equals(audio),
        isTrue: (audio) => wanted.subarray(0, audio.length).equals(audio),
      },
    ]
  },
  'speech over HTTP': ({ client, signal }) => {
    const wanted = Buffer.from(oracleAudio(text, { voiceId, format }))
    return [
      {
        events: undefined,
        result: client.speech.generate({ text, voiceId, format, signal }),
        cancel: () => {},
        isWhole: (result) => wanted.equals((result as { audio: Uint8Array }).audio),
        isTrue: () => true,
      },
    ]
  },
  'transcription over HTTP': ({ client, signal }) => [
    {
      events: undefined,
      result: client.transcription.transcribe(recording, { format, signal }),
      cancel: () => {},
      isWhole: isTranscript,
      isTrue: () => true,
    },
  ],
}

/** Every word at its place once, except where the transcript itself says that audio was not heard. */
function isTranscript(result: unknown): boolean {
  const { segments, gaps } = result as {
    segments: { text: string; startSeconds: number }[]
    gaps: { startSeconds: number; endSeconds: number }[]
  }
  const isHeard = (start: number, end: number): boolean =>
    gaps.every((gap) => gap.endSeconds <= start || end <= gap.startSeconds)
  const wanted = words.filter(({ startFrame, frameCount }) =>
    isHeard(startFrame * 0.08, (startFrame + frameCount) * 0.08),
  )
  const heard = segments.filter((segment) => wanted.some((word) => word.text === segment.text))
  const isOthers = segments.length > heard.length && gaps.length === 0
  return (
    !isOthers &&
    heard.length === wanted.length &&
    heard.every(({ text: said, startSeconds }, index) => {
      const word = wanted[index]
      return word?.text === said && Math.abs(word.startFrame * 0.08 - startSeconds) <= 0.0801
    })
  )
}

/** Begins an operation, or several that share a socket. */
export function startOperations(api: ApiName, surroundings: Surroundings): Operation[] {
  return starts[api](surroundings)
}
