import { concatBytes } from '../protocol/lines.ts'

/** Keeps the beginning of a sample back until the rest of it has come. Other audio passes as it is, without a copy. */
export class WholeSamples {
  readonly #bytesPerSample: number
  #torn: Uint8Array | undefined

  /** @param bytesPerSample 0 where the audio has a container: then nothing is kept back. */
  constructor(bytesPerSample: number) {
    this.#bytesPerSample = Math.max(1, bytesPerSample)
  }

  /** Takes the next audio in and gives the whole samples there are. */
  take(audio: Uint8Array): Uint8Array {
    const all = this.#torn === undefined ? audio : concatBytes([this.#torn, audio])
    const whole = all.length - (all.length % this.#bytesPerSample)
    this.#torn = whole === all.length ? undefined : all.subarray(whole)
    return whole === all.length ? all : all.subarray(0, whole)
  }

  /** Other audio begins. */
  clear(): void {
    this.#torn = undefined
  }
}
