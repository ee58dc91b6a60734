import type { Heard, HorizonProbability, Listening } from '../engine.ts'
import { inactivityForecast } from '../recognizer/inactivity.ts'
import { SampleHistory } from '../sample-history.ts'
import { findMark, frameSamples, indexAt } from './frame-layout.ts'
import { FrameReader } from './frame-reader.ts'
import { oracleStreamIds } from './oracle-word.ts'
import { WordTrack } from './word-track.ts'

const sampleRateHz = 24_000
const stepSamples = 1920
const markSamples = indexAt / 2
/** A frame says that it is silent, which loudness can only suggest: a turn ends after 0.4 s instead of 0.5 s. */
const certaintySeconds = 0.1

/** Hears oracle speech: frames at any offset, in pieces of any size. Everything else is silence. */
export class OracleListening implements Listening {
  readonly #history = new SampleHistory()
  readonly #frame = new FrameReader()
  readonly #tracks = oracleStreamIds.map((streamId) => new WordTrack(streamId))
  /** Where the next frame is expected. */
  #next = 0
  #lastWordEnd: number | undefined
  #forecasts: HorizonProbability[][] = []

  push(samples: Float32Array): Heard[] {
    const heard: Heard[] = []
    for (let at = 0; at < samples.length;) {
      const room = stepSamples - (this.#history.end % stepSamples)
      const piece = samples.subarray(at, at + room)
      at += piece.length
      this.#history.push(piece)
      while (this.#history.end - this.#next >= frameSamples) this.#advance(heard)
      this.#history.dropBefore(this.#next)
      if (piece.length === room) this.#forecasts.push(this.#forecast())
    }
    return heard
  }

  flush(): Heard[] {
    return this.#tracks.flatMap((track) => [...track.cut(this.#next)])
  }

  steps(): HorizonProbability[][] {
    const forecasts = this.#forecasts
    this.#forecasts = []
    return forecasts
  }

  /** Reads the frame that is expected, or finds the place of the next one. */
  #advance(heard: Heard[]): void {
    const start = this.#next
    if (this.#frame.read(this.#history.view(start, frameSamples))) {
      this.#next += frameSamples
      for (const track of this.#tracks) heard.push(...track.frame(this.#frame, start))
      const isSpeech = oracleStreamIds.some((streamId) => this.#frame.wordNumber(streamId) > 0)
      if (isSpeech) this.#lastWordEnd = this.#next
      return
    }
    heard.push(...this.flush())
    const from = start + 1
    const offset = findMark(this.#history.view(from, this.#history.end - from))
    this.#next = offset === undefined ? this.#history.end - markSamples + 1 : from + offset
  }

  #forecast(): HorizonProbability[] {
    if (this.#lastWordEnd === undefined) return inactivityForecast(undefined)
    const silentSeconds = (this.#history.end - this.#lastWordEnd) / sampleRateHz
    return inactivityForecast(silentSeconds + certaintySeconds)
  }
}
