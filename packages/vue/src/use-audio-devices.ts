import { AudioDevices, type AudioDevicesSnapshot } from '@gradium-kit/browser'
import { useSnapshot, type SnapshotRefs } from './use-controller.ts'

/** What {@link useAudioDevices} returns. */
export type UseAudioDevicesReturn = SnapshotRefs<AudioDevicesSnapshot> & {
  /** Asks for the microphone, so that the browser tells the names of the devices. Never rejects: see `error`. */
  readonly request: AudioDevices['request']
}

/** The microphones and outputs of the machine, as they come and go. */
export function useAudioDevices(): UseAudioDevicesReturn {
  const devices = new AudioDevices()
  return { ...useSnapshot(devices), request: devices.request }
}
