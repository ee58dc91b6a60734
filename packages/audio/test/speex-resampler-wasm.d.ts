declare module '@echogarden/speex-resampler-wasm' {
  type Integers<Count extends unknown[]> = (this: void, ...integers: Count) => number
  type One = number

  interface SpeexResampler {
    readonly HEAPF32: Float32Array
    readonly HEAPU32: Uint32Array
    /** Bytes. */
    readonly _malloc: Integers<[One]>
    /** Channel count, input rate, output rate, quality 0 to 10, address for an error. */
    readonly _speex_resampler_init: Integers<[One, One, One, One, One]>
    readonly _speex_resampler_skip_zeros: Integers<[One]>
    /** State, channel, then addresses: input, input length, output, output length. */
    readonly _speex_resampler_process_float: Integers<[One, One, One, One, One, One]>
  }

  export default function createSpeex(): Promise<SpeexResampler>
}
