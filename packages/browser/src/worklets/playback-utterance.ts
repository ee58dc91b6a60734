import type { Resampler } from '@gradium-kit/audio'

/** Input samples resampled at once: the audio thread never has more than this to do before the next quantum. */
const blockSamples = 256

/** The samples of one utterance, resampled as they are read. */
export class PlaybackUtterance {
  readonly id: number
  isEnded = false
  receivedSamples = 0
  playedFrames = 0
  readonly #resampler: Resampler
  readonly #pieces: Int16Array[] = []
  #pieceOffset = 0
  readonly #input = new Float32Array(blockSamples)
  #block: Float32Array = new Float32Array(0)
  #blockOffset = 0
  #isFinished = false

  /** Takes a resampler that stands at its beginning, for as long as this is being read. */
  constructor(id: number, resampler: Resampler) {
    this.id = id
    this.#resampler = resampler
  }

  push(samples: Int16Array): void {
    this.#pieces.push(samples)
    this.receivedSamples += samples.length
  }

  /** The sample that the next read begins with. */
  peek(): number | undefined {
    return this.#fill() ? this.#block[this.#blockOffset] : undefined
  }

  /** Writes as many samples as there are and fit; returns how many. */
  read(output: Float32Array, offset: number): number {
    let end = offset
    while (end < output.length && this.#fill()) {
      const from = this.#blockOffset
      const samples = this.#block.subarray(from, from + output.length - end)
      output.set(samples, end)
      end += samples.length
      this.#blockOffset += samples.length
    }
    this.playedFrames += end - offset
    return end - offset
  }

  #fill(): boolean {
    while (this.#blockOffset === this.#block.length) {
      const piece = this.#pieces[0]
      if (piece === undefined) {
        if (!this.isEnded || this.#isFinished) return false
        this.#isFinished = true
        this.#block = this.#resampler.finish()
      } else {
        const input = piece.subarray(this.#pieceOffset, this.#pieceOffset + blockSamples)
        const samples = this.#input.subarray(0, input.length)
        for (let index = 0; index < input.length; index++) samples[index] = input[index]! / 32_768
        // Equal rates give the very same samples back; they are read before the next ones are written.
        this.#block = this.#resampler.push(samples)
        this.#pieceOffset += input.length
        if (this.#pieceOffset === piece.length) {
          this.#pieces.shift()
          this.#pieceOffset = 0
        }
      }
      this.#blockOffset = 0
    }
    return true
  }
}
