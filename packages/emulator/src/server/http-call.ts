import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Credentials } from '../state/access.ts'

/** A request as the route handlers see it. */
export interface HttpCall {
  method: string
  /** Without `/api`, doubled and trailing slashes. */
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  /** What the route's pattern captured, decoded. */
  parameters: string[]
  credentials: Credentials
  /** Aborts when the client goes away before the answer is complete. */
  signal: AbortSignal
  /** @throws HttpError 413 above 64 MiB. */
  body(): Promise<Uint8Array<ArrayBuffer>>
}

export interface HttpReply {
  status: number
  headers?: Record<string, string>
  body?: string | Uint8Array | AsyncIterable<string | Uint8Array>
}

/** An answer that is thrown. */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly reply: HttpReply

  constructor(reply: HttpReply) {
    super(`HTTP ${reply.status}`)
    this.reply = reply
  }
}

/** Ends the TCP connection in the middle of an answer. */
export class ConnectionCut extends Error {
  override readonly name = 'ConnectionCut'
  readonly isReset: boolean

  constructor(isReset: boolean) {
    super('The connection was cut on purpose.')
    this.isReset = isReset
  }
}

const bodyLimitBytes = 64 * 1024 * 1024

export function json(status: number, value: unknown): HttpReply {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  }
}

/** The error shape of everything but speech (PROTOCOL.md §10.4). */
export function detail(status: number, text: string): HttpReply {
  return json(status, { detail: text })
}

export async function readBody(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > bodyLimitBytes) throw new HttpError(detail(413, 'The body is larger than 64 MiB.'))
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

/** Sends a reply; a streamed body waits for a slow reader. */
export async function sendReply(response: ServerResponse, reply: HttpReply): Promise<void> {
  response.writeHead(reply.status, reply.headers)
  const { body } = reply
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    response.end(body)
    return
  }
  response.flushHeaders()
  try {
    for await (const chunk of body) {
      if (response.destroyed) return
      if (!response.write(chunk)) await drained(response)
    }
    response.end()
  } catch (error) {
    if (!(error instanceof ConnectionCut)) throw error
    cutConnection(response, error)
  }
}

export function cutConnection(response: ServerResponse, cut: ConnectionCut): void {
  if (cut.isReset) response.socket?.resetAndDestroy()
  else response.socket?.end()
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const finish = (): void => {
      response.off('drain', finish)
      response.off('close', finish)
      resolve()
    }
    response.on('drain', finish)
    response.on('close', finish)
  })
}
