import { expect, it } from 'vitest'
import { deviceChoices, isGone, shownDevice } from '../src/page/device-choices.ts'

const own = { deviceId: '', label: 'The browser’s choice' }
const headset = { deviceId: 'a1', label: 'Headset' }
const fallback = { deviceId: 'default', label: 'Default' }

it('offers the browser’s choice alone before the devices may be known', () => {
  expect(deviceChoices([])).toEqual([own])
  expect(deviceChoices([{ deviceId: '', label: 'Microphone 1' }])).toEqual([own])
})

it('offers the browser’s choice once, under the name that the browser gives it', () => {
  expect(deviceChoices([headset])).toEqual([own, headset])
  expect(deviceChoices([fallback, headset])).toEqual([fallback, headset])
})

it('shows the wanted device, or the first one when that is gone', () => {
  const choices = deviceChoices([fallback, headset])
  expect(shownDevice(choices, 'a1')).toBe('a1')
  expect(shownDevice(choices, '')).toBe('default')
  expect(shownDevice(choices, 'b2')).toBe('default')
})

it('calls a device gone only when others are known', () => {
  expect(isGone(deviceChoices([fallback, headset]), 'b2')).toBe(true)
  expect(isGone(deviceChoices([fallback, headset]), 'a1')).toBe(false)
  expect(isGone(deviceChoices([fallback, headset]), '')).toBe(false)
  expect(isGone(deviceChoices([]), 'a1')).toBe(false)
})
