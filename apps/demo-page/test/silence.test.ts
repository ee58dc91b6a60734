import { expect, it } from 'vitest'
import { Silence } from '../src/page/silence.ts'

it('notices 5 s without sound, and takes it back with the first sound', () => {
  const silence = new Silence()
  expect(silence.observe(0.3, 1_000)).toBe(false)
  expect(silence.observe(0, 5_999)).toBe(false)
  expect(silence.observe(0.001, 6_000)).toBe(true)
  expect(silence.observe(0.01, 6_100)).toBe(false)
})

it('counts from the first look when there was never a sound', () => {
  const silence = new Silence()
  expect(silence.observe(0, 70_000)).toBe(false)
  expect(silence.observe(0, 75_000)).toBe(true)
})

it('begins again after a reset', () => {
  const silence = new Silence()
  silence.observe(0, 0)
  silence.reset()
  expect(silence.observe(0, 9_000)).toBe(false)
})
