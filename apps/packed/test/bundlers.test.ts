import { startEmulator } from '@gradium-kit/emulator'
import { launchOptions } from '@gradium-kit/fixtures/chromium'
import { chromium, type Browser, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { type Build, withVite, withWebpack } from './project/build.ts'
import { recordMicrophone } from './project/microphone.ts'
import { serve } from './project/site.ts'

const sentence = 'All is well.'
const project = inject('project')
const emulator = await startEmulator()
const { host } = new URL(emulator.url)
/** Without blob:, as strict as a page with sockets can be. */
const strict = `default-src 'none'; script-src 'self'; connect-src 'self' ws://${host}; img-src data:`
let browser: Browser

beforeAll(async () => {
  // The bundlers look at it, and Vitest has set it to `test`.
  vi.stubEnv('NODE_ENV', 'production')
  const recording = await recordMicrophone(emulator, project, sentence)
  browser = await chromium.launch(
    launchOptions({ add: [`--use-file-for-fake-audio-capture=${recording}`] }),
  )
})

afterAll(async () => {
  await browser.close()
  await emulator.close()
})

describe.each([
  ['Vite', withVite, 'vite-files'],
  ['webpack', withWebpack, 'webpack-files'],
])('T16 %s, unconfigured', (_, build, files) => {
  it.each([
    ['with its worklets inlined', 'inlined'],
    ['with React', 'react'],
    ['with Vue', 'vue'],
  ])('builds a page %s, which hears and speaks', async (__, name) => {
    const { complaints } = await visit(build, name, undefined, listenAndSpeak)
    expect(complaints).toEqual([])
  })

  it('T15 builds a page with its worklets as files, which hears and speaks under a strict policy', async () => {
    const { complaints, served } = await visit(build, files, strict, listenAndSpeak)
    expect(complaints).toEqual([])
    const worklets = served.filter(
      (text) => text.includes('AudioWorkletProcessor') && !text.includes('getUserMedia'),
    )
    expect(worklets).toHaveLength(2)
  })
})

it('T15 says in the page what a strict policy asks of it, when the worklets are inlined', async () => {
  let shown: string | null = null
  await visit(withVite, 'inlined', strict, async (page) => {
    await page.getByRole('button', { name: 'Listen' }).click()
    const status = page.getByRole('status').filter({ hasText: 'worklet' })
    shown = await status.textContent()
  })
  expect(shown).toMatch(/Content-Security-Policy.*workletUrl.*script-src/)
})

/** Builds and serves a page, does something in it, and tells what the browser had to say. */
async function visit(
  build: Build,
  name: string,
  policy: string | undefined,
  act: (page: Page) => Promise<void>,
): Promise<{ complaints: string[]; served: readonly string[] }> {
  const folder = await build(project, name)
  const service = { baseUrl: emulator.url, apiKey: emulator.env.GRADIUM_API_KEY }
  await using site = await serve(folder, service, policy)
  const context = await browser.newContext({ permissions: ['microphone'] })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(10_000)
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(String(error)))
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(`${site.url}/?service=${encodeURIComponent(emulator.url)}`)
    await act(page)
    return { complaints, served: site.served }
  } finally {
    await context.close()
  }
}

async function listenAndSpeak(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Listen' }).click()
  await page.getByText(sentence).waitFor()
  await page.getByRole('button', { name: 'Stop' }).click()
  await page.getByText('idle, idle').waitFor()
  const heard = await page.getByRole('paragraph').first().textContent()
  await page.getByRole('button', { name: 'Say it' }).click()
  await page.getByText(`ended: ${heard}`).waitFor()
  await page.getByText('idle, idle').waitFor()
}
