import type { GradiumError } from '@gradium-kit/core'
import { afterEach, expect, test } from 'vitest'
import { deferred, Listener, watchUserMedia } from './listener.ts'
import { resetMicrophonePermission, setMicrophonePermission } from './permission.ts'

afterEach(resetMicrophonePermission)

test('T10 starts after a denial as soon as the user allows it', async () => {
  const listener = new Listener()
  const { microphone } = listener
  await expect(microphone.start()).rejects.toMatchObject({ code: 'mic-denied', phase: 'capture' })
  await expect(microphone.start()).rejects.toMatchObject({ code: 'mic-denied' })
  expect(microphone.isLive).toBe(false)
  await setMicrophonePermission('granted')
  await microphone.start()
  expect(microphone.isLive).toBe(true)
  await listener.heard(3)
  await microphone.stop()
})

test('T27 ends with mic-lost, and says why, when the permission is taken away', async () => {
  await setMicrophonePermission('granted')
  const { tracks } = watchUserMedia()
  const lost = deferred<GradiumError>()
  const listener = new Listener({ onEnd: lost.resolve })
  await listener.microphone.start()
  await listener.heard(2)
  await setMicrophonePermission('denied')
  const error = await lost.promise
  expect(error).toMatchObject({ code: 'mic-lost', cause: { code: 'mic-denied' } })
  expect(error.message).toMatch(/was lost.*allow it in the site settings/)
  expect(listener.microphone.isLive).toBe(false)
  expect((await tracks()).map(({ readyState }) => readyState)).toEqual(['ended'])
})
