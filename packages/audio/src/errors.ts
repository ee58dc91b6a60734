/** Survives two copies of this package in one program, where `instanceof` would not. */
const brand = Symbol.for('gradium-kit.audio-error')

/**
 * - `base64`: the text is not strict, padded, standard Base64.
 * - `wav`, `ogg`: the bytes are not a file of that kind, or one this package cannot read.
 * - `opus`: a packet could not be coded, or `libopus-wasm` is not installed.
 * - `argument`: the call itself is wrong; the message names the value and the accepted range.
 */
export type AudioErrorCode = 'base64' | 'wav' | 'ogg' | 'opus' | 'argument'

export interface AudioErrorOptions extends ErrorOptions {
  /** Where in the input, in bytes (Base64: in characters) from its first. */
  offset?: number
}

/** The only error this package throws. Recognise it with {@link AudioError.is}. */
export class AudioError extends Error {
  override readonly name: string = 'AudioError'
  readonly code: AudioErrorCode
  /** Where in the input the fault is, in bytes (Base64: in characters), when there is such a place. */
  readonly offset: number | undefined
  /** @internal */
  readonly [brand] = true

  constructor(code: AudioErrorCode, message: string, options: AudioErrorOptions = {}) {
    super(message, options)
    this.code = code
    this.offset = options.offset
  }

  static is(error: unknown): error is AudioError {
    return error instanceof Error && brand in error
  }
}
