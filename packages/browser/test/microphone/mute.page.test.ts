import { expect, onTestFinished, test, vi } from 'vitest'
import { isSilent, Listener, watchUserMedia } from './listener.ts'

test('T29 hands out zeros in the usual rhythm while it is muted', async () => {
  const { tracks } = watchUserMedia()
  const listener = new Listener()
  const { microphone } = listener
  await microphone.start()
  await listener.heard(2)
  microphone.mute()
  expect(microphone.isMuted).toBe(true)
  await listener.hears(1)
  const from = listener.frames.length
  const started = performance.now()
  await listener.hears(25)
  expect(performance.now() - started).toBeLessThan(2_400)
  expect(isSilent(listener.samples.subarray(from * 1_920))).toBe(true)
  const [track] = await tracks()
  expect(track).toMatchObject({ enabled: false, readyState: 'live' })
  await microphone.unmute()
  expect(track).toMatchObject({ enabled: true })
  const beep = listener.frames.length
  await vi.waitFor(() => expect(isSilent(listener.samples.subarray(beep * 1_920))).toBe(false), {
    timeout: 5_000,
  })
  expect(await tracks()).toHaveLength(1)
})

test('T29 hands out nothing while it is muted and holds, and has let go of the device', async () => {
  const { tracks } = watchUserMedia()
  const clock = new Listener()
  const listener = new Listener({ mutePolicy: 'hold' })
  const { microphone } = listener
  await Promise.all([clock.microphone.start(), microphone.start()])
  await listener.heard(2)
  microphone.mute()
  expect((await tracks())[1]!.readyState).toBe('ended')
  expect(microphone.isLive).toBe(false)
  await clock.hears(2)
  const count = listener.frames.length
  await clock.hears(25)
  expect(listener.frames.length).toBe(count)
  await microphone.unmute()
  expect(microphone.isLive).toBe(true)
  await listener.hears(3)
  expect(await tracks()).toHaveLength(3)
})

test('stays muted when the device cannot be opened again, until it can', async () => {
  const listener = new Listener({ mutePolicy: 'hold' })
  const { microphone } = listener
  await microphone.start()
  microphone.mute()
  const spy = vi
    .spyOn(navigator.mediaDevices, 'getUserMedia')
    .mockRejectedValueOnce(new DOMException('', 'NotReadableError'))
  onTestFinished(() => spy.mockRestore())
  await expect(microphone.unmute()).rejects.toMatchObject({ code: 'mic-busy' })
  expect(microphone).toMatchObject({ isMuted: true, isLive: false })
  await microphone.unmute()
  expect(microphone).toMatchObject({ isMuted: false, isLive: true })
  await listener.hears(2)
})

test('takes the default device when the chosen one has gone during a held mute', async () => {
  const { wishes } = watchUserMedia()
  const { microphone } = new Listener({ mutePolicy: 'hold' })
  await microphone.start()
  microphone.mute()
  await microphone.setDevice('gone')
  expect(microphone.deviceId).toBe('gone')
  await microphone.unmute()
  expect(microphone).toMatchObject({ isLive: true, deviceId: 'default' })
  expect(wishes()).toHaveLength(3)
})

test.each(['silence', 'hold'] as const)(
  'can be muted before it starts, with %s',
  async (mutePolicy) => {
    const { tracks } = watchUserMedia()
    const listener = new Listener({ mutePolicy })
    const { microphone } = listener
    microphone.mute()
    await microphone.start()
    const [track] = await tracks()
    expect(track!.readyState).toBe(mutePolicy === 'hold' ? 'ended' : 'live')
    await microphone.unmute()
    expect(microphone.isLive).toBe(true)
    await listener.hears(2)
  },
)
