/** A microphone or a speaker. `deviceId` is empty as long as the page has never been allowed to record. */
export interface AudioDevice {
  readonly deviceId: string
  /** The browser's name of it, or "Microphone 1" where that is kept from the page. */
  readonly label: string
}

export interface DeviceList {
  readonly inputs: readonly AudioDevice[]
  readonly outputs: readonly AudioDevice[]
  /** Whether the browser tells names: it does so once the page may record. */
  readonly isNamed: boolean
}

/** Empty lists where the browser gives none. */
export async function listDevices(): Promise<DeviceList> {
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => [])
  return sortDevices(devices ?? [])
}

export function sortDevices(devices: readonly MediaDeviceInfo[]): DeviceList {
  const inputs = devices.filter(({ kind }) => kind === 'audioinput')
  const outputs = devices.filter(({ kind }) => kind === 'audiooutput')
  return {
    inputs: named(inputs, 'Microphone'),
    outputs: named(outputs, 'Speaker'),
    isNamed: inputs.some(({ label }) => label !== ''),
  }
}

function named(devices: readonly MediaDeviceInfo[], fallback: string): readonly AudioDevice[] {
  return devices.map(({ deviceId, label }, index) => ({
    deviceId,
    label: label || `${fallback} ${index + 1}`,
  }))
}
