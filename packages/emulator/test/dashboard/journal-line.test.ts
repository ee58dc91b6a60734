import { expect, it } from 'vitest'
import { isBad, isFrequent, journalLine } from '../../src/dashboard/client/journal-line.ts'

const entry = { index: 1, atMs: 1234, kind: 'message', session: 's', route: 'tts' }

it('shows a message on one line with its fields', () => {
  const message = { type: 'text', text: 'a <b>', start_s: 0.123456 }
  expect(journalLine({ ...entry, direction: 'out', type: 'text', message })).toBe(
    '1.234  tts  ←  text  {"text":"a <b>","start_s":0.123}',
  )
})

it('shows the code and reason of a close', () => {
  expect(journalLine({ ...entry, kind: 'close', code: 1008, text: 'no' })).toBe(
    '1.234  tts  ·  close  1008  no',
  )
})

it('cuts long messages', () => {
  const message = { type: 'text', text: 'x'.repeat(1000) }
  expect(journalLine({ ...entry, type: 'text', message }).length).toBeLessThan(250)
})

it('tells violations and frequent messages from others', () => {
  expect([isBad({ ...entry, kind: 'violation' }), isBad(entry)]).toEqual([true, false])
  expect([isFrequent({ ...entry, type: 'step' }), isFrequent(entry)]).toEqual([true, false])
})
