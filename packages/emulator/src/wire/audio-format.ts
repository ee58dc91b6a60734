import { WireError, policyViolation } from './wire-error.ts'

export type AudioEncoding = 'pcm' | 'mulaw' | 'alaw' | 'wav' | 'opus'

/** One of the twelve format names of PROTOCOL.md §4. */
export interface AudioFormat {
  name: string
  encoding: AudioEncoding
  /** For `wav` and `opus` input the stream itself says; this is then the service's own rate. */
  sampleRateHz: number
  /** Samples in 80 ms. */
  frameSamples: number
  /** Bytes in 80 ms of a raw format, 0 for containers that vary. */
  frameBytes: number
}

const raw: [name: string, encoding: AudioEncoding, sampleRateHz: number][] = [
  ['pcm_8000', 'pcm', 8000],
  ['pcm_16000', 'pcm', 16000],
  ['pcm_22050', 'pcm', 22050],
  ['pcm_24000', 'pcm', 24000],
  ['pcm_44100', 'pcm', 44100],
  ['pcm_48000', 'pcm', 48000],
  ['ulaw_8000', 'mulaw', 8000],
  ['mulaw_8000', 'mulaw', 8000],
  ['alaw_8000', 'alaw', 8000],
]

const bytesPerSample = { pcm: 2, mulaw: 1, alaw: 1, wav: 2, opus: 0 }

function table(containerRateHz: number): ReadonlyMap<string, AudioFormat> {
  const rows: typeof raw = [
    ['wav', 'wav', containerRateHz],
    ['pcm', 'pcm', containerRateHz],
    ['opus', 'opus', containerRateHz],
    ...raw,
  ]
  return new Map(
    rows.map(([name, encoding, sampleRateHz]) => {
      const frameSamples = (sampleRateHz * 8) / 100
      const frameBytes = frameSamples * bytesPerSample[encoding]
      return [name, { name, encoding, sampleRateHz, frameSamples, frameBytes }]
    }),
  )
}

/** What TTS and S2S can send: bare names mean 48 kHz. */
export const outputFormats: ReadonlyMap<string, AudioFormat> = table(48000)

/** What STT and S2S can read: bare `pcm` means 24 kHz. */
export const inputFormats: ReadonlyMap<string, AudioFormat> = table(24000)

function find(
  formats: ReadonlyMap<string, AudioFormat>,
  direction: 'input' | 'output',
  name: string,
): AudioFormat {
  const format = formats.get(name)
  if (format !== undefined) return format
  const known = [...formats.keys()].join(', ')
  throw new WireError(
    policyViolation,
    `unsupported ${direction} format '${name.slice(0, 40)}', supported formats: ${known}`,
  )
}

/** @throws WireError 1008 for an unknown name. */
export function outputFormat(name: string): AudioFormat {
  return find(outputFormats, 'output', name)
}

/** @throws WireError 1008 for an unknown name. */
export function inputFormat(name: string): AudioFormat {
  return find(inputFormats, 'input', name)
}
