import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { Gradium } from '@gradium-kit/core'

/** A running web server. */
export interface Site extends AsyncDisposable {
  readonly url: string
  /** The text of each file that somebody has asked for. */
  readonly served: readonly string[]
}

const kinds = new Map([
  ['.html', 'text/html'],
  ['.js', 'text/javascript'],
])

/** Serves a built page with a Content-Security-Policy, and mints its tokens. */
export async function serve(
  folder: string,
  service: { baseUrl: string; apiKey: string },
  policy: string | undefined,
): Promise<Site> {
  const served: string[] = []
  const gradium = new Gradium(service)
  const server = createServer(async (request, response) => {
    if (policy !== undefined) response.setHeader('content-security-policy', policy)
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    try {
      if (pathname === '/gradium-token') {
        const { token } = await gradium.tokens.create()
        response.end(token)
        return
      }
      if (pathname === '/favicon.ico') {
        response.writeHead(204).end()
        return
      }
      const file = join(folder, pathname === '/' ? 'index.html' : pathname)
      const body = await readFile(file, 'utf8')
      served.push(body)
      response.setHeader('content-type', kinds.get(extname(file)) ?? 'application/octet-stream')
      response.end(body)
    } catch {
      response.writeHead(404).end()
    }
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return {
    served,
    url: `http://127.0.0.1:${address.port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}
