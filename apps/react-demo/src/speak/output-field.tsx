import { deviceChoices, isGone, notices, shownDevice } from '@gradium-kit/demo-page'
import type { UseAudioDevicesReturn, UseSpeechReturn } from '@gradium-kit/react'
import { useState } from 'react'

interface OutputFieldProps {
  devices: UseAudioDevicesReturn
  speech: UseSpeechReturn
}

/** Where the page is heard. The browser itself falls back when that is unplugged. */
export function OutputField({ devices, speech }: OutputFieldProps) {
  const [chosen, setChosen] = useState('')
  const choices = deviceChoices(devices.outputs)

  function choose(deviceId: string) {
    setChosen(deviceId)
    void speech.setSink(deviceId || undefined)
  }

  return (
    <div className="field">
      <label htmlFor="output">Output</label>
      <select
        id="output"
        value={shownDevice(choices, chosen)}
        onChange={({ target }) => choose(target.value)}
      >
        {choices.map(({ deviceId, label }) => (
          <option key={deviceId} value={deviceId}>
            {label}
          </option>
        ))}
      </select>
      {isGone(choices, chosen) && <p className="hint">{notices.deviceGone}</p>}
    </div>
  )
}
