import { expect, it, onTestFinished } from 'vitest'

interface StrictWindow extends Window {
  playHere?: (workletUrl?: string) => Promise<string>
}

/** A page of the same origin, under a policy without `blob:`. */
async function openStrictPage(): Promise<Required<StrictWindow>> {
  const frame = document.createElement('iframe')
  frame.srcdoc = `<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'self'">
    <script type="module" src="/test/player/strict-page.ts"></script>`
  document.body.append(frame)
  onTestFinished(() => frame.remove())
  await new Promise<void>((resolve) => frame.addEventListener('load', () => resolve()))
  const inside = frame.contentWindow as StrictWindow
  if (inside.playHere === undefined)
    await new Promise<void>((resolve) => inside.addEventListener('page-ready', () => resolve()))
  return inside as Required<StrictWindow>
}

it('T15 names script-src where a strict policy forbids the inlined worklet', async () => {
  const page = await openStrictPage()
  const outcome = await page.playHere()
  expect(outcome).toMatch(/^worklet-load playback: /)
  expect(outcome).toContain('script-src')
  expect(outcome).toContain('workletUrl')
})

it('T15 plays under a strict policy when the page serves the worklet', async () => {
  const page = await openStrictPage()
  expect(await page.playHere('/dist/worklets/playback.js')).toBe('heard')
})

it('T15 names the address of a worklet that is not there, and plays once it is', async () => {
  const page = await openStrictPage()
  const outcome = await page.playHere('/no/such/playback.js?secret=1')
  expect(outcome).toMatch(/^worklet-load playback: .*\/no\/such\/playback\.js/)
  expect(outcome).not.toContain('secret')
  expect(await page.playHere('/dist/worklets/playback.js')).toBe('heard')
})
