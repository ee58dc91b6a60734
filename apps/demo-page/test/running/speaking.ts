import { describe, expect, it } from 'vitest'
import { Notes } from './notes.ts'
import { partsOf } from './parts-of-the-page.ts'
import type { Stage } from './stage.ts'

const sentence = 'Every word of this is marked while it is heard.'
const long = Array.from({ length: 8 }, () => sentence).join(' ')

/** Where each mark stood. One after the other, forward: a busy machine may pass over a word, and never goes back. */
function placesOf(marks: readonly string[]): number[] {
  const words = sentence.split(' ')
  let next = 0
  return marks.map((mark) => {
    const place = words.indexOf(mark, next)
    expect(place, `${mark} in its turn`).toBeGreaterThanOrEqual(next)
    next = place + 1
    return place
  })
}

/** What the half that speaks owes its visitor. */
export function speakingTests(stage: () => Stage): void {
  describe('speaking', () => {
    it('marks each word in its turn, and nothing at the end', async () => {
      await stage().visit({}, async (page) => {
        const { text, sayIt, reading, speak, numbers, says, figure } = partsOf(page)
        const marks = await Notes.begin(page, '.reading .is-current')
        await text.fill(sentence)
        await sayIt.click()
        await says(speak, 'Speaking')
        await says(speak, 'Ready')
        expect(placesOf(await marks.read()).at(-1)).toBe(sentence.split(' ').length - 1)
        expect((await reading.textContent())?.trim()).toBe(sentence)
        expect(await reading.locator('.is-current, .is-unheard').count()).toBe(0)
        await numbers.locator('summary').click()
        expect(await figure('Time to first audio')).toMatch(/^[\d,]+ ms$/u)
        expect(await figure('Underruns')).toMatch(/^\d+$/u)
        expect(await figure('Output')).toMatch(/^4[48],[01]00 Hz$/u)
      })
    })

    it('keeps its mark while it is paused, and goes on to the last word', async () => {
      await stage().visit({}, async (page) => {
        const { text, sayIt, pause, resume, reading, speak, says } = partsOf(page)
        const marks = await Notes.begin(page, '.reading .is-current')
        await text.fill(sentence)
        expect(await pause.getAttribute('aria-disabled')).toBe('true')
        await sayIt.click()
        await marks.waitFor(4)
        await pause.click()
        await says(speak, 'Paused')
        const kept = await reading.locator('.is-current').textContent()
        await resume.click()
        expect((await marks.read()).at(-1)).toBe(kept)
        await says(speak, 'Ready')
        expect(placesOf(await marks.read()).at(-1)).toBe(sentence.split(' ').length - 1)
      })
    })

    it('falls silent at once by button or Escape, and shows what was heard', async () => {
      await stage().visit({}, async (page) => {
        const { text, sayIt, interrupt, reading, speak, says } = partsOf(page)
        await text.fill(long)
        for (const end of [() => interrupt.click(), () => page.keyboard.press('Escape')]) {
          const marks = await Notes.begin(page, '.reading .is-current')
          await sayIt.click()
          await marks.waitFor(6)
          await end()
          await says(speak, 'Ready')
          const hint = (await speak.locator('.hint').textContent()) ?? ''
          const [, heard] = /^Heard so far, in \d+\.\d s: “(.+)”$/u.exec(hint) ?? []
          expect(heard).toMatch(/^Every word of this/u)
          expect(long.startsWith(heard!)).toBe(true)
          const unheard = await reading.locator('.is-unheard').textContent()
          expect(`${heard} ${unheard}`).toBe(long)
        }
      })
    })

    it('speaks with the chosen voice, at the chosen volume', async () => {
      await stage().visit({}, async (page) => {
        const { text, sayIt, reading, speak, says } = partsOf(page)
        const setup = stage().emulator.waitFor(
          ({ message }) => message?.['voice_id'] === 'ubuXFxVQwVYnZQhy',
          { timeoutMs: 10_000 },
        )
        await page.getByLabel('Voice').selectOption('Eva, UK English')
        await page.getByLabel('Volume').fill('30')
        await text.fill('A quiet word.')
        await sayIt.click()
        await setup
        await says(speak, 'Ready')
        expect((await reading.textContent())?.trim()).toBe('A quiet word.')
      })
    })

    it('has nothing to say without a text', async () => {
      await stage().visit({}, async (page) => {
        const { text, sayIt, speak, alert, says } = partsOf(page)
        await text.fill(' ')
        expect(await sayIt.getAttribute('aria-disabled')).toBe('true')
        await sayIt.press('Enter')
        await says(speak, 'Ready')
        expect(await alert.count()).toBe(0)
      })
    })
  })
}
