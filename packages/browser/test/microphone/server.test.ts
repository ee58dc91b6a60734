import { expect, test } from 'vitest'
import { AudioDevices } from '../../src/devices/audio-devices.ts'
import { Microphone } from '../../src/microphone/microphone.ts'
import { WakeLock } from '../../src/wake-lock.ts'

test('T33 can be made on a server, where it does nothing', () => {
  const microphone = new Microphone({ onAudio: () => {} })
  expect(microphone).toMatchObject({ isLive: false, isMuted: false, deviceId: undefined })
  expect(microphone.level()).toBe(0)
  expect(new WakeLock()).toBeDefined()
  const devices = new AudioDevices()
  expect(devices.getServerSnapshot()).toEqual({
    inputs: [],
    outputs: [],
    permission: 'unknown',
    isOutputSelectable: false,
    error: undefined,
  })
  expect(devices.getServerSnapshot()).toBe(new AudioDevices().getServerSnapshot())
})

test('T36 is stopped and cancelled on a server without an error', async () => {
  const microphone = new Microphone({ onAudio: () => {} })
  microphone.cancel()
  microphone.mute()
  await microphone.unmute()
  await microphone.stop()
  expect(microphone.isLive).toBe(false)
})

test('says on a server that there is no audio', async () => {
  const microphone = new Microphone({ onAudio: () => {} })
  await expect(microphone.start()).rejects.toMatchObject({ code: 'unsupported' })
})
