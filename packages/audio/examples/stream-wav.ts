import { decodeWavSamples, mixToMono, WavReader } from '../src/index.ts'

/** The samples of a WAV that is still arriving, mixed to mono, at its own rate. */
export async function* samplesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Float32Array> {
  const reader = new WavReader()
  for await (const chunk of chunks) {
    const frames = reader.push(chunk)
    if (frames.length > 0 && reader.format !== undefined) {
      yield mixToMono(decodeWavSamples(frames, reader.format))
    }
  }
  reader.finish()
}
