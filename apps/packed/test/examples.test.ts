import type { Page } from 'playwright'
import { afterAll, expect, it } from 'vitest'
import { exampleWithVite } from './project/build.ts'
import { openStage } from './project/stage.ts'

const sentence = 'All is well.'
const stage = await openStage(sentence)
afterAll(() => stage[Symbol.asyncDispose]())

it('shows captions by the example of the documentation', async () => {
  const { complaints } = await stage.visit(exampleWithVite, 'captions', async (page) => {
    await bridge(page)
    await page.getByRole('button', { name: 'Listen' }).click()
    await page.getByText('listening', { exact: true }).waitFor()
    await page.getByText(sentence).waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByRole('button', { name: 'Listen' }).waitFor()
    await page.getByText('idle', { exact: true }).waitFor()
  })
  expect(complaints).toEqual([])
})

it('speaks by the example of the documentation, and stops', async () => {
  const { complaints } = await stage.visit(exampleWithVite, 'speaker', async (page) => {
    await bridge(page)
    const shown = page.getByRole('paragraph')
    await page.getByRole('button', { name: 'Speak' }).click()
    await shown.filter({ hasText: /^Good morning\.$/ }).waitFor()
    await page.getByRole('button', { name: 'Speak' }).waitFor()
    await page.getByRole('textbox').fill('One more time, and then some more.')
    await page.getByRole('button', { name: 'Speak' }).click()
    await shown.filter({ hasText: /^One/ }).waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.getByText('idle', { exact: true }).waitFor()
    expect(await shown.textContent()).not.toContain('some more.')
  })
  expect(complaints).toEqual([])
})

/** The examples go to Gradium itself: its address leads to the emulator here. */
async function bridge(page: Page): Promise<void> {
  await page.routeWebSocket('wss://api.gradium.ai/**', (fromPage) => {
    const { pathname, search } = new URL(fromPage.url())
    const { origin } = new URL(stage.emulator.url)
    const socket = new WebSocket(`${origin.replace('http', 'ws')}${pathname}${search}`)
    const waiting: string[] = []
    fromPage.onMessage((message) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(String(message))
      else waiting.push(String(message))
    })
    fromPage.onClose((code) => socket.close(code === undefined || code < 3_000 ? 1_000 : code))
    socket.addEventListener('open', () => waiting.forEach((message) => socket.send(message)))
    socket.addEventListener('message', ({ data }) => fromPage.send(String(data)))
    socket.addEventListener('close', ({ code, reason }) => void fromPage.close({ code, reason }))
  })
}
