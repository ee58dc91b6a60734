import { expect, test } from 'vitest'
import type { SpeechEvent } from '../../src/session/spoken.ts'
import { EarlySpeech } from '../../src/speech/early-speech.ts'

const word: SpeechEvent = { type: 'word', text: 'hi', startSeconds: 0, endSeconds: 0.4 }

function audio(startSeconds: number, endSeconds: number, bytes = 4): SpeechEvent {
  return { type: 'audio', audio: new Uint8Array(bytes), startSeconds, endSeconds }
}

test('words and headers wait for the first sound, and come before it in their order', () => {
  const speech = new EarlySpeech(0)
  const header = audio(0, 0)
  expect(speech.take(header)).toEqual([])
  expect(speech.take(word)).toEqual([])
  expect(speech).toMatchObject({ hasBegun: false, releasedSeconds: 0 })
  const sound = audio(0, 0.08)
  expect(speech.take(sound)).toEqual([header, word, sound])
  expect(speech).toMatchObject({ hasBegun: true, releasedSeconds: 0.08 })
})

test('everything after the first sound goes on at once', () => {
  const speech = new EarlySpeech(2)
  expect(speech.releasedSeconds).toBe(2)
  speech.take(audio(2, 2.08))
  for (const event of [word, audio(0, 0), audio(2.08, 2.16)])
    expect(speech.take(event)).toEqual([event])
  expect(speech.releasedSeconds).toBe(2.16)
})

test('what is neither word nor audio never waits', () => {
  const speech = new EarlySpeech(0)
  speech.take(word)
  const unknown: SpeechEvent = { type: 'unknown', wireType: 'odd', fields: {} }
  expect(speech.take(unknown)).toEqual([unknown])
  expect(speech.hasBegun).toBe(false)
})

test('what never gets a sound goes on at the end', () => {
  const speech = new EarlySpeech(0)
  speech.take(word)
  expect(speech.end()).toEqual([word])
  expect(speech.end()).toEqual([])
})

test('a service that sends words without end does not fill the memory', () => {
  const speech = new EarlySpeech(0)
  const long: SpeechEvent = { ...word, text: 'x'.repeat(40_000) }
  expect(speech.take(long)).toEqual([])
  expect(speech.take(long)).toEqual([long, long])
  expect(speech.hasBegun).toBe(true)
  expect(speech.take(long)).toEqual([long])
})
