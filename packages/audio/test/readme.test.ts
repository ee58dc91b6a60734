import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { samplesOf } from '../examples/stream-wav.ts'
import { thereAndBack } from '../examples/ogg-opus.ts'
import * as entry from '../src/index.ts'
import { floatFromPcm16, pcm16FromFloat } from '../src/pcm.ts'
import { readWav } from '../src/wav-reader.ts'
import { encodeWav } from '../src/wav-writer.ts'
import { cut, joinFloats } from './cuts.ts'
import { withFolder } from './programs.ts'
import { fitSine, levelDb, sine } from './tones.ts'

const folder = new URL('../examples/', import.meta.url)
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

test('the programs in the README are the examples, which are compiled', () => {
  const programs = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code)
  const examples = readdirSync(folder).map((name) =>
    readFileSync(new URL(name, folder), 'utf8')
      .replaceAll('../src/index.ts', '@gradium-kit/audio')
      .replaceAll('../src/opus.ts', '@gradium-kit/audio/opus'),
  )
  expect(new Set(programs)).toEqual(new Set(examples))
})

test('the README names everything that is exported', () => {
  const missing = Object.keys(entry).filter((name) => !readme.includes(`\`${name}`))
  expect(missing).toEqual([])
})

test('the first program makes a mono WAV at 24 kHz of any other', async () => {
  await withFolder((pathOf) => {
    const left = sine(1000, 44100, 44100, 0.5)
    const stereo = Float32Array.from({ length: 88200 }, (_, index) => left[index >> 1]!)
    const format = {
      encoding: 'pcm',
      bitsPerSample: 16,
      channelCount: 2,
      sampleRateHz: 44100,
    } as const
    writeFileSync(pathOf('in.wav'), encodeWav(pcm16FromFloat(stereo), format))
    const program = new URL('../examples/resample-wav.ts', import.meta.url).pathname
    const { status } = spawnSync(process.execPath, [
      '--experimental-strip-types',
      '--no-warnings',
      program,
      pathOf('in.wav'),
      pathOf('out.wav'),
    ])
    expect(status).toBe(0)
    const result = readWav(readFileSync(pathOf('out.wav')))
    expect(result.format).toEqual({ ...format, channelCount: 1, sampleRateHz: 24000 })
    const samples = floatFromPcm16(result.data)
    expect(samples).toHaveLength(24000)
    const { gainDb, residueDb } = fitSine(samples, 1000, 24000, 500)
    expect(gainDb).toBeCloseTo(-6.02, 1)
    expect(residueDb).toBeLessThan(-80)
  })
})

test('the streaming program gives the samples of a WAV in pieces', async () => {
  const tone = sine(500, 8000, 4000, 0.5)
  const wav = encodeWav(pcm16FromFloat(tone), {
    encoding: 'pcm',
    bitsPerSample: 16,
    channelCount: 1,
    sampleRateHz: 8000,
  })
  const chunks = (async function* arrive(): AsyncGenerator<Uint8Array> {
    yield* cut<Uint8Array>(wav, [7, 50, 333])
  })()
  const pieces: Float32Array[] = []
  for await (const piece of samplesOf(chunks)) pieces.push(piece)
  const samples = joinFloats(pieces)
  expect(samples).toHaveLength(4000)
  expect(levelDb(samples.map((sample, index) => sample - tone[index]!))).toBeLessThan(-80)
})

test('the Opus program returns the sound', async () => {
  const tone = sine(500, 48000, 30_000, 0.5)
  const { gainDb } = fitSine(await thereAndBack(tone), 500, 48000, 4000)
  expect(gainDb).toBeCloseTo(-6, 0)
})
