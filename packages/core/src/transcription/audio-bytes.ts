import { configError } from '../errors.ts'
import type { FormatInfo } from '../protocol/formats.ts'

/** What `send` was given, as the bytes it sends. Throws `config` for anything else than audio in the format. */
export function audioBytes(
  audio: Uint8Array | ArrayBuffer | Int16Array,
  { encoding }: FormatInfo,
): Uint8Array {
  if (audio instanceof Uint8Array) return audio
  if (audio instanceof ArrayBuffer) return new Uint8Array(audio)
  if (audio instanceof Int16Array && encoding === 'pcm16') {
    return new Uint8Array(audio.buffer, audio.byteOffset, audio.byteLength)
  }
  throw configError(
    'send takes a Uint8Array or an ArrayBuffer in the format named, or an Int16Array of PCM samples.',
  )
}
