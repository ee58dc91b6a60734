import { createOggOpusDecoder, createOggOpusEncoder } from '../src/opus.ts'

/** Mono samples at 48 kHz to an Ogg Opus file and back. */
export async function thereAndBack(samples: Float32Array): Promise<Float32Array> {
  const encoder = await createOggOpusEncoder({ bitsPerSecond: 32_000 })
  const pages = [encoder.header(), encoder.push(samples), encoder.finish()]
  encoder.free()

  const decoder = await createOggOpusDecoder()
  const decoded = pages.map((page) => decoder.push(page))
  decoder.finish()
  decoder.free()

  const result = new Float32Array(samples.length)
  let at = 0
  for (const piece of decoded) {
    result.set(piece, at)
    at += piece.length
  }
  return result
}
