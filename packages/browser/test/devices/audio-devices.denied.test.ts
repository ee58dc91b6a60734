import { expect, onTestFinished, test, vi } from 'vitest'
import { AudioDevices } from '../../src/devices/audio-devices.ts'
import { resetMicrophonePermission, setMicrophonePermission } from '../microphone/permission.ts'

test('numbers the devices until the user allows the microphone, and follows the permission', async () => {
  onTestFinished(resetMicrophonePermission)
  const devices = new AudioDevices()
  onTestFinished(devices.subscribe(() => {}))
  await vi.waitFor(() =>
    expect(devices.getSnapshot()).toMatchObject({
      inputs: [{ deviceId: '', label: 'Microphone 1' }],
      outputs: [{ deviceId: '', label: 'Speaker 1' }],
      permission: expect.stringMatching(/^(prompt|denied)$/),
    }),
  )
  await devices.request()
  expect(devices.getSnapshot()).toMatchObject({
    permission: 'denied',
    error: { code: 'mic-denied' },
  })
  await setMicrophonePermission('granted')
  await vi.waitFor(() => expect(devices.getSnapshot().permission).toBe('granted'))
  expect(devices.getSnapshot().inputs.map(({ label }) => label)).toContain('Fake Audio Input 1')
  await devices.request()
  expect(devices.getSnapshot().error).toBeUndefined()
})
