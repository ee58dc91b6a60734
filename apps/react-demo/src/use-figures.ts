import { type Figures, followFigures, noFigures } from '@gradium-kit/demo-page'
import type { UseSpeechReturn, UseTranscriptionReturn } from '@gradium-kit/react'
import { useEffect, useState } from 'react'

/** What the page measures of its two halves. */
export function useFigures(
  listening: UseTranscriptionReturn['controller'],
  speaking: UseSpeechReturn['controller'],
): Figures {
  const [figures, setFigures] = useState(noFigures)
  useEffect(() => followFigures(listening, speaking, setFigures), [listening, speaking])
  return figures
}
