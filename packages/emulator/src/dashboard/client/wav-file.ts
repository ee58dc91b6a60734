import { decodeWavSamples, mixToMono, readWav, Resampler } from '@gradium-kit/audio'

/** The sound of a WAV file, mixed to one channel, at a rate. @throws AudioError when it is not one. */
export async function readWavFile(file: Blob, sampleRateHz: number): Promise<Float32Array> {
  const { format, data } = readWav(new Uint8Array(await file.arrayBuffer()))
  return resampled(mixToMono(decodeWavSamples(data, format)), format.sampleRateHz, sampleRateHz)
}

export function resampled(samples: Float32Array, from: number, to: number): Float32Array {
  const resampler = new Resampler({ inputRateHz: from, outputRateHz: to })
  const start = resampler.push(samples)
  const end = resampler.finish()
  const all = new Float32Array(start.length + end.length)
  all.set(start)
  all.set(end, start.length)
  return all
}
