import { AudioError } from './errors.ts'
import { decibelsOfPower } from './level-meter.ts'

/** Options of {@link EnergyVad}. */
export interface EnergyVadOptions {
  /** 1,000 to 768,000. */
  sampleRateHz: number
  /** How far speech must rise above the background, in dB. 6 finds more, 9 ignores more. @default 6 */
  marginDb?: number
}

/** The verdict on 80 ms. */
export interface VadFrame {
  isSpeech: boolean
  /** The level that was judged: of the second-loudest 20 ms in the frame, without DC, in dB relative to full scale. */
  levelDb: number
  /** Where the frame begins, in samples since the first push. */
  startSample: number
}

const slicesPerSecond = 50
const slicesPerFrame = 4
/** The background is the quietest slice of the last 3 s. */
const historyLength = 3 * slicesPerSecond
const minBackgroundDb = -75
const maxBackgroundDb = -20
const minSpeechDb = -50

/**
 * Tells speech from background by level alone, with a background that adapts. Meant for one speaker near a microphone: misses
 * much once the noise is within 10 dB of the voice, and takes music or a tone that begins suddenly for speech.
 */
export class EnergyVad {
  readonly #sampleRateHz: number
  readonly #marginDb: number
  readonly #history = new Float64Array(historyLength).fill(Infinity)
  readonly #frame = new Float64Array(slicesPerFrame)
  #sliceIndex = 0
  #sampleIndex = 0
  #sliceStart = 0
  #sliceEnd: number
  #frameStart = 0
  #sum = 0
  #sumOfSquares = 0

  /** @throws AudioError `argument` when an option is out of range. */
  constructor(options: EnergyVadOptions) {
    const { sampleRateHz, marginDb = 6 } = options
    if (!(sampleRateHz >= 1000 && sampleRateHz <= 768_000)) {
      throw new AudioError(
        'argument',
        `sampleRateHz is a number from 1,000 to 768,000, not ${sampleRateHz}.`,
      )
    }
    if (!Number.isFinite(marginDb) || marginDb < 0) {
      throw new AudioError('argument', `marginDb is a number of 0 or more, not ${marginDb}.`)
    }
    this.#sampleRateHz = sampleRateHz
    this.#marginDb = marginDb
    this.#sliceEnd = this.#endOfSlice(0)
  }

  /** One verdict for each 80 ms completed by these samples. How the audio is cut makes no difference. */
  push(samples: Float32Array): VadFrame[] {
    const frames: VadFrame[] = []
    let at = 0
    while (at < samples.length) {
      const end = Math.min(samples.length, at + this.#sliceEnd - this.#sampleIndex)
      for (let index = at; index < end; index++) {
        const sample = samples[index]!
        this.#sum += sample
        this.#sumOfSquares += sample * sample
      }
      this.#sampleIndex += end - at
      at = end
      if (this.#sampleIndex === this.#sliceEnd) {
        const frame = this.#completeSlice()
        if (frame !== undefined) frames.push(frame)
      }
    }
    return frames
  }

  /** Slices of uneven length keep 80 ms exact on average at rates such as 11,025 Hz. */
  #endOfSlice(index: number): number {
    return Math.round(((index + 1) * this.#sampleRateHz) / slicesPerSecond)
  }

  #completeSlice(): VadFrame | undefined {
    const length = this.#sliceEnd - this.#sliceStart
    const mean = this.#sum / length
    const levelDb = decibelsOfPower(this.#sumOfSquares / length - mean * mean)
    const placeInFrame = this.#sliceIndex % slicesPerFrame
    this.#frame[placeInFrame] = levelDb
    this.#history[this.#sliceIndex % historyLength] = levelDb
    this.#sum = 0
    this.#sumOfSquares = 0
    this.#sliceIndex++
    this.#sliceStart = this.#sliceEnd
    this.#sliceEnd = this.#endOfSlice(this.#sliceIndex)
    return placeInFrame === slicesPerFrame - 1 ? this.#completeFrame() : undefined
  }

  #completeFrame(): VadFrame {
    const startSample = this.#frameStart
    this.#frameStart = this.#sliceStart
    const levelDb = this.#frame.toSorted()[slicesPerFrame - 2]!
    const quietest = this.#history.reduce((least, level) => Math.min(least, level))
    const backgroundDb = Math.min(maxBackgroundDb, Math.max(minBackgroundDb, quietest))
    const isSpeech = levelDb > Math.max(minSpeechDb, backgroundDb + this.#marginDb)
    return { isSpeech, levelDb, startSample }
  }
}
