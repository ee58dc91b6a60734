import { describe, expect, it } from 'vitest'
import { spokenText } from './microphone-clip.ts'
import { partsOf } from './parts-of-the-page.ts'
import type { Stage } from './stage.ts'

const long = Array.from({ length: 30 }, (_, index) => `This is sentence ${index} of many.`).join(
  ' ',
)

/** What the page owes a visitor who talks with it. */
export function conversationTests(stage: () => Stage): void {
  describe('a conversation', () => {
    it('answers each turn with what was understood', async () => {
      await stage().visit({}, async (page) => {
        const { talk, conversation, listen, speak, says } = partsOf(page)
        await talk.click()
        expect(await talk.getAttribute('aria-checked')).toBe('true')
        await says(listen, 'Listening')
        const turns = conversation.getByRole('listitem')
        await turns.filter({ hasText: 'I understood' }).first().waitFor()
        const [said, reply] = await turns.allInnerTexts()
        expect(said).toMatch(new RegExp(`^You 0:0\\d\\s+${spokenText}$`, 'u'))
        expect(reply).toMatch(new RegExp(`^Page\\s+I understood: ${spokenText}$`, 'u'))
        await says(speak, 'Speaking')
        await says(speak, 'Ready')
        expect(await conversation.locator('.is-unheard').count()).toBe(0)
      })
    })

    it('falls silent when its visitor begins to speak, and shows what was heard until then', async () => {
      await stage().visit({}, async (page) => {
        const { talk, text, sayIt, speak, reading, conversation, says } = partsOf(page)
        await text.fill(long)
        await talk.click()
        await conversation.getByRole('listitem').nth(1).waitFor()
        // In place of the answer to the first turn; the second one comes in a moment.
        await sayIt.click()
        await says(speak, 'Speaking')
        await speak.getByText(/^Heard so far, in \d+\.\d s: “This is sentence 0/u).waitFor()
        expect(await reading.locator('.is-unheard').textContent()).toMatch(/29 of many\.$/u)
      })
    })

    it('lets the page speak on when it is off', async () => {
      await stage().visit({}, async (page) => {
        const { start, text, sayIt, speak, conversation, captions, says } = partsOf(page)
        await text.fill(long)
        await start.click()
        await sayIt.click()
        await says(speak, 'Speaking')
        await captions.getByText('Hello').first().waitFor()
        await says(speak, 'Speaking')
        expect(await conversation.getByRole('listitem').count()).toBe(0)
      })
    })
  })
}
