import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { spokenText } from './microphone-clip.ts'
import { Notes } from './notes.ts'
import { partsOf } from './parts-of-the-page.ts'
import type { Stage } from './stage.ts'

/** What the half that hears owes its visitor. */
export function listeningTests(stage: () => Stage): void {
  describe('listening', () => {
    it('captions what is said word for word, with a turn for each pause, from one token and one connection', async () => {
      const tokens: string[] = []
      const before = stage().emulator.sessions.length
      await stage().visit({}, async (page) => {
        const { start, stop, captions, log, listen, says } = partsOf(page)
        page.on('request', (request) => request.url().endsWith('/token') && tokens.push('one'))
        const open = await Notes.begin(page, '.captions .is-open')
        await start.click()
        await says(listen, 'Listening')
        await log.getByText(spokenText, { exact: true }).waitFor()
        expect(await log.locator('p').allTextContents()).toEqual([spokenText])
        expect(await open.read()).toEqual(spokenText.split(' '))
        const [caption] = await captions.locator('p').allInnerTexts()
        expect(caption).toMatch(/^0:0\d\n/u)
        expect(caption?.split('\n').at(-1)?.trim()).toBe(spokenText)
        expect(await captions.locator('.is-open').count()).toBe(0)
        await stop.click()
        await says(listen, 'Ready')
        expect(await log.locator('p').first().textContent()).toBe(spokenText)
      })
      expect(tokens).toEqual(['one'])
      expect(stage().emulator.sessions.length - before).toBe(1)
    })

    it('moves its meter with the voice, and tells a screen reader of it once a second at most', async () => {
      await stage().visit({}, async (page) => {
        const { start, meter } = partsOf(page)
        expect(await meter.getAttribute('aria-valuenow')).toBe('0')
        await meter.evaluate((element) => {
          const times: number[] = []
          Object.assign(globalThis, { times })
          new MutationObserver(() => times.push(performance.now())).observe(element, {
            attributeFilter: ['aria-valuenow'],
          })
        })
        await start.click()
        const isAbove = (level: number): Promise<unknown> =>
          page.waitForFunction((limit) => {
            const element = document.querySelector<HTMLElement>('[role=meter]')!
            return Number(element.style.getPropertyValue('--level')) > limit
          }, level)
        await isAbove(0.05)
        await page.waitForFunction(
          () => (globalThis as unknown as { times: number[] }).times.length > 2,
        )
        const times = await page.evaluate(
          () => (globalThis as unknown as { times: number[] }).times,
        )
        const gaps = times.slice(1).map((time, index) => time - times[index]!)
        expect(Math.min(...gaps)).toBeGreaterThan(800)
      })
    })

    it('mutes and unmutes in one session', async () => {
      const before = stage().emulator.sessions.length
      await stage().visit({}, async (page) => {
        const { start, mute, listen, says } = partsOf(page)
        expect(await mute.getAttribute('aria-disabled')).toBe('true')
        await mute.press('Enter')
        expect(await mute.getAttribute('aria-pressed')).toBe('false')
        await start.click()
        await says(listen, 'Listening')
        expect(await mute.getAttribute('aria-disabled')).toBe('false')
        await mute.click()
        await says(listen, 'Muted')
        expect(await mute.getAttribute('aria-pressed')).toBe('true')
        await mute.click()
        await says(listen, 'Listening')
      })
      expect(stage().emulator.sessions.length - before).toBe(1)
    })

    it('says that nothing is heard after 5 s, until something is', async () => {
      await stage().visit({}, async (page) => {
        const { start, listen, says } = partsOf(page)
        await start.click()
        await says(listen, 'Listening, but nothing is heard')
        const notice = listen.getByText('No sound for 5 seconds.')
        expect(await notice.count()).toBe(1)
        await says(listen, 'Listening')
        expect(await notice.count()).toBe(0)
      })
    })

    it('changes the microphone without a new connection', async () => {
      const before = stage().emulator.sessions.length
      await stage().visit({}, async (page) => {
        const { start, microphone, listen, numbers, log, says, figure } = partsOf(page)
        await start.click()
        await says(listen, 'Listening')
        await microphone.getByText('Fake Audio Input 2').waitFor({ state: 'attached' })
        await microphone.selectOption({ label: 'Fake Audio Input 2' })
        await numbers.locator('summary').click()
        await numbers.getByText('Fake Audio Input 2', { exact: true }).waitFor()
        expect(await figure('Microphone')).toBe('Fake Audio Input 2')
        await log.getByText(spokenText).first().waitFor()
        await says(listen, 'Listening')
      })
      expect(stage().emulator.sessions.length - before).toBe(1)
    })

    it('goes back to the browser’s choice when the chosen microphone is unplugged', async () => {
      await stage().visit({}, async (page) => {
        const { microphone, listen } = partsOf(page)
        await microphone.getByText('Fake Audio Input 2').waitFor({ state: 'attached' })
        await microphone.selectOption({ label: 'Fake Audio Input 2' })
        await page.evaluate(() => {
          const { mediaDevices } = navigator
          const list = mediaDevices.enumerateDevices.bind(mediaDevices)
          mediaDevices.enumerateDevices = async () =>
            (await list()).filter(({ label }) => label !== 'Fake Audio Input 2')
          mediaDevices.dispatchEvent(new Event('devicechange'))
        })
        await listen.getByText('The device you chose is gone.').waitFor()
        const shown = microphone.locator('option:checked')
        expect(await shown.textContent()).toBe('Fake Default Audio Input')
      })
    })

    it('listens on when another microphone cannot be had, and says why', async () => {
      await stage().visit({}, async (page) => {
        const { start, microphone, listen, alert, says } = partsOf(page)
        await start.click()
        await says(listen, 'Listening')
        await microphone.getByText('Fake Audio Input 2').waitFor({ state: 'attached' })
        await page.evaluate(() => {
          const { mediaDevices } = navigator
          const open = mediaDevices.getUserMedia.bind(mediaDevices)
          mediaDevices.getUserMedia = async () => {
            mediaDevices.getUserMedia = open
            throw new DOMException('Could not start audio source', 'NotReadableError')
          }
        })
        await microphone.selectOption({ label: 'Fake Audio Input 2' })
        await alert.getByRole('heading', { name: 'The microphone is in use' }).waitFor()
        await says(listen, 'Listening')
        await alert.getByRole('button', { name: 'Try again' }).click()
        await alert.waitFor({ state: 'detached' })
        await says(listen, 'Listening')
        expect(await microphone.locator('option:checked').textContent()).toBe('Fake Audio Input 2')
      })
    })

    it('begins anew in another language', async () => {
      await stage().visit({}, async (page) => {
        const { start, language, listen, captions, says } = partsOf(page)
        await start.click()
        await says(listen, 'Listening')
        const setup = stage().emulator.waitFor(
          ({ message }) => /language\W+fr/u.test(JSON.stringify(message ?? {})),
          { timeoutMs: 10_000 },
        )
        await language.selectOption('French')
        await setup
        await says(listen, 'Listening')
        expect(await captions.getAttribute('lang')).toBe('fr')
      })
    })

    it('copies, saves and clears what was said', async () => {
      const permissions = ['clipboard-read', 'clipboard-write', 'microphone']
      await stage().visit({ permissions }, async (page) => {
        const { start, stop, listen, captions, log } = partsOf(page)
        const tool = (name: string) => listen.getByRole('button', { name, exact: true })
        expect(await tool('Copy').getAttribute('aria-disabled')).toBe('true')
        await start.click()
        await log.getByText(spokenText).waitFor()
        await stop.click()
        await start.waitFor()
        await tool('Copy').click()
        await tool('Copied').waitFor()
        const expected = new RegExp(`^0:0\\d  ${spokenText}\\n$`, 'u')
        expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(expected)
        const saved = page.waitForEvent('download')
        await tool('Download').click()
        const download = await saved
        expect(download.suggestedFilename()).toBe('transcript.txt')
        expect(await readFile(await download.path(), 'utf8')).toMatch(expected)
        await tool('Clear').click()
        await captions.getByText('Press Start').waitFor()
        expect(await log.locator('p').count()).toBe(0)
      })
    })

    it('hears only while the button is held, by key or pointer', async () => {
      await stage().visit({}, async (page) => {
        const { hold, log, listen, says } = partsOf(page)
        await hold.focus()
        await page.keyboard.down(' ')
        await says(listen, 'Listening')
        await page.keyboard.up(' ')
        await says(listen, 'Muted')
        await hold.hover()
        await page.mouse.down()
        await says(listen, 'Listening')
        await log.getByText(spokenText).waitFor()
        await page.mouse.up()
        await says(listen, 'Muted')
        expect(await log.locator('p').allTextContents()).toEqual([spokenText])
      })
    })
  })
}
