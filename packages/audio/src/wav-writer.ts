import { AudioError } from './errors.ts'
import { assertWavFormat, wavFormatTags, wavFrameBytes, type WavFormat } from './wav-format.ts'
import { WavReader } from './wav-reader.ts'

const headerBytes = 44
/** What the size fields say when the length is not known yet. */
const streamingSize = 0xffffffff

/**
 * The 44 bytes that come before the samples. (For float and G.711 a `fact` chunk is customary but read by nobody; it is left out.)
 *
 * @param dataByteLength omit it while streaming: both sizes are then 0xFFFFFFFF, which players read as "until the end".
 * @throws AudioError `argument` when the format is out of range or the data would not fit a WAV (4 GiB).
 */
export function wavHeader(format: WavFormat, dataByteLength?: number): Uint8Array<ArrayBuffer> {
  assertWavFormat(format)
  const header = new Uint8Array(headerBytes)
  const view = new DataView(header.buffer)
  const frameBytes = wavFrameBytes(format)
  writeText(header, 0, 'RIFF')
  writeText(header, 8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, wavFormatTags[format.encoding], true)
  view.setUint16(22, format.channelCount, true)
  view.setUint32(24, format.sampleRateHz, true)
  view.setUint32(28, format.sampleRateHz * frameBytes, true)
  view.setUint16(32, frameBytes, true)
  view.setUint16(34, format.bitsPerSample, true)
  writeText(header, 36, 'data')
  if (dataByteLength === undefined) {
    view.setUint32(4, streamingSize, true)
    view.setUint32(40, streamingSize, true)
  } else {
    const riffSize = headerBytes - 8 + dataByteLength + (dataByteLength % 2)
    assertFits(riffSize, dataByteLength)
    view.setUint32(4, riffSize, true)
    view.setUint32(40, dataByteLength, true)
  }
  return header
}

/**
 * A whole WAV with true sizes, and a pad byte when the data are odd.
 *
 * @throws AudioError `argument` as {@link wavHeader} does.
 */
export function encodeWav(data: Uint8Array, format: WavFormat): Uint8Array<ArrayBuffer> {
  const header = wavHeader(format, data.length)
  const wav = new Uint8Array(headerBytes + data.length + (data.length % 2))
  wav.set(header)
  wav.set(data, headerBytes)
  return wav
}

/**
 * Writes the true sizes into a WAV that was streamed and is now complete, in place, and returns it.
 * Sizes that fit the file stay as they are.
 *
 * @throws AudioError `wav` when it has no readable header, `argument` when it is too large for a WAV.
 */
export function withTrueWavSizes(wav: Uint8Array): Uint8Array {
  const reader = new WavReader()
  reader.push(wav)
  reader.finish()
  const dataStart = reader.dataOffset!
  const dataByteLength = wav.length - dataStart
  assertFits(wav.length - 8, dataByteLength)
  const view = new DataView(wav.buffer, wav.byteOffset, wav.length)
  const declaredData = view.getUint32(dataStart - 4, true)
  const declaredRiff = view.getUint32(4, true)
  if (declaredData === 0 || declaredData > dataByteLength) {
    view.setUint32(dataStart - 4, dataByteLength, true)
  }
  if (declaredRiff === 0 || declaredRiff > wav.length - 8) {
    view.setUint32(4, wav.length - 8, true)
  }
  return wav
}

function assertFits(riffSize: number, dataByteLength: number): void {
  if (Number.isInteger(dataByteLength) && dataByteLength >= 0 && riffSize < streamingSize) return
  throw new AudioError(
    'argument',
    `A WAV cannot hold ${dataByteLength} bytes of samples: the limit is just below 4 GiB.`,
  )
}

function writeText(bytes: Uint8Array, at: number, text: string): void {
  for (let index = 0; index < text.length; index++) bytes[at + index] = text.charCodeAt(index)
}
