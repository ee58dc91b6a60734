import { expect, test } from 'vitest'
import { Outbox } from '../../src/transport/outbox.ts'

test('gives what waits once, in order', () => {
  const outbox = new Outbox()
  outbox.push('one', undefined)
  outbox.push('three', 'a')
  expect(outbox.size).toBe(8)
  expect(outbox.takeAll()).toEqual(['one', 'three'])
  expect([outbox.takeAll(), outbox.size]).toEqual([[], 0])
})

test('drops what one request has left behind', () => {
  const outbox = new Outbox()
  for (const id of ['a', 'b', undefined, 'a', '__proto__']) outbox.push(`of ${id}`, id)
  outbox.remove('a')
  outbox.remove('nobody')
  expect(outbox.size).toBe('of bof undefinedof __proto__'.length)
  outbox.remove('__proto__')
  expect(outbox.takeAll()).toEqual(['of b', 'of undefined'])
})
