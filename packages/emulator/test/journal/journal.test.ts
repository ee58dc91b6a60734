import { expect, it } from 'vitest'
import { Journal } from '../../src/journal/journal.ts'
import { redact } from '../../src/journal/redact.ts'
import { type SessionRecord, Sessions } from '../../src/journal/sessions.ts'

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

it('keeps the sound of the last eight sessions only, even while older ones go on', () => {
  const sessions = new Sessions()
  const open = (id: string): SessionRecord =>
    sessions.open({ id, route: 'tts', keyHash: '', openedAtMs: 0 })
  const records = Array.from({ length: 10 }, (_, index) => open(String(index)))
  for (const record of records) record.record('out', new Float32Array(10), 8000)
  expect(records.map((record) => record.recordings.size)).toEqual([0, 0, ...Array(8).fill(1)])
})
