import type { IncomingMessage } from 'node:http'
import type { Socket as TcpSocket } from 'node:net'
import { WebSocket } from 'ws'
import { GradiumError } from '../errors.ts'
import { decodeNodeBase64, encodeNodeBase64 } from './base64.node.ts'
import { connectionFailure } from './connection-failure.ts'
import { parseRetryAfter, refusalError } from './refusal.ts'
import type { Platform, Socket, SocketHandlers, SocketRequest } from './socket.ts'

/** Sockets of the `ws` package: a header for the key, real back-pressure, and a clean end in every case. */
export const nodePlatform = {
  openSocket: openNodeSocket,
  hasSocketHeaders: true,
  decodeBase64: decodeNodeBase64,
  encodeBase64: encodeNodeBase64,
  environment: (name: string) => process.env[name],
} satisfies Platform

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
  let isOpen = false
  let tcp: TcpSocket | undefined
  let failure: GradiumError | undefined
  socket.on('error', (error) => {
    failure ??= failureOf(error, request.url, isOpen)
  })
  socket.on('unexpected-response', (_request, response) => {
    void readRefusal(response, request).then((refused) => {
      failure ??= refused
      return socket.terminate()
    })
  })
  socket.on('upgrade', (response) => {
    tcp = response.socket
  })
  socket.on('open', () => {
    isOpen = true
    handlers.onOpen()
  })
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) handlers.onViolation('a binary message')
    else handlers.onText(data.toString())
  })
  socket.on('pong', () => handlers.onPong?.())
  socket.on('close', (code, reason) => handlers.onClose(code, reason.toString(), failure))
  return {
    // A failed send also closes the socket, and the close is what counts.
    send: (text) => socket.send(text),
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    close: (code) => socket.close(code),
    terminate: () => socket.terminate(),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    ping: () => socket.ping(),
    hold: (isHeld) => (isHeld ? tcp?.ref() : tcp?.unref()),
  }
}

async function readRefusal(
  response: IncomingMessage,
  { redact, headers }: SocketRequest,
): Promise<GradiumError> {
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
  const retryAfterMs = parseRetryAfter(response.headers['retry-after'])
  const hasToken = headers['x-api-key'] === undefined
  return refusalError(status, body.slice(0, refusalBytes), retryAfterMs, redact, hasToken)
}

/** Before it opens nothing else fails than the connection, and afterwards `ws` reports only what breaks the protocol. */
function failureOf(error: Error & { code?: unknown }, url: string, isOpen: boolean): GradiumError {
  const code = String(error.code)
  if (isOpen && code.startsWith('WS_ERR')) {
    const message = `The service broke the WebSocket protocol (${code}).`
    return new GradiumError('protocol', message, { phase: 'stream', closeCode: 1006 })
  }
  const phase = isOpen ? 'stream' : 'connect'
  // Without a code `ws` complains of an answer that is no WebSocket handshake.
  const odd = error.code === undefined && !isOpen
  return connectionFailure(error, new URL(url).host, {
    phase,
    closeCode: 1006,
    ...(odd ? { kind: 'handshake', isRetryable: false } : {}),
  })
}
