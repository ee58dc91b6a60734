import { decodeBase64 } from './base64.web.ts'
import type { Platform, Socket, SocketHandlers, SocketRequest } from './socket.ts'

/** Sockets of the platform's own `WebSocket`: browsers, workers, edge runtimes. */
export const webPlatform: Platform = {
  openSocket: openWebSocket,
  hasSocketHeaders: false,
  decodeBase64,
  environment: (name) => globalThis.process?.env?.[name],
}

/** How long a close event may take after an error. */
const closeEventMs = 100

function openWebSocket(request: SocketRequest, handlers: SocketHandlers): Socket {
  const socket = new WebSocket(request.url)
  let isClosed = false

  function settle(code: number, reason: string): void {
    if (isClosed) return
    isClosed = true
    handlers.onClose(code, reason)
  }

  socket.addEventListener('open', () => handlers.onOpen())
  socket.addEventListener('message', ({ data }) => {
    if (isClosed) return
    if (typeof data !== 'string') handlers.onViolation('a binary message')
    else if (data.length > request.maxMessageBytes)
      handlers.onViolation('a message longer than maxMessageBytes')
    else handlers.onText(data)
  })
  socket.addEventListener('error', () => {
    // Some runtimes never follow a failed upgrade with a close event.
    setTimeout(() => settle(1006, ''), closeEventMs)
  })
  socket.addEventListener('close', ({ code, reason }) => settle(code, reason))

  /** Pages may only close with 1000 or a code from 3000 on. */
  function close(code: number): void {
    socket.close(code === 1000 || code >= 3000 ? code : 4000 + (code % 1000))
  }

  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    get bufferedAmount() {
      return socket.bufferedAmount
    },
    close,
    terminate: () => {
      close(1000)
      settle(1006, '')
    },
  }
}
