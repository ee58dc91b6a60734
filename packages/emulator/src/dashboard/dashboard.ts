import { readFile } from 'node:fs/promises'

/** One file of the dashboard page as an HTTP answer. */
export interface DashboardResponse {
  status: number
  headers: Record<string, string>
  body: string
}

const contentTypes = new Map([
  ['index.html', 'text/html; charset=utf-8'],
  ['style.css', 'text/css; charset=utf-8'],
  ['panels.css', 'text/css; charset=utf-8'],
  ['app.js', 'text/javascript; charset=utf-8'],
  ['playback-worklet.js', 'text/javascript; charset=utf-8'],
  ['capture-worklet.js', 'text/javascript; charset=utf-8'],
])

const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Where the build puts the page: beside the bundled code, or in `dist` when this runs from source. */
const folders = [
  new URL('./dashboard/', import.meta.url),
  new URL('../../dist/dashboard/', import.meta.url),
]

/** The file of the dashboard at a path under `/__emulator/`, or undefined when the path is none of the page's. */
export async function dashboardResponse(path: string): Promise<DashboardResponse | undefined> {
  const name = path.replace(/^\/__emulator\/?/u, '') || 'index.html'
  const contentType = contentTypes.get(name)
  if (contentType === undefined) return undefined
  const body = await readPageFile(name)
  const isBuilt = body !== undefined
  return {
    status: isBuilt ? 200 : 503,
    headers: {
      'content-type': isBuilt ? contentType : 'text/plain; charset=utf-8',
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    },
    body: body ?? 'The dashboard has not been built. Run pnpm build in packages/emulator.\n',
  }
}

async function readPageFile(name: string): Promise<string | undefined> {
  const [beside, built] = await Promise.all(
    folders.map((folder) => readFile(new URL(name, folder), 'utf8').catch(() => undefined)),
  )
  return beside ?? built
}
