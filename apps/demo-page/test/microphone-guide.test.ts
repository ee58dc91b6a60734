import { expect, it } from 'vitest'
import { isMicrophoneTrouble, microphoneGuide } from '../src/page/microphone-guide.ts'

const chromium = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36'
const userAgents = {
  chromium,
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  safari: 'Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/26.0 Safari/605.1.15',
  phone: 'Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Version/26.0 Mobile/15E148 Safari/604.1',
}

it.each([
  ['chromium', 'Click the icon left of the address.'],
  ['firefox', 'Click the crossed-out microphone beside the address.'],
  ['safari', 'In the Safari menu, choose Settings for This Website.'],
  ['phone', 'Tap the page menu in the address bar, then Website Settings.'],
] as const)('tells where %s hides a blocked microphone', (name, step) => {
  expect(microphoneGuide('mic-denied', userAgents[name]).steps[0]).toBe(step)
})

it('offers another try wherever one can help', () => {
  expect(microphoneGuide('mic-busy', chromium).canRetry).toBe(true)
  expect(microphoneGuide('insecure-context', chromium).canRetry).toBe(false)
})

it('is there for the microphone alone', () => {
  expect(isMicrophoneTrouble('mic-lost')).toBe(true)
  expect(isMicrophoneTrouble('connection')).toBe(false)
  expect(isMicrophoneTrouble('toString')).toBe(false)
})
