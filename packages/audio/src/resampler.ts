import { AudioError } from './errors.ts'
import { resamplerTable, tableByteLength, type ResamplerTable } from './resampler-table.ts'

/** Options of {@link Resampler}. */
export interface ResamplerOptions {
  /** A whole number, 1,000 to 768,000. */
  inputRateHz: number
  /** A whole number, 1,000 to 768,000. */
  outputRateHz: number
}

const maxTableBytes = 16 * 1024 * 1024

/**
 * Changes the sample rate of one channel, piece by piece (polyphase Kaiser-windowed sinc, 32 zero crossings, flat to 80 % of
 * the lower Nyquist frequency). The result does not depend on how the input is cut, and begins and ends where the input does:
 * after {@link finish} it has exactly `ceil(inputLength × outputRateHz / inputRateHz)` samples.
 * A push holds back what needs later samples: 32 of the lower rate, 1.3 ms at 24 kHz.
 */
export class Resampler {
  readonly #phaseCount: number
  readonly #step: number
  readonly #table: ResamplerTable | undefined
  /** Samples that outputs to come still need, then the new ones, then room. */
  #work = new Float32Array(0)
  #filled = 0
  /** The next output lies at index `#position + #phase / #phaseCount` of `#work`. */
  #position = 0
  #phase = 0

  /** @throws AudioError `argument` when a rate is out of range or their ratio would need more than 16 MiB of filter. */
  constructor(options: ResamplerOptions) {
    const { inputRateHz, outputRateHz } = options
    assertRate('inputRateHz', inputRateHz)
    assertRate('outputRateHz', outputRateHz)
    const divisor = greatestCommonDivisor(inputRateHz, outputRateHz)
    this.#phaseCount = outputRateHz / divisor
    this.#step = inputRateHz / divisor
    if (this.#phaseCount === this.#step) return
    if (tableByteLength(this.#phaseCount, this.#step) > maxTableBytes) {
      throw new AudioError(
        'argument',
        `Resampling ${inputRateHz} Hz to ${outputRateHz} Hz would need a very large filter: choose rates with a simpler ratio.`,
      )
    }
    this.#table = resamplerTable(this.#phaseCount, this.#step)
    this.reset()
  }

  /** What can be computed by now, possibly nothing. With equal rates this is the input itself, not a copy. */
  push(samples: Float32Array): Float32Array {
    if (this.#table === undefined) return samples
    this.#append(samples.length)
    this.#work.set(samples, this.#filled - samples.length)
    return this.#compute(this.#table)
  }

  /** The rest. The resampler then stands at the beginning again. */
  finish(): Float32Array {
    if (this.#table === undefined) return new Float32Array(0)
    const { halfLength } = this.#table
    this.#append(halfLength)
    this.#work.fill(0, this.#filled - halfLength, this.#filled)
    const rest = this.#compute(this.#table)
    this.reset()
    return rest
  }

  /** Forgets everything pushed so far. */
  reset(): void {
    if (this.#table === undefined) return
    this.#position = this.#table.halfLength - 1
    this.#phase = 0
    this.#filled = 0
    this.#append(this.#position)
    this.#work.fill(0, 0, this.#filled)
  }

  #append(count: number): void {
    const needed = this.#filled + count
    if (needed > this.#work.length) {
      const larger = new Float32Array(needed + count)
      larger.set(this.#work.subarray(0, this.#filled))
      this.#work = larger
    }
    this.#filled = needed
  }

  #compute({ halfLength, taps }: ResamplerTable): Float32Array<ArrayBuffer> {
    const work = this.#work
    const phaseCount = this.#phaseCount
    const wholeStep = Math.floor(this.#step / phaseCount)
    const phaseStep = this.#step % phaseCount
    const tapCount = 2 * halfLength
    const span = (this.#filled - halfLength - this.#position) * phaseCount - this.#phase
    const output = new Float32Array(Math.max(0, Math.ceil(span / this.#step)))
    let position = this.#position
    let phase = this.#phase
    for (let index = 0; index < output.length; index++) {
      const row = phase * tapCount
      const start = position - halfLength + 1
      let sum = 0
      for (let tap = 0; tap < tapCount; tap++) sum += work[start + tap]! * taps[row + tap]!
      output[index] = sum
      position += wholeStep
      phase += phaseStep
      if (phase >= phaseCount) {
        phase -= phaseCount
        position++
      }
    }
    const used = position - halfLength + 1
    work.copyWithin(0, used, this.#filled)
    this.#filled -= used
    this.#position = position - used
    this.#phase = phase
    return output
  }
}

function assertRate(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 1000 && value <= 768_000) return
  throw new AudioError('argument', `${name} is a whole number from 1,000 to 768,000, not ${value}.`)
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
