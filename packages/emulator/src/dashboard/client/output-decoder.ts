import {
  decodeAlaw,
  decodeMulaw,
  decodeWavSamples,
  floatFromPcm16,
  FrameAligner,
  mixToMono,
  WavReader,
} from '@gradium-kit/audio'

/** Turns the bytes of an output format into samples, whatever the message boundaries. */
export function outputDecoder(format: string): (bytes: Uint8Array) => Float32Array {
  if (format === 'ulaw_8000') return (bytes) => floatFromInt16(decodeMulaw(bytes))
  if (format === 'alaw_8000') return (bytes) => floatFromInt16(decodeAlaw(bytes))
  if (format === 'wav') {
    const reader = new WavReader()
    return (bytes) => {
      const data = reader.push(bytes)
      return reader.format === undefined || data.length === 0
        ? new Float32Array(0)
        : mixToMono(decodeWavSamples(data, reader.format))
    }
  }
  const aligner = new FrameAligner(2)
  return (bytes) => floatFromPcm16(aligner.push(bytes))
}

function floatFromInt16(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32_768)
}
