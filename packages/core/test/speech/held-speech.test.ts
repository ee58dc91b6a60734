import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInfo } from '../../src/protocol/formats.ts'
import type { SpeechEvent } from '../../src/session/spoken.ts'
import { HeldSpeech } from '../../src/speech/held-speech.ts'

const format = formatInfo('pcm_8000', 'output')

function audio(startSeconds: number, endSeconds: number): SpeechEvent {
  const bytes = new Uint8Array(Math.round((endSeconds - startSeconds) * 8_000) * 2)
  return { type: 'audio', audio: bytes, startSeconds, endSeconds }
}

function word(text: string, startSeconds: number, endSeconds: number): SpeechEvent {
  return { type: 'word', text, startSeconds, endSeconds }
}

test('audio goes out with its word, when that is whole', () => {
  const held = new HeldSpeech(format, 0)
  expect(held.take(word('hi', 0, 0.12))).toEqual([])
  expect(held.take(audio(0, 0.08))).toEqual([])
  expect(held).toMatchObject({ hasBegun: false, releasedSeconds: 0 })
  const [first, second, spoken, ...rest] = held.take(audio(0.08, 0.16))
  expect(first).toMatchObject({ startSeconds: 0, endSeconds: 0.08 })
  expect(second).toMatchObject({ startSeconds: 0.08, endSeconds: 0.12 })
  expect(spoken).toEqual(word('hi', 0, 0.12))
  expect(rest).toEqual([])
  expect(held).toMatchObject({ hasBegun: true, releasedSeconds: 0.12 })
})

test('what is left goes out at the end, words too whose audio never came', () => {
  const held = new HeldSpeech(format, 0)
  held.take(audio(0, 0.08))
  held.take(word('late', 0, 0.5))
  const events = held.end()
  expect(events.map(({ type }) => type)).toEqual(['audio', 'word'])
  expect(held.releasedSeconds).toBe(0.08)
  expect(held.end()).toEqual([])
})

test('times go on from where the session begins', () => {
  const held = new HeldSpeech(format, 10)
  held.take(word('hi', 10, 10.08))
  const [piece] = held.take(audio(10, 10.08))
  expect(piece).toMatchObject({ startSeconds: 10, endSeconds: 10.08 })
  expect(held.releasedSeconds).toBe(10.08)
})

test('audio of a service that tells no words does not wait for ever, and cannot be continued', () => {
  const held = new HeldSpeech(format, 0)
  const out: SpeechEvent[] = []
  for (let start = 0; start < 12; start += 1) out.push(...held.take(audio(start, start + 1)))
  expect(out.map((event) => event.type === 'audio' && event.startSeconds)).toEqual(
    Array.from({ length: 12 }, (_, index) => index),
  )
  expect(held).toMatchObject({ canContinue: false, releasedSeconds: 12 })
  const late = word('late', 11, 12)
  expect(held.take(late)).toEqual([late])
  const patient = new HeldSpeech(format, 0)
  patient.take(audio(0, 10))
  expect(patient).toMatchObject({ canContinue: true, hasBegun: false })
})

test('other events never wait', () => {
  const held = new HeldSpeech(format, 0)
  const unknown: SpeechEvent = { type: 'unknown', wireType: 'odd', fields: {} }
  expect(held.take(unknown)).toEqual([unknown])
})

test('whenever it stops, exactly the words whose audio is out are out, and the audio ends with one', () => {
  const lengths = fc.array(fc.double({ min: 0.01, max: 0.6, noNaN: true }), {
    minLength: 1,
    maxLength: 12,
  })
  const shuffle = fc.array(fc.nat(3), { minLength: 40, maxLength: 40 })
  fc.assert(
    fc.property(lengths, shuffle, fc.nat(60), (words, order, stop) => {
      const held = new HeldSpeech(format, 0)
      const events: SpeechEvent[] = []
      let end = 0
      const spoken = words.map((length, index) => {
        end += length
        return word(`w${index}`, end - length, end)
      })
      const pieces = Array.from({ length: Math.ceil(end / 0.08) }, (_, index) =>
        audio(index * 0.08, (index + 1) * 0.08),
      )
      for (const choice of order) {
        const next = choice === 0 ? spoken.shift() : pieces.shift()
        if (next !== undefined && events.length < stop) events.push(...held.take(next))
      }
      const out = events.flatMap((event) => (event.type === 'word' ? [event] : []))
      const bytes = events.reduce(
        (sum, event) => sum + (event.type === 'audio' ? event.audio.length : 0),
        0,
      )
      expect(bytes / 16_000).toBeCloseTo(held.releasedSeconds, 9)
      const last = Math.max(0, ...out.map(({ endSeconds }) => endSeconds))
      expect(Math.abs(held.releasedSeconds - last)).toBeLessThan(1 / 8_000)
      expect(out.map(({ text }) => text)).toEqual(out.map((_, index) => `w${index}`))
    }),
  )
})
