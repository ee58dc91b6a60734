import type { Page } from 'playwright'
import { describe, expect, it } from 'vitest'
import { spokenText } from './microphone-clip.ts'
import { partsOf } from './parts-of-the-page.ts'
import type { Stage } from './stage.ts'

/** What Chromium says of an answer that is an error, and of a connection that is lost. */
const network = /Failed to load resource|WebSocket connection to/u

const microphones = [
  ['denied', 'The microphone is blocked', 'Click the icon left of the address.'],
  ['not-found', 'There is no microphone', 'connect one'],
  ['busy', 'The microphone is in use', 'Close that one'],
  ['insecure', 'This page is not secure', 'serve it over https'],
  ['unsupported', 'This browser cannot do it', 'use a newer one'],
] as const

/** Answers for the token route instead of the server. */
const tokenRoute =
  (answer: Parameters<Page['route']>[1]) =>
  (page: Page): Promise<unknown> =>
    page.route('**/api/token', answer)

/** What the page owes a visitor when something fails. */
export function badDayTests(stage: () => Stage): void {
  describe('on a bad day', () => {
    it.each(microphones)(
      'says what to do when the microphone is %s',
      async (name, title, advice) => {
        const tokens: string[] = []
        await stage().visit({ path: `/?microphone=${name}` }, async (page) => {
          const { start, alert } = partsOf(page)
          page.on('request', (request) => request.url().endsWith('/token') && tokens.push('one'))
          await start.click()
          await alert.getByRole('heading', { name: title }).waitFor()
          expect(await alert.count()).toBe(1)
          expect(await alert.textContent()).toContain(advice)
          const canRetry = name !== 'insecure' && name !== 'unsupported'
          expect(await alert.getByRole('button', { name: 'Try again' }).count()).toBe(
            canRetry ? 1 : 0,
          )
          await start.waitFor()
        })
        expect(tokens).toEqual([])
      },
    )

    it('explains the prompt while the browser asks, and takes the question back', async () => {
      await stage().visit({ path: '/?microphone=prompt' }, async (page) => {
        const { start, listen, says } = partsOf(page)
        await listen.getByText('Press Start and your browser asks for the microphone').waitFor()
        await start.click()
        await listen.getByText('Choose Allow and speak').waitFor()
        await says(listen, 'Your browser asks for the microphone')
        await listen.getByRole('button', { name: 'Cancel' }).click()
        await says(listen, 'Ready')
        expect(await listen.getByText('Choose Allow and speak').count()).toBe(0)
      })
    })

    it('says in a sentence that the token route stays down, and speaks when asked again', async () => {
      const prepare = async (page: Page): Promise<void> => {
        await page.clock.install()
        const answer = { status: 502, json: { error: 'The server cannot reach Gradium.' } }
        await tokenRoute((route) => route.fulfill(answer))(page)
      }
      await stage().visit({ prepare, mayComplainOf: network }, async (page) => {
        const { text, sayIt, alert, speak, reading, says } = partsOf(page)
        await text.fill('Is anybody there?')
        await sayIt.click()
        await says(speak, 'Connecting')
        // It tries for half a minute, which passes quickly here.
        while ((await alert.count()) === 0) await page.clock.runFor(1_000)
        expect(await alert.textContent()).toContain('The server cannot reach Gradium.')
        await says(speak, 'Stopped')
        await page.unroute('**/api/token')
        await page.clock.resume()
        await alert.getByRole('button', { name: 'Try again' }).click()
        await says(speak, 'Speaking')
        expect(await alert.count()).toBe(0)
        await says(speak, 'Ready')
        expect((await reading.textContent())?.trim()).toBe('Is anybody there?')
      })
    })

    it('says in a sentence that the token route answers rubbish, and tries again when asked', async () => {
      const prepare = tokenRoute((route) => route.fulfill({ body: '<!doctype html>' }))
      await stage().visit({ prepare, mayComplainOf: network }, async (page) => {
        const { start, alert, listen, says } = partsOf(page)
        await start.click()
        await alert.getByText('The token route answered 200 without a token.').waitFor()
        expect(await alert.count()).toBe(1)
        expect(await alert.locator('code').textContent()).toBe('token')
        await says(listen, 'Stopped')
        await page.unroute('**/api/token')
        await alert.getByRole('button', { name: 'Try again' }).click()
        await says(listen, 'Listening')
        expect(await alert.count()).toBe(0)
      })
    })

    it('keeps what is said while the token route is slow', async () => {
      let endWait = (): void => {}
      const said = new Promise<void>((resolve) => {
        endWait = resolve
      })
      const prepare = tokenRoute(async (route) => {
        await said
        await route.continue()
      })
      await stage().visit({ prepare }, async (page) => {
        const { start, listen, log, says } = partsOf(page)
        await start.click()
        await says(listen, 'Connecting. You can speak already')
        // The clip is heard while nothing listens yet.
        await page.waitForFunction(() => {
          const meter = document.querySelector<HTMLElement>('[role=meter]')!
          return Number(meter.style.getPropertyValue('--level')) > 0.05
        })
        await page.waitForFunction(
          () => document.querySelector('[role=meter]')!.getAttribute('style') === '--level: 0;',
        )
        endWait()
        await says(listen, 'Listening')
        await log.getByText(spokenText).first().waitFor()
        expect(await log.locator('p').first().textContent()).toBe(spokenText)
      })
    })

    it('keeps the text and goes on when the service dies in the middle of a sentence', async () => {
      await stage().visit({ mayComplainOf: network }, async (page) => {
        const { start, listen, captions, log, numbers, alert, says, figure } = partsOf(page)
        await start.click()
        await captions.getByText('Hello,').waitFor()
        await stage().emulator.close()
        await says(listen, 'Connecting again. What you say is kept')
        expect(await captions.textContent()).toContain('Hello,')
        await stage().restartEmulator()
        await says(listen, 'Listening')
        await log.getByText(spokenText).first().waitFor()
        expect(await alert.count()).toBe(0)
        await numbers.locator('summary').click()
        expect(await figure('Reconnects')).toBe('1')
      })
    })

    it('speaks on from the sentence in which the service died', async () => {
      const sentences = ['The first is heard.', 'The second breaks off.', 'The third comes too.']
      await stage().visit({ mayComplainOf: network }, async (page) => {
        const { text, sayIt, reading, speak, says } = partsOf(page)
        await text.fill(sentences.join(' '))
        await sayIt.click()
        await page.waitForFunction(() => document.querySelector('.is-current') !== null)
        await stage().emulator.close()
        await stage().restartEmulator()
        await says(speak, 'Ready')
        expect((await reading.textContent())?.trim()).toBe(sentences.join(' '))
        expect(await speak.getByText('Heard so far').count()).toBe(0)
      })
    })

    it('waits with an explanation while its own server does not answer', async () => {
      const prepare = (page: Page): Promise<unknown> =>
        page.route('**/api/config', (route) => route.abort(), { times: 1 })
      await stage().visit({ prepare, mayComplainOf: network }, async (page) => {
        const { start, alert } = partsOf(page)
        await alert.getByText('The server of this page does not answer').waitFor()
        await alert.getByRole('button', { name: 'Try again' }).click()
        await start.waitFor()
        expect(await alert.count()).toBe(0)
      })
    })
  })
}
