import { encodeAlaw, encodeMulaw, pcm16FromFloat, wavHeader } from '@gradium-kit/audio'
import { createOggOpusEncoder } from '@gradium-kit/audio/opus'
import type { AudioFormat } from '../wire/audio-format.ts'

/** Turns 80 ms frames of samples into the bytes of one output format. */
export interface FrameEncoder {
  /** What a container begins with; undefined for raw formats. */
  readonly header: Uint8Array | undefined
  encode(frame: Float32Array): Uint8Array
  /** Bytes that close the stream, to be sent with the last frame. */
  finish(): Uint8Array
  free(): void
}

function int16FromFloat(samples: Float32Array): Int16Array {
  const integers = new Int16Array(samples.length)
  for (let index = 0; index < samples.length; index++) {
    integers[index] = Math.max(-1, Math.min(1, samples[index] ?? 0)) * 32767
  }
  return integers
}

function plain(encode: (frame: Float32Array) => Uint8Array, header?: Uint8Array): FrameEncoder {
  return { header, encode, finish: () => new Uint8Array(0), free: () => {} }
}

/** Containers carry their header apart from the sound, as the service does (PROTOCOL.md §4). */
export async function createFrameEncoder(format: AudioFormat): Promise<FrameEncoder> {
  switch (format.encoding) {
    case 'pcm':
      return plain(pcm16FromFloat)
    case 'mulaw':
      return plain((frame) => encodeMulaw(int16FromFloat(frame)))
    case 'alaw':
      return plain((frame) => encodeAlaw(int16FromFloat(frame)))
    case 'wav':
      return plain(
        pcm16FromFloat,
        wavHeader({
          encoding: 'pcm',
          bitsPerSample: 16,
          channelCount: 1,
          sampleRateHz: format.sampleRateHz,
        }),
      )
    default: {
      const encoder = await createOggOpusEncoder({ serial: 42 })
      return {
        header: encoder.header(),
        encode: (frame) => encoder.push(frame),
        finish: () => encoder.finish(),
        free: () => encoder.free(),
      }
    }
  }
}
