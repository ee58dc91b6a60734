import { expect, test } from 'vitest'
import { sortDevices } from '../../src/devices/list-devices.ts'

function device(kind: MediaDeviceKind, deviceId: string, label: string): MediaDeviceInfo {
  return { kind, deviceId, label, groupId: '', toJSON: () => ({}) }
}

test('sorts devices into inputs and outputs and leaves cameras out', () => {
  const devices = [
    device('audiooutput', 'o', 'Headphones'),
    device('videoinput', 'v', 'Camera'),
    device('audioinput', 'i', 'Headset'),
  ]
  expect(sortDevices(devices)).toEqual({
    inputs: [{ deviceId: 'i', label: 'Headset' }],
    outputs: [{ deviceId: 'o', label: 'Headphones' }],
    isNamed: true,
  })
})

test('numbers devices whose names the browser keeps to itself', () => {
  const devices = [device('audioinput', '', ''), device('audiooutput', '', '')]
  expect(sortDevices([...devices, ...devices])).toEqual({
    inputs: [
      { deviceId: '', label: 'Microphone 1' },
      { deviceId: '', label: 'Microphone 2' },
    ],
    outputs: [
      { deviceId: '', label: 'Speaker 1' },
      { deviceId: '', label: 'Speaker 2' },
    ],
    isNamed: false,
  })
})
