import { partsOf, readPage, Stage, type StagePage } from '@gradium-kit/demo-page/testing'
import { beforeAll, expect, it } from 'vitest'

/** What the page looks like, at which address, and how it gets there. */
const states: readonly [string, string, (page: StagePage) => Promise<void>][] = [
  ['at rest', '/', async () => {}],
  [
    'when the browser asks',
    '/?microphone=prompt',
    async (page) => {
      const { start, listen, says } = partsOf(page)
      await start.click()
      await says(listen, 'Your browser asks for the microphone')
    },
  ],
  [
    'when it cannot hear',
    '/?microphone=denied',
    async (page) => {
      const { start, alert } = partsOf(page)
      await start.click()
      await alert.waitFor()
    },
  ],
  [
    'when the service refuses',
    '/',
    async (page) => {
      const { start, alert } = partsOf(page)
      await page.route('**/api/token', (route) => route.fulfill({ body: '{}' }))
      await start.click()
      await alert.waitFor()
    },
  ],
  [
    'after it has listened',
    '/',
    async (page) => {
      const { start, stop, log, listen, says } = partsOf(page)
      await start.click()
      await log.locator('p').first().waitFor()
      await stop.click()
      await says(listen, 'Ready')
    },
  ],
  [
    'after it has spoken',
    '/',
    async (page) => {
      const { text, sayIt, speak, says } = partsOf(page)
      await text.fill('The same words.')
      await sayIt.click()
      await says(speak, 'Speaking')
      await says(speak, 'Ready')
    },
  ],
  [
    'after it has answered',
    '/',
    async (page) => {
      const { talk, conversation, speak, listen, stop, says } = partsOf(page)
      await talk.click()
      await conversation.getByRole('listitem').nth(1).waitFor()
      await says(speak, 'Speaking')
      await stop.click()
      await says(speak, 'Ready')
      await says(listen, 'Ready')
    },
  ],
]

/** The page of an app in every state, without what names the framework, the port of its emulator, or a measured time. */
async function readStates(app: URL): Promise<ReadonlyMap<string, readonly string[]>> {
  await using stage = await Stage.open(app)
  const { host } = new URL(stage.emulator.url)
  const pages = new Map<string, readonly string[]>()
  for (const [state, path, reach] of states) {
    await stage.visit({ path }, async (page) => {
      // Appears when the devices are known.
      await page.getByLabel('Output').waitFor()
      await reach(page)
      const lines = await readPage(page)
      pages.set(
        state,
        lines.map((line) =>
          line
            .replaceAll(host, 'emulator')
            .replace('aria-current="page" ', '')
            .replace(/[\d,]+ ms$/u, '… ms'),
        ),
      )
    })
  }
  return pages
}

let ours: ReadonlyMap<string, readonly string[]>
let theirs: ReadonlyMap<string, readonly string[]>

beforeAll(async () => {
  ours = await readStates(new URL('..', import.meta.url))
  theirs = await readStates(
    new URL('.', import.meta.resolve('@gradium-kit/react-demo/package.json')),
  )
})

it.each(states.map(([state]) => state))('is the page of React, %s', (state) => {
  expect(ours.get(state)!.length).toBeGreaterThan(100)
  expect(ours.get(state)).toEqual(theirs.get(state))
})
