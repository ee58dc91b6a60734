import { pcm16FromFloat, Resampler } from '@gradium-kit/audio'
import { recordingRateHz } from './recording.ts'

/** One frame, at either rate. */
const frameLength = 1_920
export const inputPerFrame = (frameLength * recordingRateHz) / 24_000
/** After so many input samples the resampler's phases begin again, 80 samples later. */
const inputPeriod = 147
const outputPeriod = 80

/** Says where in a recording a captured frame begins, by comparing it with the recording resampled as a whole. */
export class Alignment {
  readonly #recording: Float32Array
  readonly #references = new Map<number, Int16Array>()

  constructor(recording: Float32Array) {
    this.#recording = recording
  }

  /** The largest difference between the samples and the recording from a position on. */
  difference(frame: Int16Array, position: number): number {
    const expected = this.#at(position)
    let worst = 0
    for (let index = 0; index < frame.length; index++) {
      worst = Math.max(worst, Math.abs(frame[index]! - (expected[index] ?? Infinity)))
    }
    return worst
  }

  /** Where each frame begins. A frame with a break of the device in it is nowhere, the next one wherever it is found. */
  positions(frames: readonly Int16Array[]): (number | undefined)[] {
    let next: number | undefined
    return frames.map((frame) => {
      const position = this.#find(frame, next)
      next = (position ?? next ?? -inputPerFrame) + inputPerFrame
      return position
    })
  }

  #find(frame: Int16Array, next: number | undefined): number | undefined {
    if (next !== undefined && this.difference(frame, next) <= 1) return next
    const near = this.#search(frame)
    for (let position = Math.max(0, near - 3); position <= near + 3; position++) {
      if (this.difference(frame, position) <= 1) return position
    }
    return undefined
  }

  /** Where the correlation is highest, exact to about two input samples. */
  #search(frame: Int16Array): number {
    const whole = this.#reference(0)
    const excerpt = frame.subarray(0, 400)
    let best = 0
    let bestSum = -Infinity
    for (let offset = 0; offset + excerpt.length <= whole.length; offset++) {
      let sum = 0
      for (let index = 0; index < excerpt.length; index++)
        sum += excerpt[index]! * whole[offset + index]!
      if (sum <= bestSum) continue
      bestSum = sum
      best = offset
    }
    return Math.round((best * inputPeriod) / outputPeriod)
  }

  #at(position: number): Int16Array {
    const phase = position % inputPeriod
    const start = ((position - phase) / inputPeriod) * outputPeriod
    return this.#reference(phase).subarray(start, start + frameLength)
  }

  /** The recording from the sample `phase` on, at 24 kHz. */
  #reference(phase: number): Int16Array {
    const known = this.#references.get(phase)
    if (known !== undefined) return known
    const resampler = new Resampler({ inputRateHz: recordingRateHz, outputRateHz: 24_000 })
    const samples = resampler.push(this.#recording.subarray(phase))
    const reference = new Int16Array(pcm16FromFloat(samples).buffer)
    this.#references.set(phase, reference)
    return reference
  }
}
