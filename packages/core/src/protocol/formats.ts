import { configError, quoted } from '../errors.ts'

/**
 * Audio formats of the service (PROTOCOL.md §4). `pcm_<rate>` is signed 16-bit little-endian mono. Bare `pcm` means
 * 48 kHz when it comes from the service and 24 kHz when it goes there, and is sent under its full name.
 */
export type AudioFormat =
  | 'wav'
  | 'opus'
  | 'pcm'
  | 'pcm_8000'
  | 'pcm_16000'
  | 'pcm_22050'
  | 'pcm_24000'
  | 'pcm_44100'
  | 'pcm_48000'
  | 'ulaw_8000'
  | 'mulaw_8000'
  | 'alaw_8000'

/** Seconds of a frame (PROTOCOL.md §6.4). */
export const frameSeconds = 0.08

/** What a format name means. */
export interface FormatInfo {
  /** The name on the wire, with the rate spelled out. */
  name: AudioFormat
  encoding: 'wav' | 'opus' | 'pcm16' | 'mulaw' | 'alaw'
  /** Samples per second; for `wav` and `opus` those that the service writes. */
  sampleRateHz: number
  /** Bytes of one sample; 0 where a container or codec decides. */
  bytesPerSample: number
  /** Samples of one 80 ms frame. */
  frameSamples: number
  /** Bytes of one 80 ms frame; 0 where a container or codec decides. */
  frameBytes: number
  /** The media type for HTTP. */
  mediaType: string
}

/** Every name of {@link AudioFormat}. */
export const audioFormats: readonly AudioFormat[] = [
  'wav',
  'opus',
  'pcm',
  'pcm_8000',
  'pcm_16000',
  'pcm_22050',
  'pcm_24000',
  'pcm_44100',
  'pcm_48000',
  'ulaw_8000',
  'mulaw_8000',
  'alaw_8000',
]

/**
 * A format's name on the wire, with the rate spelled out, for audio that comes from the service (`output`) or goes to it
 * (`input`). Throws `config` for a name that the service does not know.
 */
export function wireFormat(format: string, direction: 'input' | 'output'): AudioFormat {
  const known = audioFormats.find((name) => name === format)
  if (known === undefined) {
    throw configError(
      `The audio format ${quoted(format)} is not one of the service's: use ${audioFormats.join(', ')}.`,
    )
  }
  if (known !== 'pcm') return known
  return direction === 'input' ? 'pcm_24000' : 'pcm_48000'
}

const encodings = {
  wav: ['wav', 'audio/wav', 0],
  opus: ['opus', 'audio/ogg', 0],
  pcm: ['pcm16', 'audio/pcm', 2],
  ulaw: ['mulaw', 'audio/basic', 1],
  mulaw: ['mulaw', 'audio/basic', 1],
  alaw: ['alaw', 'audio/x-alaw-basic', 1],
} as const

/**
 * What a format name means for audio that comes from the service (`output`) or goes to it (`input`).
 * Throws `config` for a name that the service does not know.
 */
export function formatInfo(format: string, direction: 'input' | 'output'): FormatInfo {
  const name = wireFormat(format, direction)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every name begins with its family
  const [family, rate = '48000'] = name.split('_') as [keyof typeof encodings, string | undefined]
  const [encoding, mediaType, bytesPerSample] = encodings[family]
  const sampleRateHz = Number(rate)
  const frameSamples = sampleRateHz * frameSeconds
  const frameBytes = frameSamples * bytesPerSample
  return { name, encoding, sampleRateHz, bytesPerSample, frameSamples, frameBytes, mediaType }
}
