import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { SessionEnvironment } from '../session/environment.ts'
import type { Inbox } from '../session/inbox.ts'
import type { ClientInput, FlushId } from '../wire/client-message.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import type { Setup, SpeechRoute } from '../wire/setup.ts'
import { WireError, internalError } from '../wire/wire-error.ts'
import { InputTrace } from './input-trace.ts'
import { type RecordedAnswer, type Recording, parseRecording, setupKey } from './recording.ts'

function routeOf(file: string): SpeechRoute | undefined {
  return (['tts', 'stt', 's2s'] as const).find((route) => file.startsWith(`${route}-`))
}

/** Reads every recording of a folder. @throws Error with a sentence naming the file that cannot be read. */
export function readRecordings(folder: string): Recording[] {
  let files: string[]
  try {
    files = readdirSync(folder).filter((file) => file.endsWith('.jsonl'))
  } catch (cause) {
    throw new Error(`The folder ${folder} to replay from cannot be read.`, { cause })
  }
  return files.flatMap((file) => {
    const route = routeOf(file)
    if (route === undefined) return []
    try {
      return [parseRecording(route, readFileSync(join(folder, file), 'utf8'))]
    } catch (cause) {
      throw new Error(`${join(folder, file)} is not a recording.`, { cause })
    }
  })
}

function isDue(answer: RecordedAnswer, trace: InputTrace): boolean {
  if (answer.message.type === 'ready') return true
  return (
    answer.length <= trace.length &&
    answer.flushCount <= trace.flushCount &&
    (trace.hasEnded || !answer.isAfterEnd)
  )
}

function miss(what: string): WireError {
  return new WireError(internalError, `No recording ${what}. Record it with --record.`)
}

/**
 * Answers a request from the recordings: what was said goes out again once the client has sent as much as the
 * recorded one had by then, cut into messages as it likes.
 * @throws WireError 1011 when nothing recorded fits, or the recorded failure.
 */
export async function* replayRequest(
  setup: Setup,
  inbox: Inbox<ClientInput>,
  environment: SessionEnvironment,
  recordings: readonly Recording[],
): AsyncGenerator<ServerMessage> {
  const key = setupKey(setup.kind, setup.fields)
  let candidates = recordings.filter((recording) => recording.setupKey === key)
  if (candidates.length === 0) throw miss('has this setup')
  const trace = new InputTrace()
  const flushIds: FlushId[] = []
  let position = 0
  let spentMs = 0

  async function* answerDue(): AsyncGenerator<ServerMessage> {
    const answers = candidates[0]?.answers ?? []
    for (let next = answers[position]; next !== undefined; next = answers[position]) {
      if (!isDue(next, trace)) return
      position++
      // oxlint-disable-next-line no-await-in-loop -- one answer after the other
      await environment.clock.wait(next.atMs - spentMs, environment.signal)
      spentMs = next.atMs
      const { message } = next
      if (message.type === 'error') {
        throw new WireError(message.code ?? internalError, message.message)
      }
      yield message.type === 'flushed' ? { ...message, flush_id: flushIds.shift() ?? 0 } : message
    }
  }

  yield* answerDue()
  for await (const input of inbox) {
    if (input.type === 'flush') flushIds.push(input.flushId)
    const known = trace.length
    trace.add(input)
    candidates = candidates.filter((candidate) => trace.isStartOf(candidate.input, known))
    if (candidates.length === 0) throw miss('with this setup goes on with this input')
    yield* answerDue()
    if (input.type === 'end_of_stream') return
  }
}
