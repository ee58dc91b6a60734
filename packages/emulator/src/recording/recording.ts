import { decodeBase64 } from '../wire/base64.ts'
import type { ClientInput } from '../wire/client-message.ts'
import { type JsonObject, configField, isJsonObject } from '../wire/json-fields.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import type { SpeechRoute } from '../wire/setup.ts'
import { InputTrace } from './input-trace.ts'

/** One line of a recording: a frame of one request, in order, without its id. */
export interface RecordedLine {
  atMs: number
  direction: 'in' | 'out'
  message: JsonObject
}

/** A server message, and how far the client had come when it arrived. */
export interface RecordedAnswer {
  atMs: number
  length: number
  flushCount: number
  isAfterEnd: boolean
  message: ServerMessage
}

/** One recorded request, ready to be played again. */
export interface Recording {
  setupKey: string
  input: InputTrace
  answers: RecordedAnswer[]
}

const ignored = new Set(['type', 'client_req_id', 'close_ws_on_eos', 'retry_for_s', 'json_config'])

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isJsonObject(value)) return value
  const entries = Object.entries(value).filter(([, part]) => part !== null && part !== undefined)
  return Object.fromEntries(
    entries
      .toSorted(([first], [second]) => (first < second ? -1 : 1))
      .map(([name, part]) => [name, sorted(part)]),
  )
}

/** What two setups must share for one's recording to answer the other. */
export function setupKey(route: SpeechRoute, fields: JsonObject): string {
  const kept = Object.entries(fields).filter(([name]) => !ignored.has(name))
  const config = configField(fields)
  return JSON.stringify(sorted({ ...Object.fromEntries(kept), route, json_config: config }))
}

function inputOf(message: JsonObject): ClientInput {
  const { type, text, audio } = message
  if (type === 'text' && typeof text === 'string') return { type: 'text', text }
  if (type === 'audio' && typeof audio === 'string') {
    return { type: 'audio', audio: decodeBase64(audio) }
  }
  if (type === 'flush') return { type: 'flush', flushId: 0 }
  if (type === 'end_of_stream') return { type: 'end_of_stream' }
  throw new TypeError(`a client message of type '${String(type)}' makes no sense`)
}

function readLine(text: string): RecordedLine {
  const line: RecordedLine = JSON.parse(text)
  if (isJsonObject(line.message) && typeof line.atMs === 'number') return line
  throw new TypeError('a line is not a recorded frame')
}

/** Reads the text of a recording. @throws TypeError or SyntaxError when it is none. */
export function parseRecording(route: SpeechRoute, text: string): Recording {
  const [setup, ...lines] = text.trim().split('\n').map(readLine)
  if (setup?.message['type'] !== 'setup') throw new TypeError('the first line is not a setup')
  const input = new InputTrace()
  const answers: RecordedAnswer[] = []
  for (const { atMs, direction, message } of lines) {
    if (direction === 'in') {
      input.add(inputOf(message))
      continue
    }
    const { length, flushCount, hasEnded } = input
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- recorded as it came from the service
    const answer = message as unknown as ServerMessage
    answers.push({ atMs, length, flushCount, isAfterEnd: hasEnded, message: answer })
  }
  return { setupKey: setupKey(route, setup.message), input, answers }
}
