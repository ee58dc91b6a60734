import { AudioError, WavReader } from '@gradium-kit/audio'
import { concatBytes } from '../protocol/lines.ts'
import { audioFormats, type AudioFormat } from '../protocol/formats.ts'

/** Bytes in which the samples of a WAV must begin. */
const mostHeaderBytes = 65_536

/** The samples of a WAV, which can be cut anywhere, unlike the WAV. */
export interface WavSamples {
  format: AudioFormat
  /** The samples that came with the header. */
  start: Uint8Array
  /** The samples of a further piece. Throws `AudioError` when the WAV turns out to be damaged. */
  readonly take: (piece: Uint8Array) => Uint8Array
}

/**
 * Reads the header of a WAV; `head` is its first piece, and `next` gives the following ones, undefined at the end. Gives its
 * bytes unchanged, as `wav`, when the samples are none that the service takes without a header.
 */
export async function openWav(
  head: Uint8Array,
  next: () => Promise<Uint8Array | undefined>,
): Promise<WavSamples> {
  const pieces = [head]
  const reader = new WavReader()
  try {
    let start = reader.push(head)
    let bytes = head.length
    while (reader.format === undefined && bytes < mostHeaderBytes) {
      // oxlint-disable-next-line no-await-in-loop -- one piece after the other
      const piece = await next()
      if (piece === undefined) break
      pieces.push(piece)
      bytes += piece.length
      start = reader.push(piece)
    }
    const format = rawFormat(reader)
    if (format !== undefined) return { format, start, take: (piece) => reader.push(piece) }
  } catch (error) {
    if (!(error instanceof AudioError)) throw error
  }
  return { format: 'wav', start: concatBytes(pieces), take: (piece) => piece }
}

function rawFormat({ format }: WavReader): AudioFormat | undefined {
  if (format?.encoding !== 'pcm' || format.bitsPerSample !== 16 || format.channelCount !== 1)
    return undefined
  return audioFormats.find((name) => name === `pcm_${format.sampleRateHz}`)
}
