import { type Emulator, startEmulator } from '@gradium-kit/emulator'
import { launchOptions } from '@gradium-kit/fixtures/chromium'
import { type Browser, chromium, type Page } from 'playwright'
import { inject, vi } from 'vitest'
import type { Build } from './build.ts'
import { recordMicrophone } from './microphone.ts'
import { serve } from './site.ts'

/** What the browser had to say of a visit, and the text of each file that it fetched. */
export interface Visit {
  readonly complaints: readonly string[]
  readonly served: readonly string[]
}

/** A browser whose microphone says one sentence again and again, and a service. */
export class Stage implements AsyncDisposable {
  readonly emulator: Emulator
  readonly #browser: Browser

  constructor(emulator: Emulator, browser: Browser) {
    this.emulator = emulator
    this.#browser = browser
  }

  /** Builds and serves a page, and does something in it. */
  async visit(
    build: Build,
    name: string,
    act: (page: Page) => Promise<void>,
    policy?: string,
  ): Promise<Visit> {
    const folder = await build(inject('project'), name)
    const { url, env } = this.emulator
    await using site = await serve(folder, { baseUrl: url, apiKey: env.GRADIUM_API_KEY }, policy)
    const context = await this.#browser.newContext({ permissions: ['microphone'] })
    try {
      const page = await context.newPage()
      page.setDefaultTimeout(20_000)
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(String(error)))
      page.on('console', (message) => complaints.push(message.text()))
      await page.goto(`${site.url}/?service=${encodeURIComponent(url)}`)
      await act(page)
      return { complaints, served: site.served }
    } finally {
      await context.close()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close()
    await this.emulator.close()
  }
}

export async function openStage(sentence: string): Promise<Stage> {
  // The bundlers look at it, and Vitest has set it to `test`.
  vi.stubEnv('NODE_ENV', 'production')
  const emulator = await startEmulator()
  const recording = await recordMicrophone(emulator, inject('project'), sentence)
  const add = [`--use-file-for-fake-audio-capture=${recording}`]
  return new Stage(emulator, await chromium.launch(launchOptions({ add })))
}
