import { decodeBase64, encodeWav, pcm16FromFloat } from '@gradium-kit/audio'
import { joinSamples } from '../../sound/join-samples.ts'

/** The sound of one request, kept so that it can be saved or read back. */
export class Speech {
  readonly #chunks: Float32Array[] = []
  readonly #decode: (bytes: Uint8Array) => Float32Array
  readonly sampleRateHz: number

  constructor(decode: (bytes: Uint8Array) => Float32Array, sampleRateHz: number) {
    this.#decode = decode
    this.sampleRateHz = sampleRateHz
  }

  /** Takes the audio of one message and returns its samples. */
  add(base64: string): Float32Array {
    const samples = this.#decode(decodeBase64(base64))
    this.#chunks.push(samples)
    return samples
  }

  get samples(): Float32Array {
    return joinSamples(this.#chunks)
  }

  toWav(): Uint8Array<ArrayBuffer> {
    const wav = encodeWav(pcm16FromFloat(this.samples), {
      encoding: 'pcm',
      bitsPerSample: 16,
      channelCount: 1,
      sampleRateHz: this.sampleRateHz,
    })
    return new Uint8Array(wav)
  }
}
