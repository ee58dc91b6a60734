import type { ServerResponse } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { Connect, Plugin } from 'vite'
import { answer } from './answer.ts'
import { readBackend, readBaseUrl } from './backend.ts'
import { securityHeaders } from './content-security.ts'
import { answerToken } from './token-route.ts'

const publicDir = fileURLToPath(new URL('../../public', import.meta.url))

/**
 * The server side of the demo as a Vite plugin: `POST /api/token` and `GET /api/config` on the development and the preview
 * server. The preview server also sends a strict Content-Security-Policy; Vite's hot reload could not live with one.
 */
export function demoServer(): Plugin {
  return {
    name: 'gradium-kit:demo-server',
    // A file inlined as `data:` would break the policy.
    config: () => ({ publicDir, build: { assetsInlineLimit: 0 } }),
    configureServer: ({ middlewares }) => addRoutes(middlewares),
    configurePreviewServer({ middlewares }) {
      const headers = new Headers(securityHeaders(readBaseUrl()))
      middlewares.use((_request, response, next) => {
        response.setHeaders(headers)
        next()
      })
      addRoutes(middlewares)
    },
  }
}

function addRoutes(middlewares: Connect.Server): void {
  // A wrong address stops the server when it starts, not its first visitor.
  readBaseUrl()
  middlewares.use('/api/token', (request, response) => {
    void answerToken(request, response)
  })
  middlewares.use('/api/config', (_request, response) => {
    void answerConfig(response)
  })
}

async function answerConfig(response: ServerResponse): Promise<void> {
  answer(response, 200, await readBackend())
}
