import type { AudioDevice } from '@gradium-kit/browser'

/** What a picker offers: devices that can be chosen, and the browser's own choice, which every list has once. */
export function deviceChoices(devices: readonly AudioDevice[]): readonly AudioDevice[] {
  const named = devices.filter(({ deviceId }) => deviceId !== '')
  if (named.some(({ deviceId }) => deviceId === 'default')) return named
  return [{ deviceId: '', label: 'The browser’s choice' }, ...named]
}

/** The device that a picker shows as chosen: the first when the wanted one is not there. */
export function shownDevice(choices: readonly AudioDevice[], wanted: string): string {
  const shown = choices.find(({ deviceId }) => deviceId === wanted) ?? choices[0]
  return shown?.deviceId ?? ''
}

/** Whether a device that was chosen has been unplugged; before the list is known, nothing has. */
export function isGone(choices: readonly AudioDevice[], wanted: string): boolean {
  return wanted !== '' && choices.length > 1 && shownDevice(choices, wanted) !== wanted
}
