import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Emulator, startEmulator } from '@gradium-kit/emulator'
import { launchOptions } from '@gradium-kit/fixtures/chromium'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright'
import { build, preview, type PreviewServer } from 'vite'
import { vi } from 'vitest'
import { writeMicrophoneClip } from './microphone-clip.ts'

/** Sound comes a little faster than it is heard, as from a service that has other work. */
const pace = { clock: 'realtime', speed: 2 } as const

/** How an app is built. */
export type Mode = 'production' | 'development'

/** A visit that may differ from the usual one. */
export interface Visit extends BrowserContextOptions {
  /** What the address has behind its host. */
  readonly path?: string
  /** What browsers write to the console when something outside of the page fails; all else fails the test. */
  readonly mayComplainOf?: RegExp
  /** Before the page is loaded. */
  readonly prepare?: (page: Page) => Promise<unknown>
}

/** One of the apps as it is shipped, under its strict policy, an emulator behind it, and Chromium with a voice at its microphone. */
export class Stage implements AsyncDisposable {
  emulator: Emulator
  readonly url: string
  readonly #browser: Browser
  readonly #server: PreviewServer
  readonly #folder: string

  private constructor(
    emulator: Emulator,
    server: PreviewServer,
    browser: Browser,
    url: string,
    folder: string,
  ) {
    this.emulator = emulator
    this.url = url
    this.#server = server
    this.#browser = browser
    this.#folder = folder
  }

  /** Builds and serves the app in a folder, as it is shipped or with the warnings that frameworks give those who develop. */
  static async open(app: URL, mode: Mode = 'production'): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), 'demo-app-'))
    const clip = join(folder, 'microphone.wav')
    const emulator = await startEmulator(pace)
    vi.stubEnv('GRADIUM_BASE_URL', emulator.url)
    vi.stubEnv('GRADIUM_API_KEY', 'a-key-that-stays-here')
    vi.stubEnv('NODE_ENV', mode)
    const common = { root: fileURLToPath(app), logLevel: 'error', mode } as const
    const output = { outDir: join(folder, 'site'), emptyOutDir: true }
    await Promise.all([build({ ...common, build: output }), writeMicrophoneClip(clip)])
    const address = { host: '127.0.0.1', port: 0, strictPort: false }
    const server = await preview({ ...common, build: output, preview: address })
    const browser = await chromium.launch(
      launchOptions({ add: [`--use-file-for-fake-audio-capture=${clip}`] }),
    )
    const bound = server.httpServer.address()
    if (typeof bound !== 'object' || bound === null) throw new Error('The server has no port.')
    return new Stage(emulator, server, browser, `http://127.0.0.1:${bound.port}`, folder)
  }

  /** Opens the page, as a visitor of its own, and ends that visit. Whatever the page complains of fails the test. */
  async visit(visit: Visit, use: (page: Page) => Promise<void>): Promise<void> {
    const { path = '/', mayComplainOf = /(?!)/u, prepare, ...look } = visit
    const context = await this.#browser.newContext(look)
    const page = await context.newPage()
    page.setDefaultTimeout(15_000)
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'warning' || message.type() === 'error')
        complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(error.message))
    try {
      await prepare?.(page)
      await page.goto(this.url + path)
      await use(page)
    } finally {
      await context.close()
    }
    const unexpected = complaints.filter((complaint) => !mayComplainOf.test(complaint))
    if (unexpected.length > 0) throw new Error(`The page complains:\n${unexpected.join('\n')}`)
  }

  /** Starts another emulator in place of one that was closed. */
  async restartEmulator(): Promise<void> {
    const { port } = new URL(this.emulator.url)
    this.emulator = await startEmulator({ ...pace, port: Number(port) })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    vi.unstubAllEnvs()
    await this.#browser.close()
    await this.#server.close()
    await this.emulator.close()
    await rm(this.#folder, { recursive: true })
  }
}
