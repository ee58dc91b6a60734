import { pcm16FromFloat, Resampler } from '@gradium-kit/audio'
import type { CaptureCommand, CaptureMode } from './capture-messages.ts'

/** What transcription takes: 24 kHz, in frames of 80 ms. */
const outputRateHz = 24_000
const frameLength = 1_920
/** Input that is resampled at a time, 11 ms: memory is taken per piece, not per render quantum. */
const blockLength = 512

/** Turns what a microphone gives, at any rate and in any cut, into frames of 16-bit mono. It begins held. */
export class CapturePipeline {
  readonly #onFrame: (samples: Int16Array<ArrayBuffer>) => void
  readonly #resampler: Resampler
  readonly #block = new Float32Array(blockLength)
  readonly #frame = new Float32Array(frameLength)
  #blockFilled = 0
  #frameFilled = 0
  #mode: CaptureMode = 'held'
  #gateDb = -Infinity

  /** `onFrame` gets frames that it may keep or transfer. */
  constructor(inputRateHz: number, onFrame: (samples: Int16Array<ArrayBuffer>) => void) {
    this.#resampler = new Resampler({ inputRateHz, outputRateHz })
    this.#onFrame = onFrame
  }

  get mode(): CaptureMode {
    return this.#mode
  }

  apply({ mode = this.#mode, gateDb = this.#gateDb }: CaptureCommand): void {
    this.#gateDb = gateDb
    if (this.#mode === 'ended') return
    this.#mode = mode
    if (mode === 'held' || mode === 'ended') this.#flush()
  }

  /** `length` samples of each channel. No channels are silence: that is how some browsers report it. */
  push(channels: readonly Float32Array[], length: number): void {
    if (this.#mode === 'held' || this.#mode === 'ended') return
    const heard = this.#mode === 'silent' ? [] : channels
    for (let at = 0; at < length;) {
      const count = Math.min(length - at, blockLength - this.#blockFilled)
      this.#mix(heard, at, count)
      at += count
      if (this.#blockFilled === blockLength) this.#resample()
    }
  }

  /** Appends the mean of the channels to the block. */
  #mix(channels: readonly Float32Array[], start: number, count: number): void {
    const block = this.#block
    const filled = this.#blockFilled
    block.fill(0, filled, filled + count)
    for (const channel of channels) {
      for (let index = 0; index < count; index++) {
        block[filled + index]! += channel[start + index]! / channels.length
      }
    }
    this.#blockFilled += count
  }

  #resample(): void {
    this.#gather(this.#resampler.push(this.#block.subarray(0, this.#blockFilled)))
    this.#blockFilled = 0
  }

  #gather(samples: Float32Array): void {
    for (let at = 0; at < samples.length;) {
      const piece = samples.subarray(at, at + frameLength - this.#frameFilled)
      this.#frame.set(piece, this.#frameFilled)
      this.#frameFilled += piece.length
      at += piece.length
      if (this.#frameFilled === frameLength) this.#emit()
    }
  }

  #flush(): void {
    this.#resample()
    this.#gather(this.#resampler.finish())
    if (this.#frameFilled === 0) return
    this.#frame.fill(0, this.#frameFilled)
    this.#emit()
  }

  #emit(): void {
    this.#frameFilled = 0
    if (this.#gateDb > -Infinity && powerOf(this.#frame) < 10 ** (this.#gateDb / 10))
      this.#frame.fill(0)
    this.#onFrame(new Int16Array(pcm16FromFloat(this.#frame).buffer))
  }
}

/** The mean square: 1 is 0 dB. */
function powerOf(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
}
