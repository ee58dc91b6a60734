import { hertz, milliseconds } from './figures.ts'
import type { Figures } from './measurements.ts'

/** A line of the table: what was measured, how much it was, and what that means. */
export interface FigureRow {
  readonly name: string
  readonly value: string
  readonly meaning: string
}

/** The devices that sound comes from and goes to. */
export interface SoundPath {
  /** Undefined before the microphone was in use. */
  readonly microphone: string | undefined
  readonly microphoneRateHz: number | undefined
  /** Undefined before anything was played. */
  readonly outputRateHz: number | undefined
}

/** All that the table of numbers shows. */
export function figureRows(figures: Figures, path: SoundPath): readonly FigureRow[] {
  const { listeningMs, firstWordMs, firstAudioMs, underruns, reconnects } = figures
  return [
    row('Time to listen', milliseconds(listeningMs), 'from Start until the service listens'),
    row(
      'Time to first word',
      milliseconds(firstWordMs),
      'from the first sound of speech to its first caption',
    ),
    row('Time to first audio', milliseconds(firstAudioMs), 'from Speak to the first sample played'),
    row('Underruns', String(underruns), 'pauses because audio came too late'),
    row('Reconnects', String(reconnects), 'connections that were lost and replaced'),
    row('Microphone', path.microphone ?? '–', `${hertz(path.microphoneRateHz)}, sent as 24,000 Hz`),
    row('Output', hertz(path.outputRateHz), 'received as 24,000 Hz'),
  ]
}

function row(name: string, value: string, meaning: string): FigureRow {
  return { name, value, meaning }
}

/** The rate of the output. Asked once something has been played: before, browsers would complain about the context. */
export function readOutputRateHz(): number {
  const context = new AudioContext()
  const { sampleRate } = context
  void context.close()
  return sampleRate
}
