import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'

/**
 * What goes out in place of one message of the service: text, or bytes as a binary message. `index` counts the messages of
 * a connection from 0, and `connection` the connections.
 */
export type Rewrite = (
  message: string,
  index: number,
  connection: number,
) => readonly (string | Uint8Array)[]

type BoundRewrite = (message: string, index: number) => ReturnType<Rewrite>

export interface Rewriter extends AsyncDisposable {
  readonly url: string
}

/** A relay in front of a service that says something else in its place, on sockets and in lines of JSON over HTTP. */
export async function startRewriter(target: string, rewrite: Rewrite): Promise<Rewriter> {
  const { origin, pathname } = new URL(target)
  let connections = 0
  const bound = (): BoundRewrite => {
    const connection = connections++
    return (message, index) => rewrite(message, index, connection)
  }
  const server = createServer((request, response) => {
    void relayHttp(origin, request, response, bound())
  })
  const sockets = new WebSocketServer({ noServer: true })
  server.on('upgrade', (request, socket, head) => {
    const rewriteHere = bound()
    sockets.handleUpgrade(request, socket, head, (client) => {
      relaySocket(origin.replace('http', 'ws'), request, client, rewriteHere)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server has no other address
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${pathname}`,
    [Symbol.asyncDispose]: async () => {
      for (const client of sockets.clients) client.terminate()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function relaySocket(
  origin: string,
  request: IncomingMessage,
  client: WebSocket,
  rewrite: BoundRewrite,
): void {
  const key = request.headers['x-api-key']
  const headers = typeof key === 'string' ? { 'x-api-key': key } : {}
  const upstream = new WebSocket(`${origin}${request.url}`, { headers })
  const early: string[] = []
  let index = 0
  client.on('error', () => {})
  upstream.on('error', () => client.terminate())
  client.on('message', (data) => {
    if (upstream.readyState === WebSocket.OPEN) upstream.send(String(data))
    else early.push(String(data))
  })
  upstream.on('open', () => {
    for (const message of early) upstream.send(message)
  })
  upstream.on('message', (data) => {
    for (const message of rewrite(String(data), index)) client.send(message)
    index += 1
  })
  client.on('close', () => upstream.terminate())
  upstream.on('close', (code) => client.close(code === 1005 || code === 1006 ? undefined : code))
}

async function relayHttp(
  origin: string,
  request: IncomingMessage,
  response: ServerResponse,
  rewrite: BoundRewrite,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { 'x-api-key': key, 'content-type': type } = request.headers
  const answer = await fetch(`${origin}${request.url}`, {
    method: request.method ?? 'GET',
    headers: {
      ...(typeof key === 'string' ? { 'x-api-key': key } : {}),
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
  })
  const lines = (await answer.text()).split('\n').filter((line) => line !== '')
  const hasLines = lines.length > 1 || answer.headers.get('content-type')?.includes('ndjson')
  response.writeHead(answer.status, {
    'content-type': answer.headers.get('content-type') ?? 'text/plain',
    connection: 'close',
  })
  for (const [index, line] of lines.entries()) {
    for (const message of rewrite(line, index)) {
      response.write(hasLines === true && typeof message === 'string' ? `${message}\n` : message)
    }
  }
  response.end()
}
