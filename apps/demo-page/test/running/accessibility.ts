import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { partsOf } from './parts-of-the-page.ts'
import type { Stage } from './stage.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe objects to in the page as it is now. */
async function objections(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  const { violations, passes } = await page.evaluate<AxeResults>('axe.run()')
  if (passes.length < 20) return [`axe looked at ${passes.length} rules only`]
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** What the page owes visitors without a mouse, or without eyes. */
export function accessibilityTests(stage: () => Stage): void {
  describe.each(['light', 'dark'] as const)('for everybody, %s', (colorScheme) => {
    it('has nothing that axe objects to, before and while it listens and speaks', async () => {
      await stage().visit({ colorScheme }, async (page) => {
        const { talk, sayIt, numbers, conversation, listen, speak, says } = partsOf(page)
        await numbers.locator('summary').click()
        expect(await objections(page)).toEqual([])
        await talk.click()
        await says(listen, 'Listening')
        await conversation.getByRole('listitem').first().waitFor()
        await sayIt.click()
        await says(speak, 'Speaking')
        expect(await objections(page)).toEqual([])
      })
    })

    it('has nothing that axe objects to when it cannot hear', async () => {
      await stage().visit({ colorScheme, path: '/?microphone=denied' }, async (page) => {
        const { start, alert } = partsOf(page)
        await start.click()
        await alert.waitFor()
        expect(await objections(page)).toEqual([])
      })
    })
  })

  it('is used by keyboard alone', async () => {
    await stage().visit({}, async (page) => {
      const { listen, speak, mute, says } = partsOf(page)
      const focused = (): Promise<string> =>
        page.evaluate(() => document.activeElement?.textContent.trim() ?? '')
      const tabTo = async (name: string): Promise<void> => {
        await page.keyboard.press('Tab')
        if ((await focused()) !== name) await tabTo(name)
      }
      await page.getByRole('button', { name: 'Start' }).waitFor()
      await page.keyboard.press('Tab')
      expect(await focused()).toBe('Skip to the demo')
      await page.keyboard.press('Enter')
      await tabTo('Start')
      await page.keyboard.press('Enter')
      await says(listen, 'Listening')
      expect(await focused()).toBe('Stop')
      await tabTo('Mute')
      await page.keyboard.press('Space')
      await says(listen, 'Muted')
      expect(await mute.getAttribute('aria-pressed')).toBe('true')
      await tabTo('Speak')
      await page.keyboard.press('Enter')
      await says(speak, 'Speaking')
      await tabTo('Pause')
      await page.keyboard.press('Enter')
      await says(speak, 'Paused')
      expect(await focused()).toBe('Resume')
      await page.keyboard.press('Escape')
      await says(speak, 'Ready')
    })
  })

  it('tells both halves in one place', async () => {
    await stage().visit({}, async (page) => {
      const { sayIt } = partsOf(page)
      const status = page.getByRole('status')
      await status.getByText('Ready. Ready.').waitFor()
      await sayIt.click()
      await status.getByText('Ready. Speaking.').waitFor()
      expect(await status.count()).toBe(1)
    })
  })
}
