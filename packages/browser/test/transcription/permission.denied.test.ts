import { expect, it, onTestFinished } from 'vitest'
import { resetMicrophonePermission, setMicrophonePermission } from '../microphone/permission.ts'
import { LocalService } from '../service/local-service.ts'
import { Page } from './page.ts'

it('T10 says that the microphone was denied, spends no token, and starts once it is granted', async () => {
  const page = new Page(await LocalService.open())
  onTestFinished(resetMicrophonePermission)
  await page.controller.start()
  const { status, error } = page.snapshot
  expect(status).toBe('error')
  expect(error).toMatchObject({ code: 'mic-denied' })
  expect(error!.message).toMatch(/^[A-Z][^{}<>]+\.$/)
  await page.controller.start()
  expect(page.snapshot).toMatchObject({ status: 'error', error: { code: 'mic-denied' } })
  expect(page.service.tokens).toEqual([])
  await setMicrophonePermission('granted')
  await page.controller.start()
  expect(page.snapshot).toMatchObject({ status: 'listening', error: undefined })
  expect(page.service.tokens).toHaveLength(1)
})
