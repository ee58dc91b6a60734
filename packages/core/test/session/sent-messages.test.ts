import { expect, test } from 'vitest'
import { SentMessages } from '../../src/session/sent-messages.ts'

test('keeps what was sent, in order', () => {
  const sent = new SentMessages(10)
  for (const message of ['one', 'two', 'four']) sent.push(message)
  expect(sent.canRepeat).toBe(true)
  expect(sent.messages).toEqual(['one', 'two', 'four'])
})

test('forgets everything when it is too much, and keeps nothing from then on', () => {
  const sent = new SentMessages(10)
  for (const message of ['12345', '67890', '!', 'x']) sent.push(message)
  expect(sent.canRepeat).toBe(false)
  expect(sent.messages).toEqual([])
})

test('forgets everything when it is told to', () => {
  const sent = new SentMessages(10)
  sent.push('one')
  sent.forget()
  sent.push('two')
  expect([sent.canRepeat, sent.messages]).toEqual([false, []])
})
