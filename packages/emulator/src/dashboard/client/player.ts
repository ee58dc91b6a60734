import { Resampler } from '@gradium-kit/audio'
import type { PlaybackOrder } from './playback-worklet.ts'

/** Plays samples of one rate as they come and tells how far they have been heard. */
export class Player {
  readonly #context: AudioContext
  readonly #node: AudioWorkletNode
  readonly #onProgress: (playedSeconds: number, isDone: boolean) => void
  #resampler: Resampler | undefined
  #queued = 0
  #played = 0
  #hasAll = false
  #isClosed = false

  private constructor(
    context: AudioContext,
    onProgress: (playedSeconds: number, isDone: boolean) => void,
  ) {
    this.#context = context
    this.#onProgress = onProgress
    this.#node = new AudioWorkletNode(context, 'playback', {
      numberOfInputs: 0,
      outputChannelCount: [1],
    })
    this.#node.connect(context.destination)
    this.#node.port.addEventListener('message', ({ data }: MessageEvent<number>) => {
      if (!this.#isClosed) this.#report(data)
    })
    this.#node.port.start()
  }

  /** Call it within a click, or the browser keeps the sound back. */
  static async open(onProgress: (playedSeconds: number, isDone: boolean) => void): Promise<Player> {
    const context = new AudioContext()
    await context.audioWorklet.addModule('/__emulator/playback-worklet.js')
    await context.resume()
    return new Player(context, onProgress)
  }

  push(samples: Float32Array, sampleRateHz: number): void {
    this.#resampler ??= new Resampler({
      inputRateHz: sampleRateHz,
      outputRateHz: this.#context.sampleRate,
    })
    this.#queue(this.#resampler.push(samples))
  }

  /** Says that no more comes. */
  finish(): void {
    if (this.#resampler !== undefined) this.#queue(this.#resampler.finish())
    this.#hasAll = true
    this.#report(this.#played)
  }

  /** Silence at once. */
  async close(): Promise<void> {
    this.#order('clear')
    this.#isClosed = true
    await this.#context.close()
  }

  #queue(samples: Float32Array): void {
    if (samples.length === 0) return
    this.#queued += samples.length
    this.#order(samples.slice())
  }

  #order(order: PlaybackOrder): void {
    this.#node.port.postMessage(order, order === 'clear' ? [] : [order.buffer])
  }

  #report(played: number): void {
    this.#played = played
    this.#onProgress(played / this.#context.sampleRate, this.#hasAll && played >= this.#queued)
  }
}
