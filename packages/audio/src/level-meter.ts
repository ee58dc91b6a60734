/** The level of silence, in dB below full scale. */
const silenceDb = -120

/** How loud a piece of audio is. */
export interface Level {
  /** Root of the mean square: 0.707 for a full-scale sine. */
  rms: number
  /** The largest magnitude. */
  peak: number
  /** `rms` in dB relative to 1, at least −120. */
  levelDb: number
}

/** Measures what is shown as an input or output meter. */
export class LevelMeter {
  /** The level of exactly these samples. None at all are silence, and NaN counts as 0. */
  push(samples: Float32Array): Level {
    let sumOfSquares = 0
    let peak = 0
    for (let index = 0; index < samples.length; index++) {
      const magnitude = Math.abs(samples[index]!)
      if (magnitude > peak) peak = magnitude
      if (magnitude > 0) sumOfSquares += magnitude * magnitude
    }
    const power = samples.length === 0 ? 0 : sumOfSquares / samples.length
    return { rms: Math.sqrt(power), peak, levelDb: decibelsOfPower(power) }
  }
}

/** `power` 1 is 0 dB; never below −120, also for NaN. */
export function decibelsOfPower(power: number): number {
  return power > 1e-12 ? 10 * Math.log10(power) : silenceDb
}
