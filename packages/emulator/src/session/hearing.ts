import type { Heard, HorizonProbability, Listening } from '../engines/engine.ts'
import type { AudioFormat } from '../wire/audio-format.ts'
import { type AudioInput, createAudioInput, listeningRateHz } from './audio-input.ts'
import type { SessionEnvironment } from './environment.ts'

const stepSamples = 1920
const stepSeconds = stepSamples / listeningRateHz

/** What one 80 ms step of received audio brought. */
export interface HearingStep {
  /** 1 for the first 80 ms. */
  index: number
  inactivity: HorizonProbability[]
  heard: Heard[]
}

/** Listens to the audio of one request step by step. */
export class Hearing {
  readonly #environment: SessionEnvironment
  readonly #input: AudioInput
  readonly #listening: Listening
  readonly #forecasts: HorizonProbability[][] = []
  #latest: HorizonProbability[]
  #stepCount = 0
  #heldSeconds = 0

  private constructor(
    environment: SessionEnvironment,
    input: AudioInput,
    language: string | undefined,
  ) {
    this.#environment = environment
    this.#input = input
    this.#listening = environment.listen(language)
    this.#latest = [0.5, 1, 2, 3].map((horizonSeconds) => ({
      horizonSeconds,
      inactivityProbability: 1,
    }))
  }

  static async create(
    environment: SessionEnvironment,
    format: AudioFormat,
    language: string | undefined,
  ): Promise<Hearing> {
    return new Hearing(environment, await createAudioInput(format), language)
  }

  get stepCount(): number {
    return this.#stepCount
  }

  get pendingBytes(): number {
    return this.#input.pendingBytes
  }

  *push(bytes: Uint8Array): Generator<HearingStep> {
    yield* this.#hear(this.#input.push(bytes))
  }

  /** Words still inside; listening goes on. */
  flush(): Heard[] {
    return this.#listening.flush()
  }

  /** The decoder's tail, then silence up to a whole step. */
  *finish(): Generator<HearingStep> {
    yield* this.#hear(this.#input.finish())
    const partial = this.#input.receivedSeconds + this.#heldSeconds - this.#stepCount * stepSeconds
    if (partial < 1e-9) return
    this.#heldSeconds += stepSeconds - partial
    yield* this.#hear(new Float32Array(Math.round((stepSeconds - partial) * listeningRateHz)))
  }

  free(): void {
    this.#input.free()
  }

  *#hear(samples: Float32Array): Generator<HearingStep> {
    let heard: Heard[] = []
    for (let position = 0; position < samples.length; position += stepSamples) {
      const piece = samples.subarray(position, position + stepSamples)
      this.#environment.onAudio('in', piece, listeningRateHz)
      heard.push(...this.#listening.push(piece))
      this.#forecasts.push(...this.#listening.steps())
      if (samples.length - position > stepSamples) {
        for (const step of this.#steps(heard, this.#stepCount + 1)) {
          heard = []
          yield step
        }
      }
    }
    for (const step of this.#steps(heard, Infinity)) {
      heard = []
      yield step
    }
    if (heard.length > 0) yield { index: this.#stepCount, inactivity: [], heard }
  }

  // Steps are counted by audio received, not by audio resampled: the resampler holds back about a millisecond.
  *#steps(heard: Heard[], highest: number): Generator<HearingStep> {
    const received = this.#input.receivedSeconds + this.#heldSeconds
    let words = heard
    while (this.#stepCount < highest && (this.#stepCount + 1) * stepSeconds <= received + 1e-9) {
      this.#latest = this.#forecasts.shift() ?? this.#latest
      yield { index: ++this.#stepCount, inactivity: this.#latest, heard: words }
      words = []
    }
  }
}
