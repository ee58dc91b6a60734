import { EnergyVad } from '@gradium-kit/audio'
import type { HorizonProbability } from '../engine.ts'
import { inactivityForecast } from './inactivity.ts'

const frameSeconds = 0.08
const closingSilentFrames = 6
const longestUtteranceSeconds = 30

/** One stretch of speech, from its first to its last voiced frame. */
export interface VoicedSpan {
  startSeconds: number
  endSeconds: number
  voicedFrames: number
}

/** Cuts a stream into utterances at pauses of 0.48 s, and forecasts inactivity for every 80 ms. */
export class UtteranceTracker {
  readonly #vad: EnergyVad
  readonly #sampleRateHz: number
  #open: VoicedSpan | undefined
  #lastSpeechSeconds: number | undefined
  #steps: HorizonProbability[][] = []

  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz
    this.#vad = new EnergyVad({ sampleRateHz })
  }

  /** The utterance so far, or undefined between utterances. */
  get open(): VoicedSpan | undefined {
    return this.#open
  }

  /** Returns the utterances that ended in these samples. */
  push(samples: Float32Array): VoicedSpan[] {
    const closed: VoicedSpan[] = []
    for (const frame of this.#vad.push(samples)) {
      const span = this.#frame(frame.startSample / this.#sampleRateHz, frame.isSpeech)
      if (span !== undefined) closed.push(span)
    }
    return closed
  }

  /** Ends the open utterance, as if silence followed. */
  close(): VoicedSpan | undefined {
    const span = this.#open
    this.#open = undefined
    return span
  }

  /** One forecast per 80 ms pushed since the last call. */
  takeSteps(): HorizonProbability[][] {
    const steps = this.#steps
    this.#steps = []
    return steps
  }

  #frame(startSeconds: number, isSpeech: boolean): VoicedSpan | undefined {
    const endSeconds = startSeconds + frameSeconds
    if (isSpeech) {
      this.#lastSpeechSeconds = endSeconds
      this.#open ??= { startSeconds, endSeconds, voicedFrames: 0 }
      this.#open.endSeconds = endSeconds
      this.#open.voicedFrames += 1
    }
    const silenceSeconds =
      this.#lastSpeechSeconds === undefined ? undefined : endSeconds - this.#lastSpeechSeconds
    this.#steps.push(inactivityForecast(silenceSeconds))
    if (this.#open === undefined) return undefined
    const hasPaused =
      endSeconds - this.#open.endSeconds > (closingSilentFrames - 0.5) * frameSeconds
    const isTooLong = endSeconds - this.#open.startSeconds >= longestUtteranceSeconds
    return hasPaused || isTooLong ? this.close() : undefined
  }
}
