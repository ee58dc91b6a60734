import { deviceChoices, isGone, notices, shownDevice } from '@gradium-kit/demo-page'
import type { UseAudioDevicesReturn, UseTranscriptionReturn } from '@gradium-kit/react'
import { useEffect, useState } from 'react'

interface MicrophoneFieldProps {
  devices: UseAudioDevicesReturn
  listening: UseTranscriptionReturn
}

/** Which microphone is heard; it may be changed while listening. */
export function MicrophoneField({ devices, listening }: MicrophoneFieldProps) {
  const { setDevice } = listening
  const [chosen, setChosen] = useState('')
  const choices = deviceChoices(devices.inputs)
  const hasGone = isGone(choices, chosen)
  useEffect(() => {
    if (hasGone) void setDevice(undefined)
  }, [hasGone, setDevice])

  function choose(deviceId: string) {
    setChosen(deviceId)
    void setDevice(deviceId || undefined)
  }

  return (
    <div className="field">
      <label htmlFor="microphone">Microphone</label>
      <select
        id="microphone"
        value={shownDevice(choices, chosen)}
        onChange={({ target }) => choose(target.value)}
      >
        {choices.map(({ deviceId, label }) => (
          <option key={deviceId} value={deviceId}>
            {label}
          </option>
        ))}
      </select>
      {hasGone && <p className="hint">{notices.deviceGone}</p>}
    </div>
  )
}
