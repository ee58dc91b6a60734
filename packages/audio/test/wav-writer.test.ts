import {
  decodeWaveToBuffer,
  decodeWaveToFloat32Channels,
  encodeWaveFromFloat32Channels,
  SampleFormat,
} from '@echogarden/wave-codec'
import { describe, expect, test } from 'vitest'
import { AudioError } from '../src/errors.ts'
import type { WavFormat } from '../src/wav-format.ts'
import { readWav } from '../src/wav-reader.ts'
import { decodeWavSamples } from '../src/wav-samples.ts'
import { encodeWav, wavHeader, withTrueWavSizes } from '../src/wav-writer.ts'
import { noise } from './tones.ts'

const mono16: WavFormat = {
  encoding: 'pcm',
  bitsPerSample: 16,
  channelCount: 1,
  sampleRateHz: 48000,
}

/** As protocol references describe the first message of a WAV stream. */
const streamingHeader = 'UklGRv////9XQVZFZm10IBAAAAABAAEAgLsAAAB3AQACABAAZGF0Yf////8='

test('a streaming header is byte for byte the one of the service', () => {
  expect(Buffer.from(wavHeader(mono16)).toString('base64')).toBe(streamingHeader)
})

const kinds = [
  ['pcm', 8, SampleFormat.PCM],
  ['pcm', 16, SampleFormat.PCM],
  ['pcm', 24, SampleFormat.PCM],
  ['pcm', 32, SampleFormat.PCM],
  ['float', 32, SampleFormat.Float],
  ['float', 64, SampleFormat.Float],
  ['alaw', 8, SampleFormat.Alaw],
  ['mulaw', 8, SampleFormat.Mulaw],
] as const

describe.each(kinds)('%s with %s bits', (encoding, bitsPerSample, sampleFormat) => {
  const channels = [noise(300, 0.9, 3), noise(300, 0.9, 4)]

  test('a file of another implementation is read as that one reads it', () => {
    const file = encodeWaveFromFloat32Channels(channels, 44100, bitsPerSample, sampleFormat)
    const { data, format } = readWav(file)
    expect(format).toEqual({ encoding, bitsPerSample, channelCount: 2, sampleRateHz: 44100 })
    const ours = decodeWavSamples(data, format)
    const theirs = decodeWaveToFloat32Channels(file).audioChannels
    for (const [channel, samples] of ours.entries()) {
      const differences = samples.map((sample, index) =>
        Math.abs(sample - theirs[channel]![index]!),
      )
      expect(Math.max(...differences)).toBeLessThan(1e-6)
    }
  })

  test('a file of ours is read by another implementation', () => {
    const data = Uint8Array.from({ length: 96 }, (_, index) => index)
    const format: WavFormat = { encoding, bitsPerSample, channelCount: 1, sampleRateHz: 22050 }
    const theirs = decodeWaveToBuffer(encodeWav(data, format))
    expect(theirs).toMatchObject({
      sampleRate: 22050,
      channelCount: 1,
      bitDepth: bitsPerSample,
      sampleFormat,
    })
    expect(Uint8Array.from(theirs.decodedAudioBuffer)).toEqual(data)
    expect(readWav(encodeWav(data, format))).toEqual({ format, data })
  })
})

test('odd data get a pad byte that the sizes account for', () => {
  const wav = Buffer.from(
    encodeWav(Uint8Array.of(1, 2, 3), { ...mono16, encoding: 'mulaw', bitsPerSample: 8 }),
  )
  expect(wav).toHaveLength(48)
  expect(wav.readUInt32LE(4)).toBe(40)
  expect(wav.readUInt32LE(40)).toBe(3)
})

test.each([
  ['bitsPerSample', { ...mono16, bitsPerSample: 12 }],
  ['channelCount', { ...mono16, channelCount: 0 }],
  ['channelCount', { ...mono16, channelCount: 65 }],
  ['sampleRateHz', { ...mono16, sampleRateHz: 44100.5 }],
  ['sampleRateHz', { ...mono16, sampleRateHz: 0 }],
])('a format with a wrong %s is refused', (_, format) => {
  expect(() => wavHeader(format)).toThrow(AudioError)
})

test('an encoding from untyped code is refused', () => {
  const format: WavFormat = JSON.parse(
    '{"encoding":"mp3","bitsPerSample":16,"channelCount":1,"sampleRateHz":8000}',
  )
  expect(() => wavHeader(format)).toThrow(/pcm, float, alaw or mulaw/)
})

test.each([-1, 0.5, Number.NaN, 0xffffffff - 35])(
  'a data length of %s does not fit a WAV',
  (length) => {
    expect(() => wavHeader(mono16, length)).toThrow(/A WAV cannot hold/)
  },
)

test('half a frame is refused when samples are wanted', () => {
  expect(() => decodeWavSamples(new Uint8Array(5), { ...mono16, channelCount: 2 })).toThrow(
    /whole number of frames of 4 bytes/,
  )
})

test.each([0xffffffff, 0x7fffffff, 0])(
  'a streamed file with sizes of %s is patched in place',
  (size) => {
    const streamed = Buffer.concat([wavHeader(mono16), Uint8Array.of(1, 2, 3, 4)])
    streamed.writeUInt32LE(size, 4)
    streamed.writeUInt32LE(size, 40)
    expect(withTrueWavSizes(streamed)).toBe(streamed)
    expect(Uint8Array.from(streamed)).toEqual(encodeWav(Uint8Array.of(1, 2, 3, 4), mono16))
  },
)

test('true sizes and what follows the samples stay as they are', () => {
  const wav = Buffer.concat([
    encodeWav(Uint8Array.of(1, 2), mono16),
    Buffer.from('LIST\x02\0\0\0ab'),
  ])
  wav.writeUInt32LE(wav.length - 8, 4)
  const before = Uint8Array.from(wav)
  expect(Uint8Array.from(withTrueWavSizes(wav))).toEqual(before)
})

test('sizes are patched behind unknown chunks', () => {
  const header = wavHeader(mono16)
  const wav = Buffer.concat([
    header.subarray(0, 12),
    Buffer.from('LIST\x02\0\0\0ab'),
    header.subarray(12),
    Uint8Array.of(5, 6),
  ])
  withTrueWavSizes(wav)
  expect(wav.readUInt32LE(4)).toBe(wav.length - 8)
  expect(wav.readUInt32LE(50)).toBe(2)
})

test('something else is not patched', () => {
  expect(() => withTrueWavSizes(new Uint8Array(60))).toThrow(/not a WAV/)
})
