import type { Readable, SpeechSnapshot, TranscriptionSnapshot } from '@gradium-kit/browser'
import { type Figures, Measurements } from './measurements.ts'

/** Tells the figures whenever they change. Returns what ends it. */
export function followFigures(
  listening: Readable<TranscriptionSnapshot>,
  speaking: Readable<SpeechSnapshot>,
  onChange: (figures: Figures) => void,
): () => void {
  const measurements = new Measurements(listening.getSnapshot(), speaking.getSnapshot())
  const look = (): void => {
    const now = performance.now()
    onChange(measurements.observe(listening.getSnapshot(), speaking.getSnapshot(), now))
  }
  const ends = [listening.subscribe(look), speaking.subscribe(look)]
  return () => {
    for (const end of ends) end()
  }
}
