import type * as Libopus from 'libopus-wasm'
import { AudioError } from './errors.ts'
import { OggOpusDecoder } from './ogg-opus-decoder.ts'
import { OggOpusEncoder, opusFrameSamples, opusSampleRateHz } from './ogg-opus-encoder.ts'

export type { OggOpusDecoder, OggOpusEncoder }

/** Options of {@link createOggOpusEncoder}. */
export interface OggOpusEncoderOptions {
  /** 6,000 to 510,000. @default 32000 */
  bitsPerSecond?: number
  /** Of the Ogg stream. Fix it to get the same bytes every time. @default a random number */
  serial?: number
  /** Names the encoder in the stream; printable ASCII. @default 'gradium-kit' */
  vendor?: string
}

/**
 * A decoder from Ogg Opus to mono samples at 48 kHz. Needs the package `libopus-wasm`.
 *
 * @throws AudioError `opus` when that is not installed.
 */
export async function createOggOpusDecoder(): Promise<OggOpusDecoder> {
  const { createDecoder } = await loadCodec()
  return new OggOpusDecoder(await createDecoder({ channels: 1, sampleRate: opusSampleRateHz }))
}

/**
 * An encoder from mono samples at 48 kHz to Ogg Opus. Needs the package `libopus-wasm`.
 *
 * @throws AudioError `opus` when that is not installed, `argument` when an option is out of range.
 */
export async function createOggOpusEncoder(
  options: OggOpusEncoderOptions = {},
): Promise<OggOpusEncoder> {
  const { bitsPerSecond = 32_000, serial = randomSerial(), vendor = 'gradium-kit' } = options
  if (!Number.isInteger(bitsPerSecond) || bitsPerSecond < 6000 || bitsPerSecond > 510_000) {
    throw new AudioError(
      'argument',
      `bitsPerSecond is a whole number from 6,000 to 510,000, not ${bitsPerSecond}.`,
    )
  }
  const { createEncoder } = await loadCodec()
  const codec = await createEncoder({
    channels: 1,
    sampleRate: opusSampleRateHz,
    frameSize: opusFrameSamples,
    bitrate: bitsPerSecond,
  })
  try {
    return new OggOpusEncoder(codec, { serial, vendor })
  } catch (error) {
    codec.free()
    throw error
  }
}

async function loadCodec(): Promise<typeof Libopus> {
  try {
    return await import('libopus-wasm')
  } catch (cause) {
    throw new AudioError(
      'opus',
      'Opus needs the package libopus-wasm, which could not be loaded. Install it: npm install libopus-wasm',
      { cause },
    )
  }
}

function randomSerial(): number {
  return Math.floor(Math.random() * 0x1_0000_0000)
}
