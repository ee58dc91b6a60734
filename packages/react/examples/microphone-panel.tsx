import {
  useAudioDevices,
  useLevel,
  useSelection,
  useTranscriptionController,
  type TranscriptionController,
} from '@gradium-kit/react'
import { useRef } from 'react'
import { gradium } from './gradium.ts'

export function MicrophonePanel() {
  const controller = useTranscriptionController({ ...gradium, autoStart: true }) // never renders
  return (
    <section>
      <Meter of={controller} />
      <Picker of={controller} />
    </section>
  )
}

function Meter({ of: controller }: { of: TranscriptionController }) {
  const isMuted = useSelection(controller, (snapshot) => snapshot.isMuted)
  const bar = useRef<HTMLDivElement>(null)
  useLevel(controller, bar) // .bar { transform: scaleX(var(--level)) }
  return (
    <div>
      <div className="bar" ref={bar} />
      <button aria-pressed={isMuted} onClick={isMuted ? controller.unmute : controller.mute}>
        Mute
      </button>
    </div>
  )
}

function Picker({ of: controller }: { of: TranscriptionController }) {
  const { inputs, permission, request } = useAudioDevices()
  const deviceId = useSelection(controller, (snapshot) => snapshot.deviceId)
  if (permission !== 'granted') return <button onClick={request}>Show my microphones</button>
  return (
    <label>
      Microphone{' '}
      <select value={deviceId} onChange={({ target }) => controller.setDevice(target.value)}>
        {inputs.map((input) => (
          <option key={input.deviceId} value={input.deviceId}>
            {input.label}
          </option>
        ))}
      </select>
    </label>
  )
}
