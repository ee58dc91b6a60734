import { expect, it } from 'vitest'
import { LocalService } from '../service/local-service.ts'
import { Page } from './page.ts'
import { spokenText } from './spoken-text.ts'

it('brings back word for word what is said into the microphone of the browser', async () => {
  const page = new Page(await LocalService.open(), {
    microphone: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
  })
  await page.controller.start()
  expect(page.snapshot).toMatchObject({
    status: 'listening',
    settings: { echoCancellation: false },
  })
  await page.until(({ text }) => text.split(' ').length === spokenText.split(' ').length)
  await page.controller.stop()
  expect(page.snapshot.text).toBe(spokenText)
  expect(page.snapshot.turns).toMatchObject([{ text: spokenText, isEnded: true }])
})
