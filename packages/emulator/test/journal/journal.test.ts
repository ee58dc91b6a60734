import { expect, it } from 'vitest'
import { Journal } from '../../src/journal/journal.ts'
import { redact } from '../../src/journal/redact.ts'

it('keeps between one and two times its limit, and never renumbers', () => {
  const journal = new Journal(10, () => 0)
  for (let count = 0; count < 105; count++) {
    journal.add({ kind: 'message', session: 's', route: 'tts' })
    expect(journal.entries.length).toBeLessThan(20)
  }
  expect(journal.entries.at(-1)?.index).toBe(105)
  expect(journal.entries.length).toBeGreaterThanOrEqual(10)
})

it('replaces audio by its length and cuts long texts', () => {
  expect(redact({ type: 'audio', audio: 'AQI=' })).toEqual({ type: 'audio', audioBytes: 2 })
  expect(redact({ type: 'text', text: 'x'.repeat(5000) })['text']).toHaveLength(2001)
})
