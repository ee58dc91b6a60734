import { expect, onTestFinished, test, vi } from 'vitest'
import { deferred, inputIds, Listener, watchUserMedia } from './listener.ts'

test('T27 ends with mic-lost when nothing takes the place of an unplugged device', async () => {
  const { tracks } = watchUserMedia()
  const lost = deferred<unknown>()
  const listener = new Listener({ onEnd: lost.resolve })
  const { microphone } = listener
  await microphone.start()
  const [track] = await tracks()
  vi.mocked(navigator.mediaDevices.getUserMedia).mockRejectedValueOnce(
    new DOMException('', 'NotFoundError'),
  )
  track!.stop()
  track!.dispatchEvent(new Event('ended'))
  expect(microphone.isLive).toBe(false)
  expect(await lost.promise).toMatchObject({
    code: 'mic-lost',
    message: expect.stringMatching(/was lost.*connect one/),
    cause: { code: 'mic-not-found' },
  })
  await microphone.start()
  await listener.hears(2)
})

test('T27 ends with mic-lost when the browser does not answer', async () => {
  const { tracks } = watchUserMedia()
  const lost = deferred<unknown>()
  const { microphone } = new Listener({ onEnd: lost.resolve })
  await microphone.start()
  const [track] = await tracks()
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const late = deferred<MediaStream>()
  vi.mocked(navigator.mediaDevices.getUserMedia).mockReturnValueOnce(late.promise)
  track!.stop()
  track!.dispatchEvent(new Event('ended'))
  vi.advanceTimersByTime(5_000)
  expect(await lost.promise).toMatchObject({ code: 'mic-lost' })
  vi.useRealTimers()
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true })
  late.resolve(stream)
  await vi.waitFor(() => expect(stream.getTracks()[0]!.readyState).toBe('ended'))
})

test('changes the device while it is live', async () => {
  const { tracks } = watchUserMedia()
  const ids = await inputIds()
  const devices: unknown[] = []
  const listener = new Listener({ onChange: () => devices.push(listener.microphone.deviceId) })
  const { microphone } = listener
  await microphone.start()
  await microphone.setDevice(ids[2])
  expect(microphone).toMatchObject({ isLive: true, deviceId: ids[2] })
  await listener.hears(3)
  await microphone.setDevice(undefined)
  expect(microphone.deviceId).toBe('default')
  expect(devices).toEqual(['default', ids[2], 'default'])
  const states = (await tracks()).map(({ readyState }) => readyState)
  expect(states).toEqual(['ended', 'ended', 'live'])
})

test('keeps the device that it has when the other one cannot be opened', async () => {
  const listener = new Listener()
  const { microphone } = listener
  await microphone.start()
  await expect(microphone.setDevice('gone')).rejects.toMatchObject({ code: 'mic-constraint' })
  expect(microphone).toMatchObject({ isLive: true, deviceId: 'default' })
  await listener.hears(2)
})

test('ends up with the last of several devices that were chosen at once', async () => {
  const { tracks } = watchUserMedia()
  const ids = await inputIds()
  const { microphone } = new Listener()
  await microphone.start()
  const changes = await Promise.allSettled([
    microphone.setDevice(ids[1]),
    microphone.setDevice(ids[2]),
  ])
  expect(changes).toMatchObject([{ reason: { code: 'aborted' } }, { status: 'fulfilled' }])
  expect(microphone.deviceId).toBe(ids[2])
  const live = (await tracks()).filter(({ readyState }) => readyState === 'live')
  expect(live).toHaveLength(1)
})

test('prefers the device that is being chosen to the default when the old one ends meanwhile', async () => {
  const { tracks, wishes } = watchUserMedia()
  const ids = await inputIds()
  const listener = new Listener()
  const { microphone } = listener
  await microphone.start()
  const [track] = await tracks()
  const change = microphone.setDevice(ids[2])
  while (wishes().length < 2) await Promise.resolve()
  track!.stop()
  track!.dispatchEvent(new Event('ended'))
  await change
  expect(microphone.deviceId).toBe(ids[2])
  expect(await tracks()).toHaveLength(2)
  await listener.hears(2)
})

test('takes the default device when the old one has ended and the chosen one cannot be opened', async () => {
  const { tracks, wishes } = watchUserMedia()
  const listener = new Listener()
  const { microphone } = listener
  await microphone.start()
  const [track] = await tracks()
  const change = microphone.setDevice('gone')
  while (wishes().length < 2) await Promise.resolve()
  track!.stop()
  track!.dispatchEvent(new Event('ended'))
  await expect(change).rejects.toMatchObject({ code: 'mic-constraint' })
  await vi.waitFor(() => expect(microphone.isLive).toBe(true))
  await listener.hears(2)
})

test('uses a device that was chosen before or during the start', async () => {
  const ids = await inputIds()
  const { microphone } = new Listener()
  await microphone.setDevice(ids[1])
  const starting = microphone.start()
  await microphone.setDevice(ids[2])
  await starting
  expect(microphone.deviceId).toBe(ids[2])
})
