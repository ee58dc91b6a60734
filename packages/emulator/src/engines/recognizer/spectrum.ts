/** The power spectrum of Hann-windowed real samples; the size is a power of two. */
export class Spectrum {
  readonly size: number
  readonly #window: Float64Array
  readonly #cosines: Float64Array
  readonly #sines: Float64Array
  readonly #order: Uint16Array
  readonly #real: Float64Array
  readonly #imaginary: Float64Array

  constructor(size: number) {
    this.size = size
    const bits = Math.log2(size)
    const half = Array.from({ length: size / 2 }, (_, i) => (2 * Math.PI * i) / size)
    this.#window = Float64Array.from(
      { length: size },
      (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size),
    )
    this.#cosines = Float64Array.from(half, Math.cos)
    this.#sines = Float64Array.from(half, Math.sin)
    this.#order = Uint16Array.from({ length: size }, (_, i) => reversedBits(i, bits))
    this.#real = new Float64Array(size)
    this.#imaginary = new Float64Array(size)
  }

  /** Power per bin, half of `size` bins from 0 Hz; valid until the next call. */
  power(samples: Float32Array): Float64Array {
    const { size } = this
    const real = this.#real
    const imaginary = this.#imaginary
    imaginary.fill(0)
    for (let i = 0; i < size; i += 1) {
      const at = this.#order[i]!
      real[i] = samples[at]! * this.#window[at]!
    }
    for (let width = 2; width <= size; width *= 2) {
      const half = width / 2
      const stride = size / width
      for (let start = 0; start < size; start += width) {
        for (let k = 0; k < half; k += 1) this.#butterfly(start + k, start + k + half, k * stride)
      }
    }
    for (let i = 0; i < size / 2; i += 1) {
      real[i] = real[i]! * real[i]! + imaginary[i]! * imaginary[i]!
    }
    return real.subarray(0, size / 2)
  }

  #butterfly(top: number, bottom: number, turn: number): void {
    const real = this.#real
    const imaginary = this.#imaginary
    const cosine = this.#cosines[turn]!
    const sine = this.#sines[turn]!
    const r = real[bottom]! * cosine + imaginary[bottom]! * sine
    const i = imaginary[bottom]! * cosine - real[bottom]! * sine
    real[bottom] = real[top]! - r
    imaginary[bottom] = imaginary[top]! - i
    real[top]! += r
    imaginary[top]! += i
  }
}

function reversedBits(value: number, bits: number): number {
  let reversed = 0
  for (let bit = 0; bit < bits; bit += 1) {
    if ((value & (1 << bit)) !== 0) reversed |= 1 << (bits - 1 - bit)
  }
  return reversed
}
