import { AudioError } from './errors.ts'

/** What the samples of a WAV are. */
export interface WavFormat {
  encoding: 'pcm' | 'float' | 'alaw' | 'mulaw'
  /** Of one stored sample: PCM 8, 16, 24 or 32, float 32 or 64, G.711 8. */
  bitsPerSample: number
  /** 1 to 64. */
  channelCount: number
  sampleRateHz: number
}

/** The format codes of the `fmt ` chunk (RFC 2361). */
export const wavFormatTags: Record<WavFormat['encoding'], number> = {
  pcm: 1,
  float: 3,
  alaw: 6,
  mulaw: 7,
}

const bitDepths: Record<WavFormat['encoding'], readonly number[]> = {
  pcm: [8, 16, 24, 32],
  float: [32, 64],
  alaw: [8],
  mulaw: [8],
}

const extensibleTag = 0xfffe
const extensibleLength = 40
/** The end of every `KSDATAFORMAT_SUBTYPE_…` identifier; its first two bytes are the format code. */
const subformatTail = [0, 0, 0, 0, 16, 0, 128, 0, 0, 170, 0, 56, 155, 113]

/** Bytes of one frame: one sample of every channel. */
export function wavFrameBytes(format: WavFormat): number {
  return (format.bitsPerSample / 8) * format.channelCount
}

/** @throws AudioError `argument` naming the field that is out of range. */
export function assertWavFormat(format: WavFormat): void {
  const problem = findProblem(format)
  if (problem !== undefined) throw new AudioError('argument', `${problem}.`)
}

/**
 * Reads the body of a `fmt ` chunk, of which the first 40 bytes matter.
 *
 * @param offset where the body starts in the file, for the error.
 */
export function parseWavFormat(body: Uint8Array, offset: number): WavFormat {
  if (body.length < 16) {
    throw new AudioError('wav', `The fmt chunk has ${body.length} bytes; it needs at least 16.`, {
      offset,
    })
  }
  const view = new DataView(body.buffer, body.byteOffset, body.length)
  const format: WavFormat = {
    encoding: encodingOf(body, view, offset),
    bitsPerSample: view.getUint16(14, true),
    channelCount: view.getUint16(2, true),
    sampleRateHz: view.getUint32(4, true),
  }
  const blockAlign = view.getUint16(12, true)
  const problem =
    findProblem(format) ??
    (blockAlign === wavFrameBytes(format)
      ? undefined
      : `A frame has ${wavFrameBytes(format)} bytes, yet the header says ${blockAlign}`)
  if (problem !== undefined) {
    throw new AudioError('wav', `The WAV header makes no sense: ${problem}.`, { offset })
  }
  return format
}

function encodingOf(body: Uint8Array, view: DataView, offset: number): WavFormat['encoding'] {
  let tag = view.getUint16(0, true)
  if (tag === extensibleTag) {
    if (
      body.length < extensibleLength ||
      subformatTail.some((byte, at) => body[26 + at] !== byte)
    ) {
      throw new AudioError(
        'wav',
        'The extensible WAV header names no known kind of samples. Save the file as 16-bit PCM.',
        { offset },
      )
    }
    tag = view.getUint16(24, true)
  }
  for (const encoding of ['pcm', 'float', 'alaw', 'mulaw'] as const) {
    if (wavFormatTags[encoding] === tag) return encoding
  }
  throw new AudioError(
    'wav',
    `The WAV holds samples of the kind 0x${tag.toString(16).padStart(4, '0')}; only PCM, float and G.711 can be read. Save it as 16-bit PCM.`,
    { offset },
  )
}

function findProblem(format: WavFormat): string | undefined {
  const { encoding, bitsPerSample, channelCount, sampleRateHz } = format
  const depths = bitDepths[encoding]
  if (depths === undefined) return `The encoding must be pcm, float, alaw or mulaw`
  if (!depths.includes(bitsPerSample)) {
    return `${bitsPerSample} bits per sample do not exist for ${encoding}, only ${depths.join(', ')}`
  }
  if (!Number.isInteger(channelCount) || channelCount < 1 || channelCount > 64) {
    return `${channelCount} channels are not between 1 and 64`
  }
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < 1 || sampleRateHz > 1_536_000) {
    return `A sample rate of ${sampleRateHz} Hz is not between 1 and 1,536,000`
  }
  return undefined
}
