import { AudioError } from './errors.ts'
import { decodeAlaw, decodeMulaw } from './g711.ts'
import { assertWavFormat, wavFrameBytes, type WavFormat } from './wav-format.ts'

type SampleReader = (view: DataView, at: number) => number

/**
 * Samples in −1 … +1, one array for each channel. 8-bit PCM is unsigned, as WAV has it.
 *
 * @param data whole frames, as a `WavReader` gives them.
 * @throws AudioError `argument` when the format is out of range or `data` ends within a frame.
 */
export function decodeWavSamples(data: Uint8Array, format: WavFormat): Float32Array<ArrayBuffer>[] {
  assertWavFormat(format)
  const { channelCount, encoding } = format
  const frameBytes = wavFrameBytes(format)
  if (data.length % frameBytes !== 0) {
    throw new AudioError(
      'argument',
      `${data.length} bytes are not a whole number of frames of ${frameBytes} bytes.`,
      { offset: data.length - (data.length % frameBytes) },
    )
  }
  const frameCount = data.length / frameBytes
  const channels = Array.from({ length: channelCount }, () => new Float32Array(frameCount))
  if (encoding === 'alaw' || encoding === 'mulaw') {
    const values = encoding === 'alaw' ? decodeAlaw(data) : decodeMulaw(data)
    for (const [channel, samples] of channels.entries()) {
      for (let frame = 0; frame < frameCount; frame++) {
        samples[frame] = values[frame * channelCount + channel]! / 32768
      }
    }
    return channels
  }
  const read = sampleReader(encoding, format.bitsPerSample)
  const view = new DataView(data.buffer, data.byteOffset, data.length)
  for (const [channel, samples] of channels.entries()) {
    let at = (channel * format.bitsPerSample) / 8
    for (let frame = 0; frame < frameCount; frame++, at += frameBytes)
      samples[frame] = read(view, at)
  }
  return channels
}

function sampleReader(encoding: 'pcm' | 'float', bitsPerSample: number): SampleReader {
  if (encoding === 'float') {
    return bitsPerSample === 32
      ? (view, at) => view.getFloat32(at, true)
      : (view, at) => view.getFloat64(at, true)
  }
  if (bitsPerSample === 8) return (view, at) => (view.getUint8(at) - 128) / 128
  if (bitsPerSample === 16) return (view, at) => view.getInt16(at, true) / 32768
  if (bitsPerSample === 24) {
    return (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 8388608
  }
  return (view, at) => view.getInt32(at, true) / 2147483648
}
