import type { Page } from 'playwright'
import { afterAll, describe, expect, it } from 'vitest'
import { withVite, withWebpack } from './project/build.ts'
import { openStage } from './project/stage.ts'

const sentence = 'All is well.'
const stage = await openStage(sentence)
afterAll(() => stage[Symbol.asyncDispose]())

/** Without blob:, as strict as a page with sockets can be. */
const service = stage.emulator.url.replace(/^http(.*)\/api$/, 'ws$1')
const strict = `default-src 'none'; script-src 'self'; connect-src 'self' ${service}`

describe.each([
  ['Vite', withVite, 'vite-files'],
  ['webpack', withWebpack, 'webpack-files'],
])('T16 %s, unconfigured', (_, build, files) => {
  it.each([
    ['with its worklets inlined', 'inlined'],
    ['with React', 'react'],
    ['with Vue', 'vue'],
  ])('builds a page %s, which hears and speaks', async (__, name) => {
    const { complaints } = await stage.visit(build, name, listenAndSpeak)
    expect(complaints).toEqual([])
  })

  it('T15 builds a page with its worklets as files, which hears and speaks under a strict policy', async () => {
    const { complaints, served } = await stage.visit(build, files, listenAndSpeak, strict)
    expect(complaints).toEqual([])
    const worklets = served.filter(
      (text) => text.includes('AudioWorkletProcessor') && !text.includes('getUserMedia'),
    )
    expect(worklets).toHaveLength(2)
  })
})

it('T15 says in the page what a strict policy asks of it, when the worklets are inlined', async () => {
  let shown: string | null = null
  const listen = async (page: Page): Promise<void> => {
    await page.getByRole('button', { name: 'Listen' }).click()
    const status = page.getByRole('status').filter({ hasText: 'worklet' }).first()
    shown = await status.textContent()
  }
  await stage.visit(withVite, 'inlined', listen, strict)
  expect(shown).toMatch(/script-src.*Content-Security-Policy.*workletUrl/)
})

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
