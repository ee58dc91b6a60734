import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, createServer, preview, type PreviewServer, type ViteDevServer } from 'vite'
import { demoServer } from '../src/server/demo-server.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const common = { configFile: false, logLevel: 'error', root } as const
const loopback = { host: '127.0.0.1', port: 0 } as const

/** The page as it is developed or as it is shipped, on a free port. */
export interface Site extends AsyncDisposable {
  readonly url: string
}

/** With `ws: false`, because hot reload has no part in these tests. */
export async function startDevelopment(): Promise<Site> {
  const server = await createServer({
    ...common,
    plugins: [demoServer()],
    server: { ...loopback, ws: false },
    // Nothing is left in the repository, and no run sees what another has cached.
    cacheDir: await mkdtemp(join(tmpdir(), 'demo-page-')),
  })
  await server.listen()
  return site(server, server.config.cacheDir)
}

/** Builds both specimens and serves them under the strict policy. */
export async function startPreview(): Promise<Site> {
  const outDir = await mkdtemp(join(tmpdir(), 'demo-page-'))
  const input = ['page.html', 'index.html'].map((name) => join(root, name))
  const plugins = [demoServer()]
  await build({ ...common, plugins, build: { outDir, rolldownOptions: { input } } })
  const server = await preview({ ...common, plugins, preview: loopback, build: { outDir } })
  return site(server, outDir)
}

function site(server: ViteDevServer | PreviewServer, folder: string): Site {
  const address = server.httpServer?.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      await server.close()
      await rm(folder, { recursive: true })
    },
  }
}
