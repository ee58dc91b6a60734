import { expect, onTestFinished, test, vi } from 'vitest'
import { inputIds, Listener, watchUserMedia } from './listener.ts'
import { resetMicrophonePermission, setMicrophonePermission } from './permission.ts'

test('T27 takes the default device within a second when the browser ends the track', async () => {
  const { tracks } = watchUserMedia()
  const losses: number[] = []
  const returns: number[] = []
  const onEnd = vi.fn<() => void>()
  const listener = new Listener({
    deviceId: (await inputIds())[1],
    onEnd,
    onChange: () => (listener.microphone.isLive ? returns : losses).push(performance.now()),
  })
  const { microphone } = listener
  await microphone.start()
  await listener.heard(3)
  const [first] = await tracks()
  onTestFinished(resetMicrophonePermission)
  // Chromium ends the track, and its fake user allows the next request.
  await setMicrophonePermission('denied')
  await vi.waitFor(() => expect(returns).toHaveLength(2))
  expect(returns[1]! - losses[0]!).toBeLessThan(1_000)
  expect(first!.readyState).toBe('ended')
  await listener.hears(3)
  expect(microphone).toMatchObject({ isLive: true, deviceId: 'default' })
  expect(onEnd).not.toHaveBeenCalled()
})
