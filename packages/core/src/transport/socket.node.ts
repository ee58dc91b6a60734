import { decodeBase64 } from '@gradium-kit/audio'
import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import type { ConnectionFailure } from '../errors.ts'
import { refusalError } from './refusal.ts'
import type { Platform, Socket, SocketFailure, SocketHandlers, SocketRequest } from './socket.ts'

/** Sockets of the `ws` package: a header for the key, real back-pressure, and a clean end in every case. */
export const nodePlatform: Platform = {
  openSocket: openNodeSocket,
  hasSocketHeaders: true,
  decodeBase64: decodeNodeBase64,
  encodeAudio: encodeNodeAudio,
  environment: (name) => process.env[name],
}

const refusalBytes = 16_384
const refusalMs = 2_000

function openNodeSocket(request: SocketRequest, handlers: SocketHandlers): Socket {
  const socket = new WebSocket(request.url, {
    headers: request.headers,
    maxPayload: request.maxMessageBytes,
    perMessageDeflate: false,
    followRedirects: false,
    skipUTF8Validation: true,
  })
  let failure: SocketFailure | undefined
  socket.on('error', (error) => {
    failure ??= describe(error)
  })
  socket.on('unexpected-response', (_request, response) => {
    void readRefusal(response, request.redact).then((refused) => {
      failure ??= refused
      socket.terminate()
    })
  })
  socket.on('open', () => handlers.onOpen())
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) handlers.onBinary()
    else handlers.onText(data.toString())
  })
  socket.on('close', (code, reason) => handlers.onClose(code, reason.toString(), failure))
  return {
    send: (text) => socket.send(text, { binary: false }, ignoreSendError),
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    close: (code, reason) => socket.close(code, reason),
    terminate: () => socket.terminate(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
  }
}

/** A failed send also closes the socket, and the close is what counts. */
function ignoreSendError(): void {}

async function readRefusal(
  response: IncomingMessage,
  redact: (text: string) => string,
): Promise<SocketFailure> {
  const status = response.statusCode ?? 0
  const timer = setTimeout(() => response.destroy(), refusalMs)
  let body = ''
  try {
    for await (const chunk of response) {
      body += String(chunk)
      if (body.length > refusalBytes) break
    }
  } catch {
    // What was read so far is all there is.
  }
  clearTimeout(timer)
  const seconds = Number(response.headers['retry-after'])
  const retryAfterMs = seconds > 0 ? seconds * 1_000 : undefined
  return {
    kind: 'handshake',
    text: `HTTP status ${status}`,
    error: refusalError(status, redact(body.slice(0, refusalBytes)), retryAfterMs),
  }
}

const kinds: Readonly<Record<string, ConnectionFailure>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'unreachable',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
}

function describe(error: Error & { code?: unknown }): SocketFailure {
  const code = typeof error.code === 'string' ? error.code : ''
  const isTls = /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_/.test(code)
  const kind = kinds[code] ?? (isTls ? 'tls' : code.startsWith('WS_ERR') ? 'handshake' : 'closed')
  return { kind, text: code === '' ? 'the connection failed' : code }
}

/** The last characters that leave no bits over, by the number of padding characters. */
const lastCharacters = [/./, /[AEIMQUYcgkosw048]/, /[AQgw]/] as const

/**
 * `Buffer` decodes many times faster than any table, but it forgives: it skips what is not base64, which shortens the
 * result, takes the URL alphabet and left-over bits, and reads U+0141 as its low byte, "A". Whatever is not plainly right goes
 * to the strict decoder.
 */
function decodeNodeBase64(text: string): Uint8Array {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const length = (text.length / 4) * 3 - padding
  const isPlain =
    !text.includes('-') && !text.includes('_') && Buffer.byteLength(text) === text.length
  if (Number.isInteger(length) && length > 0 && isPlain) {
    const last = text[text.length - padding - 1] ?? ''
    const bytes = Buffer.allocUnsafeSlow(length)
    if (bytes.write(text, 'base64') === length && lastCharacters[padding]!.test(last)) {
      return new Uint8Array(bytes.buffer, 0, length)
    }
  }
  return decodeBase64(text)
}

function encodeNodeAudio(prefix: string, audio: Uint8Array, suffix: string): Uint8Array {
  const base64 = Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength).toString('base64')
  const frame = Buffer.allocUnsafe(prefix.length + base64.length + Buffer.byteLength(suffix))
  frame.write(prefix, 0, 'latin1')
  frame.write(base64, prefix.length, 'latin1')
  frame.write(suffix, prefix.length + base64.length)
  return frame
}
