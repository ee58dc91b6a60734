import {
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
  createServer,
} from 'node:http'
import type { Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import type { FaultAction } from '../faults/fault-rule.ts'
import type { SpeechRoute } from '../wire/setup.ts'
import { Connection } from './connection.ts'
import { controlRoutes } from './control-routes.ts'
import { dashboardResponse } from '../dashboard/dashboard.ts'
import {
  ConnectionCut,
  type HttpCall,
  HttpError,
  type HttpReply,
  cutConnection,
  detail,
  readBody,
  sendReply,
} from './http-call.ts'
import { OriginPolicy } from './origin.ts'
import { normalizePath, parseTarget } from './request-path.ts'
import { matchRoute, routes } from './routes.ts'
import type { Service } from './service.ts'
import { describe } from './wire-failure.ts'

const socketRoutes: ReadonlyMap<string, SpeechRoute> = new Map([
  ['/speech/tts', 'tts'],
  ['/speech/asr', 'stt'],
  ['/speech/s2s', 's2s'],
])

const maxMessageBytes = 4 * 1024 * 1024

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

/** `node:http` and `ws` around one service. */
export class HttpServer {
  readonly server: Server
  readonly #service: Service
  readonly #origins: OriginPolicy
  readonly #connections = new Set<Connection>()
  /** Sockets that asked for an upgrade; the HTTP server has let go of them. */
  readonly #upgrades = new Set<Socket>()
  readonly #sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
  })

  constructor(service: Service) {
    this.#service = service
    const { allowedOrigins, isExposed } = service.settings
    this.#origins = new OriginPolicy(allowedOrigins, isExposed)
    this.server = createServer((request, response) => {
      void this.#serve(request, response)
    })
    this.server.on('upgrade', (request, _socket, head) => {
      void this.#upgrade(request, head)
    })
  }

  /** WebSockets open now. */
  get openSockets(): number {
    return this.#connections.size
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.shutDown()
    const closed = new Promise<void>((resolve) => {
      this.server.close(() => resolve())
    })
    this.server.closeIdleConnections()
    const timer = setTimeout(() => {
      for (const socket of this.#upgrades) socket.destroy()
      this.server.closeAllConnections()
    }, 500)
    await closed
    clearTimeout(timer)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const origin = headerText(request.headers.origin)
    const isAllowed = this.#origins.isAllowed(origin)
    const common = {
      'x-gradium-emulator': 'true',
      'x-gradium-residency': 'none',
      ...(isAllowed ? this.#origins.corsHeaders(request.headers) : {}),
    }
    for (const [name, value] of Object.entries(common)) response.setHeader(name, value)
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    try {
      if (!isAllowed) throw new HttpError(detail(403, foreignOrigin))
      if (request.method === 'OPTIONS') throw new HttpError({ status: 204 })
      const reply = await this.#answer(request, response, gone.signal)
      if (reply !== undefined) await sendReply(response, reply)
    } catch (error) {
      if (gone.signal.aborted) return
      if (error instanceof ConnectionCut) cutConnection(response, error)
      else await sendReply(response, this.#failure(error))
    }
  }

  #failure(error: unknown): HttpReply {
    if (error instanceof HttpError) return error.reply
    this.#service.settings.onNotice(`A call failed: ${describe(error)}`)
    return detail(500, 'Internal Server Error')
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    signal: AbortSignal,
  ): Promise<HttpReply | undefined> {
    const service = this.#service
    const url = parseTarget(request.url)
    if (url === undefined) return detail(400, 'The request target is not a URL.')
    const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
    const path = normalizePath(url.pathname)
    const isControl = path.startsWith('/__emulator')
    if (isControl && !this.#origins.isHostAllowed(request.headers.host)) {
      return detail(403, 'The control routes answer on loopback names only.')
    }
    if (!isControl) service.journal.add({ kind: 'http', session: '', route: path, type: method })
    const match = matchRoute(isControl ? controlRoutes : routes, method, path)
    if (match === undefined) {
      if (method === 'GET' && url.pathname === '/') return toDashboard
      return (isControl ? await page(url.pathname, path) : undefined) ?? this.#unknown(path)
    }
    const key = headerText(request.headers['x-api-key'])
    if (!isControl) {
      const subject = { route: match.route.name, connection: service.sessions.nextIndex }
      const fault = service.faults.atUpgrade({ ...subject, key: key ?? '' })
      if (fault !== undefined) {
        const reply = await this.#strike(fault, subject.route, request.socket)
        if (reply === 'answered') return undefined
        if (reply !== undefined) return reply
      }
    }
    const call: HttpCall = {
      method,
      path,
      query: url.searchParams,
      headers: request.headers,
      parameters: match.parameters,
      credentials: service.access.ofKey(key),
      signal,
      body: () => readBody(request),
    }
    return match.route.handle(service, call)
  }

  #unknown(path: string): HttpReply {
    if (socketRoutes.has(path)) {
      const reply = detail(426, 'This route speaks WebSocket.')
      return { ...reply, headers: { ...reply.headers, upgrade: 'websocket' } }
    }
    this.#service.violation({ id: '', route: path }, `Nothing is served at ${path}.`)
    return detail(404, 'Not Found')
  }

  /** Carries out a fault before the answer: a reply, nothing left to answer, or go on. */
  async #strike(
    fault: FaultAction,
    route: string,
    socket: Socket,
  ): Promise<HttpReply | 'answered' | undefined> {
    this.#service.journal.add({ kind: 'fault', session: '', route, text: fault.kind })
    switch (fault.kind) {
      case 'status':
        return {
          status: fault.status,
          headers: { 'content-type': fault.contentType ?? 'text/plain', ...fault.headers },
          body: fault.body ?? STATUS_CODES[fault.status] ?? '',
        }
      case 'redirect':
        return { status: 307, headers: { location: fault.location } }
      case 'reset':
        socket.resetAndDestroy()
        return 'answered'
      case 'fin':
        socket.end()
        return 'answered'
      case 'hang':
      case 'stall':
      case 'deaf':
        return 'answered'
      case 'delay':
        await new Promise((resolve) => setTimeout(resolve, fault.milliseconds))
        return undefined
      default:
        return undefined
    }
  }

  async #upgrade(request: IncomingMessage, head: Buffer): Promise<void> {
    const { socket } = request
    this.#upgrades.add(socket)
    socket.on('close', () => this.#upgrades.delete(socket))
    socket.on('error', () => socket.destroy())
    const service = this.#service
    const url = parseTarget(request.url)
    const path = url === undefined ? '' : normalizePath(url.pathname)
    const kind = socketRoutes.get(path)
    if (!this.#origins.isAllowed(headerText(request.headers.origin))) {
      refuse(socket, detail(403, foreignOrigin))
      return
    }
    if (kind === undefined) {
      refuse(socket, this.#unknown(path))
      return
    }
    const key = headerText(request.headers['x-api-key'])
    const token = url?.searchParams.get('token') ?? undefined
    const subject = { route: kind, connection: service.sessions.nextIndex, key: key ?? '' }
    const fault = service.faults.atUpgrade(subject)
    if (fault !== undefined) {
      const reply = await this.#strike(fault, kind, socket)
      if (typeof reply === 'object') refuse(socket, reply)
      if (reply !== undefined) return
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
      const credentials = service.access.ofSocket(key, token)
      const record = service.openSession(kind, credentials.key)
      const connection = new Connection({
        service,
        socket: webSocket,
        tcp: socket,
        kind,
        credentials,
        record,
      })
      this.#connections.add(connection)
      webSocket.on('close', () => this.#connections.delete(connection))
    })
  }
}

/** The dashboard; its own links are relative to the trailing slash. */
async function page(pathname: string, path: string): Promise<HttpReply | undefined> {
  if (pathname === '/__emulator') return { status: 308, headers: { location: '/__emulator/' } }
  return dashboardResponse(path)
}

/** Somebody has opened the address in a browser. */
const toDashboard: HttpReply = { status: 302, headers: { location: '/__emulator/' } }

const foreignOrigin = 'Pages of this origin may not use the emulator. Allow it with --allow-origin.'

function refuse(socket: Socket, reply: HttpReply): void {
  const body = typeof reply.body === 'string' ? reply.body : ''
  const headers = Object.entries({
    'x-gradium-emulator': 'true',
    connection: 'close',
    'content-length': String(Buffer.byteLength(body)),
    ...reply.headers,
  })
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const status = `HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? 'Unknown'}\r\n`
  socket.end(`${status}${lines}\r\n${body}`)
}
