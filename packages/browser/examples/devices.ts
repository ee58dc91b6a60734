import { AudioDevices, followLevel, type TranscriptionController } from '@gradium-kit/browser'

/** Lets the user choose the microphone, also while it listens, and shows its level. */
export function showDevices(
  transcription: TranscriptionController,
  select: HTMLSelectElement,
  meter: HTMLElement,
): () => void {
  const devices = new AudioDevices()
  const unsubscribe = devices.subscribe(() => {
    const { inputs } = devices.getSnapshot()
    select.replaceChildren(...inputs.map(({ label, deviceId }) => new Option(label, deviceId)))
  })
  const choose = (): void => void transcription.setDevice(select.value)
  select.addEventListener('change', choose)
  const unfollow = followLevel(transcription, meter) // CSS: scale: var(--level) 1
  return () => {
    unsubscribe()
    unfollow()
    select.removeEventListener('change', choose)
  }
}
