import {
  type Backend,
  type Figures,
  figureRows,
  numbersNotice,
  readOutputRateHz,
} from '@gradium-kit/demo-page'
import type { UseAudioDevicesReturn, UseTranscriptionReturn } from '@gradium-kit/react'
import { useMemo } from 'react'

interface NumbersProps {
  backend: Backend
  devices: UseAudioDevicesReturn
  figures: Figures
  listening: UseTranscriptionReturn
}

/** The measured times, counts and devices. */
export function Numbers({ backend, devices, figures, listening }: NumbersProps) {
  const { deviceId, settings } = listening
  const hasPlayed = figures.firstAudioMs !== undefined
  const outputRateHz = useMemo(() => (hasPlayed ? readOutputRateHz() : undefined), [hasPlayed])
  const rows = figureRows(figures, {
    microphone: devices.inputs.find((input) => input.deviceId === deviceId)?.label,
    microphoneRateHz: settings?.sampleRate,
    outputRateHz,
  })

  return (
    <details className="numbers">
      <summary>Honest numbers</summary>
      <table>
        <caption>{numbersNotice(backend)}</caption>
        <tbody>
          {rows.map(({ name, value, meaning }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
              <td>{meaning}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
