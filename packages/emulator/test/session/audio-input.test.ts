import * as fc from 'fast-check'
import { encodeWav, wavHeader } from '@gradium-kit/audio'
import { describe, expect, it } from 'vitest'
import { createAudioInput } from '../../src/session/audio-input.ts'
import { joinSamples } from '../../src/sound/join-samples.ts'
import { inputFormat } from '../../src/wire/audio-format.ts'
import { WireError } from '../../src/wire/wire-error.ts'

async function heard(format: string, pieces: Uint8Array[]): Promise<Float32Array> {
  const input = await createAudioInput(inputFormat(format))
  const whole = joinSamples([...pieces.map((piece) => input.push(piece)), input.finish()])
  input.free()
  return whole
}

function cut(bytes: Uint8Array, sizes: number[]): Uint8Array[] {
  const pieces: Uint8Array[] = []
  let position = 0
  for (const size of sizes) {
    pieces.push(bytes.subarray(position, position + size))
    position += size
  }
  return [...pieces, bytes.subarray(position)]
}

const sound = Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919) % 251)
const format = { encoding: 'pcm', bitsPerSample: 24, channelCount: 2, sampleRateHz: 44100 } as const

describe('audio input', () => {
  it.each([
    ['pcm_16000', sound],
    ['pcm_44100', sound],
    ['ulaw_8000', sound],
    ['alaw_8000', sound],
    ['wav', encodeWav(sound.subarray(0, 3996), format)],
  ])('of %s is the same in any chunks', async (name, bytes) => {
    const whole = await heard(name, [bytes])
    expect(whole.length).toBeGreaterThan(100)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(200), { maxLength: 40 }), async (sizes) => {
        expect(await heard(name, cut(bytes, sizes))).toEqual(whole)
      }),
      { numRuns: 30 },
    )
  })

  it('fails with a WireError or not at all on 2,000 mutated WAV headers', async () => {
    const header = wavHeader({ ...format, bitsPerSample: 16 })
    const change = fc.tuple(fc.nat(header.length - 1), fc.nat(255))
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const bytes = new Uint8Array(header.length + 400)
        bytes.set(header)
        for (const [position, value] of changes) bytes[position] = value
        const outcome = await heard('wav', [bytes]).catch((error: unknown) => error)
        expect(outcome instanceof WireError ? outcome.code : 1008).toBe(1008)
        expect(outcome instanceof WireError || outcome instanceof Float32Array).toBe(true)
      }),
      { numRuns: 2000 },
    )
  }, 60_000)

  it.each([0, 1, 100, 4_000_000_000])('refuses a WAV of %i Hz', async (sampleRateHz) => {
    const header = wavHeader({ ...format, bitsPerSample: 16, sampleRateHz: 8000 })
    new DataView(header.buffer).setUint32(24, sampleRateHz, true)
    const bytes = new Uint8Array([...header, ...sound])
    await expect(heard('wav', [bytes])).rejects.toThrow('wav-decoder: ')
  })
})
