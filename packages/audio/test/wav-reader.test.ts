import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AudioError } from '../src/errors.ts'
import type { WavFormat } from '../src/wav-format.ts'
import { readWav, WavReader } from '../src/wav-reader.ts'
import { encodeWav, wavHeader } from '../src/wav-writer.ts'
import { cut, cutLengths } from './cuts.ts'
import { seededRandom } from './tones.ts'

const mono16: WavFormat = {
  encoding: 'pcm',
  bitsPerSample: 16,
  channelCount: 1,
  sampleRateHz: 24000,
}
const samples = Uint8Array.from({ length: 20 }, (_, index) => index + 1)

function chunk(id: string, body: Uint8Array, size = body.length): Uint8Array {
  const head = Buffer.alloc(8)
  head.write(id, 'latin1')
  head.writeUInt32LE(size, 4)
  return Uint8Array.from(Buffer.concat([head, body, Buffer.alloc(body.length % 2)]))
}

function riff(...chunks: Uint8Array[]): Uint8Array {
  return chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), ...chunks]))
}

const fmt = wavHeader(mono16, 0).slice(20, 36)

/** The `fmt ` body of WAVE_FORMAT_EXTENSIBLE. */
function extensible(subformat: number, bitsPerSample: number, channelCount: number): Uint8Array {
  const body = Buffer.alloc(40)
  body.writeUInt16LE(0xfffe, 0)
  body.writeUInt16LE(channelCount, 2)
  body.writeUInt32LE(48000, 4)
  body.writeUInt16LE((bitsPerSample / 8) * channelCount, 12)
  body.writeUInt16LE(bitsPerSample, 14)
  body.writeUInt16LE(22, 16)
  body.writeUInt16LE(bitsPerSample, 18)
  body.writeUInt16LE(subformat, 24)
  body.set(Buffer.from('000000001000800000aa00389b71', 'hex'), 26)
  return body
}

function failureOf(wav: Uint8Array): AudioError {
  try {
    readWav(wav)
  } catch (error) {
    if (AudioError.is(error)) return error
    throw error
  }
  throw new Error('The WAV was read.')
}

test.each([
  ['exact', samples.length],
  ['0xFFFFFFFF', 0xffffffff],
  ['0x7FFFFFFF', 0x7fffffff],
  ['0', 0],
  ['larger than the file', 100],
])('all samples are found when the data size is %s', (_, size) => {
  const { data, format } = readWav(riff(chunk('fmt ', fmt), chunk('data', samples, size)))
  expect(data).toEqual(samples)
  expect(format).toEqual(mono16)
})

test.each([
  [
    'a LIST of odd length before the samples',
    [chunk('LIST', new Uint8Array(7)), chunk('fmt ', fmt)],
  ],
  ['an empty chunk before the format', [chunk('junk', new Uint8Array(0)), chunk('fmt ', fmt)]],
  ['a fmt chunk with an extension', [chunk('fmt ', Buffer.concat([fmt, Buffer.alloc(2)]))]],
  ['a fmt chunk longer than any known', [chunk('fmt ', Buffer.concat([fmt, Buffer.alloc(99)]))]],
  [
    'a second fmt chunk, which is ignored',
    [chunk('fmt ', fmt), chunk('fmt ', extensible(3, 32, 2))],
  ],
  ['a data-like name in other letters', [chunk('fmt ', fmt), chunk('DATA', new Uint8Array(6))]],
])('%s is no obstacle', (_, chunks) => {
  const wav = riff(...chunks, chunk('data', samples))
  expect(readWav(wav)).toEqual({ format: mono16, data: samples })
})

test('what follows the samples is not taken for audio', () => {
  const wav = riff(
    chunk('fmt ', fmt),
    chunk('data', samples.subarray(0, 6)),
    chunk('LIST', samples),
  )
  expect(readWav(wav).data).toEqual(samples.subarray(0, 6))
})

test('the samples of a whole file are not copied', () => {
  const wav = encodeWav(samples, mono16)
  expect(readWav(wav).data.buffer).toBe(wav.buffer)
})

test.each([
  [1, 24, 2, 'pcm'],
  [3, 32, 1, 'float'],
  [6, 8, 1, 'alaw'],
  [7, 8, 2, 'mulaw'],
])(
  'an extensible header with subformat %s, %s bits and %s channels is %s',
  (tag, bits, channels, encoding) => {
    const wav = riff(
      chunk('fmt ', extensible(tag, bits, channels)),
      chunk('data', samples.subarray(0, 12)),
    )
    expect(readWav(wav).format).toEqual({
      encoding,
      bitsPerSample: bits,
      channelCount: channels,
      sampleRateHz: 48000,
    })
  },
)

test('any cut gives the same format, frames and tail as the whole', () => {
  const stereo24: WavFormat = { ...mono16, bitsPerSample: 24, channelCount: 2 }
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60 }),
      cutLengths(50),
      fc.boolean(),
      (data, lengths, isStreamed) => {
        const wav = Buffer.concat([
          wavHeader(stereo24).subarray(0, 12),
          chunk('LIST', new Uint8Array(5)),
          wavHeader(stereo24, isStreamed ? undefined : data.length).subarray(12),
          data,
        ])
        const reader = new WavReader()
        const frames = cut<Uint8Array>(wav, lengths).map((piece) =>
          Uint8Array.from(reader.push(piece)),
        )
        expect(frames.every((frame) => frame.length % 6 === 0)).toBe(true)
        expect(reader.finish().trailingBytes).toBe(data.length % 6)
        expect(Buffer.concat(frames)).toEqual(
          Buffer.from(data.subarray(0, data.length - (data.length % 6))),
        )
        expect(reader.format).toEqual(stereo24)
        expect(reader.dataOffset).toBe(58)
      },
    ),
  )
})

test('the format is unknown until its chunk has come', () => {
  const reader = new WavReader()
  const wav = encodeWav(samples, mono16)
  reader.push(wav.subarray(0, 35))
  expect(reader.format).toBeUndefined()
  reader.push(wav.subarray(35, 36))
  expect(reader.format).toEqual(mono16)
})

const brokenFmt = (change: (body: Buffer) => void): Uint8Array => {
  const body = Buffer.from(fmt)
  change(body)
  return riff(chunk('fmt ', body), chunk('data', samples))
}

test.each([
  ['nothing at all', new Uint8Array(0), 'The WAV is empty.', 0],
  ['raw samples', new Uint8Array(100), 'not a WAV', 0],
  ['another RIFF', Buffer.from('RIFF\0\0\0\0AVI LIST'), 'not a WAV', 8],
  ['RF64', Buffer.from('RF64\0\0\0\0WAVEds64'), 'RF64 is a rare kind', 0],
  ['a header cut short', encodeWav(samples, mono16).subarray(0, 40), 'ends after 40 bytes', 40],
  ['no data chunk', riff(chunk('fmt ', fmt)), 'ends after 36 bytes', 36],
  ['samples before their format', riff(chunk('data', samples)), 'come before their format', 12],
  [
    'a fmt chunk without a body',
    riff(chunk('fmt ', new Uint8Array(0)), chunk('data', samples)),
    'has 0 bytes',
    20,
  ],
  [
    'a fmt chunk that is too short',
    riff(chunk('fmt ', fmt.subarray(0, 14)), chunk('data', samples)),
    'has 14 bytes',
    20,
  ],
  [
    'a chunk of 4 GB',
    riff(chunk('fmt ', fmt), chunk('junk', samples, 0xfffffff0)),
    'too large',
    36,
  ],
  ['MP3 inside', brokenFmt((body) => body.writeUInt16LE(0x55, 0)), 'kind 0x0055', 20],
  ['no channels', brokenFmt((body) => body.writeUInt16LE(0, 2)), '0 channels', 20],
  ['12 bits', brokenFmt((body) => body.writeUInt16LE(12, 14)), '12 bits per sample', 20],
  ['no sample rate', brokenFmt((body) => body.writeUInt32LE(0, 4)), 'sample rate of 0 Hz', 20],
  [
    'a frame size that contradicts the rest',
    brokenFmt((body) => body.writeUInt16LE(3, 12)),
    'has 2 bytes, yet the header says 3',
    20,
  ],
  [
    'an extensible header without its extension',
    brokenFmt((body) => body.writeUInt16LE(0xfffe, 0)),
    'extensible',
    20,
  ],
])('%s is refused with a sentence and the place', (_, wav, message, offset) => {
  const error = failureOf(wav)
  expect(error.message).toContain(message)
  expect(error).toMatchObject({ code: 'wav', offset })
})

test('100,000 damaged headers are read or refused, never worse', { timeout: 30_000 }, () => {
  const random = seededRandom(7)
  const valid = riff(
    chunk('LIST', new Uint8Array(3)),
    chunk('fmt ', extensible(1, 24, 1)),
    chunk('data', samples),
  )
  let refused = 0
  for (let round = 0; round < 100_000; round++) {
    const wav = Uint8Array.from(valid)
    const changes = 1 + Math.floor(random() * 3)
    for (let change = 0; change < changes; change++) {
      wav[Math.floor(random() * wav.length)] = random() < 0.3 ? 255 : Math.floor(random() * 256)
    }
    const reader = new WavReader()
    try {
      let found = 0
      const middle = Math.floor(random() * wav.length)
      for (const piece of [wav.subarray(0, middle), wav.subarray(middle)])
        found += reader.push(piece).length
      found += reader.finish().trailingBytes
      if (found > wav.length) throw new Error('More samples than bytes.')
    } catch (error) {
      if (!AudioError.is(error) || error.code !== 'wav') throw error
      refused++
    }
  }
  expect(refused).toBeGreaterThan(30_000)
  expect(refused).toBeLessThan(95_000)
})
