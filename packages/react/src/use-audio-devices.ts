import { AudioDevices, type AudioDevicesSnapshot } from '@gradium-kit/browser'
import { useState } from 'react'
import { useSnapshot } from './use-controller.ts'

/** What {@link useAudioDevices} returns. */
export interface UseAudioDevicesReturn extends AudioDevicesSnapshot {
  /** Asks for the microphone, so that the browser tells the names of the devices. Never rejects: see `error`. */
  readonly request: AudioDevices['request']
}

/** The microphones and outputs of the machine, as they come and go. */
export function useAudioDevices(): UseAudioDevicesReturn {
  const [devices] = useState(() => new AudioDevices())
  const snapshot = useSnapshot(devices)
  return { ...snapshot, request: devices.request }
}
