import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeBase64 } from '../wire/base64.ts'
import { WebSocket } from 'ws'
import type { SessionEnvironment } from '../session/environment.ts'
import { Inbox } from '../session/inbox.ts'
import type { ClientInput } from '../wire/client-message.ts'
import type { JsonObject } from '../wire/json-fields.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import type { Setup } from '../wire/setup.ts'
import { WireError, internalError } from '../wire/wire-error.ts'
import { type RecordedLine, setupKey } from './recording.ts'

export interface RecordOptions {
  /** Base URL of the real service, ending in `/api`. */
  upstreamUrl: string
  /** The user's own key; it is sent, never written. */
  key: string
  folder: string
}

const socketPaths = { tts: 'tts', stt: 'asr', s2s: 's2s' } as const

function wireInput(input: ClientInput): JsonObject {
  if (input.type === 'audio') return { type: 'audio', audio: encodeBase64(input.audio) }
  return input.type === 'flush' ? { type: 'flush', flush_id: input.flushId } : { ...input }
}

function wireSetup(fields: JsonObject): JsonObject {
  const { client_req_id: _id, close_ws_on_eos: _close, ...setup } = fields
  return { ...setup, type: 'setup' }
}

/** Passes one request on to the real service, and writes what was said on both sides into a file of the folder. */
export async function* recordRequest(
  setup: Setup,
  inbox: Inbox<ClientInput>,
  environment: SessionEnvironment,
  options: RecordOptions,
): AsyncGenerator<ServerMessage> {
  const startedMs = performance.now()
  const lines: RecordedLine[] = []
  const note = (direction: 'in' | 'out', message: JsonObject): void => {
    lines.push({ atMs: Math.round(performance.now() - startedMs), direction, message })
  }
  const answers = new Inbox<ServerMessage>()
  const socket = connect(setup, options, answers, (message) => note('out', message))
  const stop = (): void => answers.abandon()
  environment.signal.addEventListener('abort', stop, { once: true })
  const first = wireSetup(setup.fields)
  socket.once('open', () => {
    note('in', first)
    socket.send(JSON.stringify(first))
    void forward(inbox, socket, (message) => note('in', message))
  })
  try {
    for await (const answer of answers) {
      if (answer.type === 'error') {
        throw new WireError(answer.code ?? internalError, answer.message)
      }
      yield answer
      if (answer.type === 'end_of_stream') return
    }
  } finally {
    socket.close()
    if (lines.length > 0) await write(setup, lines, options)
  }
}

function connect(
  setup: Setup,
  { upstreamUrl, key }: RecordOptions,
  answers: Inbox<ServerMessage>,
  note: (message: JsonObject) => void,
): WebSocket {
  const url = `${upstreamUrl.replace(/^http/, 'ws')}/speech/${socketPaths[setup.kind]}`
  const headers = { 'x-api-key': key, 'x-api-source': 'gradium-emulator' }
  const socket = new WebSocket(url, { headers, perMessageDeflate: false })
  socket.on('message', (data: Buffer) => {
    const message = readMessage(data.toString())
    note({ ...message })
    answers.push(message)
  })
  socket.on('error', (error) => {
    const text = `The service to record from failed: ${error.message.replaceAll(key, '***')}`
    answers.push({ type: 'error', message: text, code: internalError })
  })
  socket.on('close', (code, reason) => {
    const text = `The service to record from closed with ${code} ${reason.toString()}`
    answers.push({ type: 'error', message: text.trim(), code: internalError })
    answers.end()
  })
  return socket
}

function readMessage(text: string): ServerMessage {
  try {
    return JSON.parse(text)
  } catch {
    const message = 'The service to record from sent a message that is not JSON.'
    return { type: 'error', message, code: internalError }
  }
}

async function forward(
  inbox: Inbox<ClientInput>,
  socket: WebSocket,
  note: (message: JsonObject) => void,
): Promise<void> {
  for await (const input of inbox) {
    const message = wireInput(input)
    note(message)
    socket.send(JSON.stringify(message))
  }
}

async function write(setup: Setup, lines: RecordedLine[], options: RecordOptions): Promise<void> {
  const text = lines.map((line) => JSON.stringify(line)).join('\n')
  const said = lines.filter((line) => line.direction === 'in').map((line) => line.message)
  const digest = createHash('sha256')
    .update(setupKey(setup.kind, setup.fields))
    .update(JSON.stringify(said.slice(1)))
    .digest('hex')
  await mkdir(options.folder, { recursive: true })
  const file = join(options.folder, `${setup.kind}-${digest.slice(0, 16)}.jsonl`)
  await writeFile(file, `${text.replaceAll(options.key, '***')}\n`)
}
