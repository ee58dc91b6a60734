import { expect, onTestFinished, test, vi } from 'vitest'
import { AudioDevices } from '../../src/devices/audio-devices.ts'
import { watchUserMedia } from '../microphone/listener.ts'

function subscribed(): { devices: AudioDevices; changes: () => number; end: () => void } {
  const devices = new AudioDevices()
  let count = 0
  const end = devices.subscribe(() => (count += 1))
  onTestFinished(end)
  return { devices, changes: () => count, end }
}

test('lists the devices when somebody subscribes, and not before', async () => {
  const enumerate = vi.spyOn(navigator.mediaDevices, 'enumerateDevices')
  onTestFinished(() => enumerate.mockRestore())
  const idle = new AudioDevices()
  expect(idle.getSnapshot()).toBe(idle.getServerSnapshot())
  expect(enumerate).not.toHaveBeenCalled()
  const { devices, changes } = subscribed()
  await vi.waitFor(() => expect(changes()).toBe(1))
  const snapshot = devices.getSnapshot()
  expect(snapshot.permission).toBe('granted')
  expect(snapshot.inputs.map(({ label }) => label)).toContain('Fake Audio Input 1')
  expect(snapshot.outputs.map(({ label }) => label)).toContain('Fake Audio Output 1')
  expect(snapshot.isOutputSelectable).toBe(true)
})

test('T5 gives the same snapshot, with the same lists, until something differs', async () => {
  const { devices, changes } = subscribed()
  await vi.waitFor(() => expect(changes()).toBe(1))
  const before = devices.getSnapshot()
  await devices.refresh()
  expect(devices.getSnapshot()).toBe(before)
  const enumerate = vi.spyOn(navigator.mediaDevices, 'enumerateDevices').mockResolvedValueOnce([])
  onTestFinished(() => enumerate.mockRestore())
  await devices.refresh()
  expect(devices.getSnapshot()).toMatchObject({ inputs: [], outputs: [] })
  expect(changes()).toBe(2)
})

test('looks once, a quarter of a second after the last of several changes', async () => {
  const { changes, end } = subscribed()
  await vi.waitFor(() => expect(changes()).toBe(1))
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const enumerate = vi.spyOn(navigator.mediaDevices, 'enumerateDevices').mockResolvedValue([])
  onTestFinished(() => enumerate.mockRestore())
  const plug = (): void => void navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
  plug()
  vi.advanceTimersByTime(200)
  plug()
  vi.advanceTimersByTime(249)
  expect(enumerate).not.toHaveBeenCalled()
  vi.advanceTimersByTime(1)
  expect(enumerate).toHaveBeenCalledTimes(1)
  plug()
  end()
  plug()
  vi.advanceTimersByTime(1_000)
  expect(enumerate).toHaveBeenCalledTimes(1)
})

test('watches for as long as one is subscribed', async () => {
  const devices = new AudioDevices()
  const watch = vi.spyOn(navigator.mediaDevices, 'addEventListener')
  onTestFinished(() => watch.mockRestore())
  const first = devices.subscribe(() => {})
  const second = devices.subscribe(() => {})
  first()
  first()
  const signal = (): AbortSignal =>
    (watch.mock.calls.at(-1)![2] as AddEventListenerOptions).signal as AbortSignal
  expect(signal().aborted).toBe(false)
  second()
  expect(signal().aborted).toBe(true)
  devices.subscribe(() => {})()
  expect(watch).toHaveBeenCalledTimes(2)
})

test('lets go of the microphone that it asked for', async () => {
  const { tracks } = watchUserMedia()
  const devices = new AudioDevices()
  await devices.request()
  expect((await tracks()).map(({ readyState }) => readyState)).toEqual(['ended'])
  expect(devices.getSnapshot().inputs.length).toBeGreaterThan(2)
})

test('takes named devices for a permission where the browser does not say', async () => {
  const query = vi.spyOn(navigator.permissions, 'query').mockRejectedValue(new TypeError('name'))
  onTestFinished(() => query.mockRestore())
  const devices = new AudioDevices()
  await devices.refresh()
  expect(devices.getSnapshot().permission).toBe('granted')
})
