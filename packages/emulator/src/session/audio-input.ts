import {
  AudioError,
  FrameAligner,
  Resampler,
  type WavFormat,
  WavReader,
  decodeAlaw,
  decodeMulaw,
  decodeWavSamples,
  floatFromPcm16,
  mixToMono,
} from '@gradium-kit/audio'
import { type OggOpusDecoder, createOggOpusDecoder } from '@gradium-kit/audio/opus'
import { joinSamples } from '../sound/join-samples.ts'
import type { AudioFormat } from '../wire/audio-format.ts'
import { WireError, policyViolation } from '../wire/wire-error.ts'

/** The rate at which everything is heard. */
export const listeningRateHz = 24000

/** Bytes of one input format to samples at 24 kHz mono. Message boundaries carry no meaning. */
export interface AudioInput {
  push(bytes: Uint8Array): Float32Array
  /** The tail that resampling and decoding keep back. */
  finish(): Float32Array
  /** Seconds of sound received so far, before what is kept back. */
  readonly receivedSeconds: number
  /** Bytes that wait for the rest of their sample. */
  readonly pendingBytes: number
  free(): void
}

const empty = new Float32Array(0)

class RawInput implements AudioInput {
  readonly #rateHz: number
  readonly #decode: (bytes: Uint8Array) => Float32Array
  readonly #aligner: FrameAligner
  readonly #resampler: Resampler
  #samples = 0

  constructor(rateHz: number, frameBytes: number, decode: (bytes: Uint8Array) => Float32Array) {
    this.#rateHz = rateHz
    this.#decode = decode
    this.#aligner = new FrameAligner(frameBytes)
    this.#resampler = new Resampler({ inputRateHz: rateHz, outputRateHz: listeningRateHz })
  }

  get receivedSeconds(): number {
    return this.#samples / this.#rateHz
  }

  get pendingBytes(): number {
    return this.#aligner.pendingBytes
  }

  push(bytes: Uint8Array): Float32Array {
    const samples = this.#decode(this.#aligner.push(bytes))
    this.#samples += samples.length
    return this.#resampler.push(samples)
  }

  finish(): Float32Array {
    return this.#resampler.finish()
  }

  free(): void {}
}

function floatFromInt16(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32768)
}

function invalidWav(message: string): WireError {
  return new WireError(policyViolation, `wav-decoder: ${message}`)
}

function wavResampler(format: WavFormat): Resampler {
  const { encoding, bitsPerSample, sampleRateHz } = format
  if (encoding !== 'pcm' || ![16, 24, 32].includes(bitsPerSample)) {
    throw invalidWav('only WAV/PCM format is supported')
  }
  try {
    return new Resampler({ inputRateHz: sampleRateHz, outputRateHz: listeningRateHz })
  } catch (error) {
    if (error instanceof AudioError) throw invalidWav(`unsupported sample rate ${sampleRateHz}`)
    throw error
  }
}

class WavInput implements AudioInput {
  readonly #reader = new WavReader()
  #resampler: Resampler | undefined
  #samples = 0
  #head: number[] = []

  get receivedSeconds(): number {
    return this.#samples / (this.#reader.format?.sampleRateHz ?? 1)
  }

  get pendingBytes(): number {
    return 0
  }

  push(bytes: Uint8Array): Float32Array {
    this.#checkHead(bytes)
    const data = this.#read(bytes)
    const format = this.#reader.format
    if (format === undefined) return empty
    this.#resampler ??= wavResampler(format)
    if (data.length === 0) return empty
    const samples = mixToMono(decodeWavSamples(data, format))
    this.#samples += samples.length
    return this.#resampler.push(samples)
  }

  finish(): Float32Array {
    if (this.#head.length > 0 && this.#reader.format === undefined) {
      throw invalidWav('invalid RIFF header')
    }
    return this.#resampler?.finish() ?? empty
  }

  free(): void {}

  #read(bytes: Uint8Array): Uint8Array {
    try {
      return this.#reader.push(bytes)
    } catch (error) {
      if (error instanceof AudioError) throw invalidWav('invalid fmt chunk')
      throw error
    }
  }

  #checkHead(bytes: Uint8Array): void {
    if (this.#head.length >= 12) return
    this.#head.push(...bytes.subarray(0, 12 - this.#head.length))
    const text = String.fromCharCode(...this.#head)
    if (!'RIFF'.startsWith(text.slice(0, 4))) throw invalidWav('invalid RIFF header')
    if (!'WAVE'.startsWith(text.slice(8, 12))) throw invalidWav('invalid WAVE format')
  }
}

class OpusInput implements AudioInput {
  readonly #decoder: OggOpusDecoder
  readonly #resampler = new Resampler({ inputRateHz: 48000, outputRateHz: listeningRateHz })
  #samples = 0

  constructor(decoder: OggOpusDecoder) {
    this.#decoder = decoder
  }

  get receivedSeconds(): number {
    return this.#samples / 48000
  }

  get pendingBytes(): number {
    return 0
  }

  push(bytes: Uint8Array): Float32Array {
    return this.#take(() => this.#decoder.push(bytes))
  }

  finish(): Float32Array {
    const last = this.#take(() => this.#decoder.finish())
    return joinSamples([last, this.#resampler.finish()])
  }

  free(): void {
    this.#decoder.free()
  }

  #take(decode: () => Float32Array): Float32Array {
    try {
      const samples = decode()
      this.#samples += samples.length
      return this.#resampler.push(samples)
    } catch (error) {
      if (!(error instanceof AudioError)) throw error
      throw new WireError(policyViolation, `opus-decoder: ${error.message}`)
    }
  }
}

export async function createAudioInput(format: AudioFormat): Promise<AudioInput> {
  const { encoding, sampleRateHz } = format
  switch (encoding) {
    case 'pcm':
      return new RawInput(sampleRateHz, 2, floatFromPcm16)
    case 'mulaw':
      return new RawInput(sampleRateHz, 1, (bytes) => floatFromInt16(decodeMulaw(bytes)))
    case 'alaw':
      return new RawInput(sampleRateHz, 1, (bytes) => floatFromInt16(decodeAlaw(bytes)))
    case 'wav':
      return new WavInput()
    default:
      return new OpusInput(await createOggOpusDecoder())
  }
}
