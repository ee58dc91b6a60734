import { readFileSync } from 'node:fs'
import { encodeAlaw, encodeMulaw, encodeWav, pcm16FromFloat } from '@gradium-kit/audio'
import { expect, it } from 'vitest'
import { outputDecoder } from '../../src/dashboard/client/output-decoder.ts'
import { createFrameEncoder } from '../../src/session/frame-encoder.ts'
import { outputFormat } from '../../src/wire/audio-format.ts'

const samples = Float32Array.from({ length: 800 }, (_, i) => 0.5 * Math.sin(i / 7))
const pcm = pcm16FromFloat(samples)
const integers = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2)
const format = {
  encoding: 'pcm',
  bitsPerSample: 16,
  channelCount: 1,
  sampleRateHz: 48_000,
} as const

const played = [
  ...readFileSync(
    new URL('../../src/dashboard/public/index.html', import.meta.url),
    'utf8',
  ).matchAll(/<option>((?:pcm|ulaw|alaw|wav)\w*)</gu),
].map(([, name]) => name!)

it.each(played)('decodes %s as the emulator sends it', async (name) => {
  const encoder = await createFrameEncoder(outputFormat(name))
  const decode = outputDecoder(name)
  const decoded = [
    ...decode(encoder.header ?? new Uint8Array(0)),
    ...decode(encoder.encode(samples)),
  ]
  expect(decoded).toHaveLength(samples.length)
  for (const [i, sample] of decoded.entries()) {
    expect(Math.abs(sample - samples[i]!)).toBeLessThan(0.02)
  }
})

it.each([
  ['pcm_24000', pcm, 0.001],
  ['wav', encodeWav(pcm, format), 0.001],
  ['ulaw_8000', encodeMulaw(integers), 0.02],
  ['alaw_8000', encodeAlaw(integers), 0.02],
])('decodes %s in pieces of odd length', (name, bytes, tolerance) => {
  const decode = outputDecoder(name)
  const decoded: number[] = []
  for (let at = 0; at < bytes.length; at += 33) decoded.push(...decode(bytes.subarray(at, at + 33)))
  expect(decoded).toHaveLength(samples.length)
  for (const [i, sample] of decoded.entries()) {
    expect(Math.abs(sample - samples[i]!)).toBeLessThan(tolerance)
  }
})
