import { WebSocket } from 'ws'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../src/index.ts'

/** A frame from the server. A test only reads fields that its type has. */
export interface Message {
  type: string
  request_id: string
  client_req_id: string | null
  audio: string
  text: string
  start_s: number
  stop_s: number
  vad: { horizon_s: number; inactivity_prob: number }[]
  stream_id: number
  step_idx: number
  total_duration_s: number
  flush_id: unknown
  message: string
  code: number
}

export interface Closed {
  code: number
  reason: string
}

/** A WebSocket that keeps every frame as it came. */
export class RawClient {
  readonly frames: string[] = []
  readonly messages: Message[] = []
  readonly closed: Promise<Closed>
  readonly opened: Promise<void>
  readonly socket: WebSocket
  readonly #waiting = new Set<() => void>()

  constructor(url: string, headers: Record<string, string> = { 'x-api-key': 'test-key' }) {
    this.socket = new WebSocket(url, { headers, perMessageDeflate: true })
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', () => resolve())
      this.socket.once('error', reject)
    })
    this.opened.catch(() => {})
    this.socket.on('error', () => {})
    this.socket.on('message', (data: Buffer, isBinary) => {
      this.frames.push(isBinary ? '<binary>' : data.toString())
      this.messages.push(parse(isBinary ? '{"type":"<binary>"}' : data.toString()))
      for (const wake of this.#waiting) wake()
    })
    this.closed = new Promise((resolve) => {
      this.socket.once('close', (code, reason) => {
        resolve({ code, reason: reason.toString() })
        for (const wake of this.#waiting) wake()
      })
    })
  }

  /** Sends messages in order, once the socket is open. */
  async send(...messages: (object | string)[]): Promise<void> {
    await this.opened
    for (const message of messages) {
      this.socket.send(typeof message === 'string' ? message : JSON.stringify(message))
    }
  }

  /** The first message that fits, past or future; rejects when the socket closes without one. */
  async next(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.messages.find(fits)
      if (found !== undefined) return found
      if (this.socket.readyState === WebSocket.CLOSED) {
        throw new Error(`The socket closed first. Frames: ${this.frames.join('\n').slice(0, 2000)}`)
      }
      // oxlint-disable-next-line no-await-in-loop -- one message after the other
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#waiting.delete(wake)
          resolve()
        }
        this.#waiting.add(wake)
      })
    }
  }

  type(type: string): Promise<Message> {
    return this.next((message) => message.type === type)
  }

  all(type: string): Message[] {
    return this.messages.filter((message) => message.type === type)
  }
}

function parse(text: string): Message {
  try {
    return JSON.parse(text)
  } catch {
    return JSON.parse('{"type":"<malformed>"}')
  }
}

/** The JSON of an answer, as the type the test expects. */
export async function json<T = unknown>(reply: Response | Promise<Response>): Promise<T> {
  return JSON.parse(await (await reply).text())
}

export const emma = 'YTpq7expH9539ERJ'

/** An emulator and the clients a test opened on it. */
export async function start(options: EmulatorOptions = {}): Promise<TestEmulator> {
  const emulator = await startEmulator({
    onNotice: (line) => {
      throw new Error(line)
    },
    ...options,
  })
  const origin = emulator.url.replace(/^http/, 'ws')
  return Object.assign(emulator, {
    open: (path: string, headers?: Record<string, string>) => new RawClient(origin + path, headers),
    call: (path: string, init: CallOptions = {}) =>
      fetch(
        emulator.url + path,
        Object.assign(init, { headers: { 'x-api-key': 'test-key', ...init.headers } }),
      ),
    speak: async (text: string, setup: object = {}) => {
      const client = new RawClient(`${origin}/speech/tts`)
      await client.send(
        { type: 'setup', voice_id: emma, ...setup },
        { type: 'text', text },
        { type: 'end_of_stream' },
      )
      await client.closed
      return client
    },
  })
}

export type CallOptions = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> }

export type TestEmulator = Emulator & {
  open(path: string, headers?: Record<string, string>): RawClient
  call(path: string, init?: CallOptions): Promise<Response>
  /** One whole TTS request on its own socket. */
  speak(text: string, setup?: object): Promise<RawClient>
}

/** The sound of every audio message, joined. */
export function soundOf(client: RawClient): Buffer {
  return Buffer.concat(client.all('audio').map((message) => Buffer.from(message.audio, 'base64')))
}

export function textOf(client: RawClient): string {
  return client
    .all('text')
    .map((message) => message.text)
    .join(' ')
}
