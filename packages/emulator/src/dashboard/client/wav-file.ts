import { decodeWavSamples, mixToMono, readWav } from '@gradium-kit/audio'
import { resampled } from '../../sound/resampled.ts'

/** The sound of a WAV file, mixed to one channel, at a rate. @throws AudioError when it is not one. */
export async function readWavFile(file: Blob, sampleRateHz: number): Promise<Float32Array> {
  const { format, data } = readWav(new Uint8Array(await file.arrayBuffer()))
  return resampled(mixToMono(decodeWavSamples(data, format)), format.sampleRateHz, sampleRateHz)
}
