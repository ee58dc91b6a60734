/** Measures how much of a Hann-windowed stretch of sound is one of a few known tones. */
export class ToneDetector {
  readonly #window: Float64Array
  readonly #windowSum: number
  readonly #cosines: Float64Array[]
  readonly #sines: Float64Array[]

  constructor(options: {
    tonesHz: readonly number[]
    sampleRateHz: number
    windowSamples: number
  }) {
    const { tonesHz, sampleRateHz, windowSamples } = options
    const window = Float64Array.from(
      { length: windowSamples },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / windowSamples),
    )
    const table = (hz: number, wave: (radians: number) => number): Float64Array =>
      window.map((weight, i) => weight * wave((2 * Math.PI * hz * i) / sampleRateHz))
    this.#window = window
    this.#windowSum = window.reduce((sum, weight) => sum + weight, 0)
    this.#cosines = tonesHz.map((hz) => table(hz, Math.cos))
    this.#sines = tonesHz.map((hz) => table(hz, Math.sin))
  }

  /** Power of one tone, by its index. */
  power(samples: Float32Array, tone: number): number {
    const cosine = this.#cosines[tone]!
    const sine = this.#sines[tone]!
    let real = 0
    let imaginary = 0
    for (let i = 0; i < cosine.length; i += 1) {
      const sample = samples[i]!
      real += sample * cosine[i]!
      imaginary += sample * sine[i]!
    }
    return real * real + imaginary * imaginary
  }

  /** The power all of this sound would have if it were a single tone; 0 for silence. */
  fullPower(samples: Float32Array): number {
    let energy = 0
    const window = this.#window
    for (let i = 0; i < window.length; i += 1) energy += window[i]! * samples[i]! * samples[i]!
    return energy < 1e-9 ? 0 : (energy * this.#windowSum) / 2
  }
}
