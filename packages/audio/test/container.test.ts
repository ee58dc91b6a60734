import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { detectContainer } from '../src/container.ts'
import { OggWriter } from '../src/ogg-writer.ts'
import { opusHead } from '../src/opus-header.ts'
import { pcm16FromFloat } from '../src/pcm.ts'
import { wavHeader } from '../src/wav-writer.ts'
import { hasProgram, runProgram, withFolder } from './programs.ts'
import { noise, seededRandom, sine } from './tones.ts'

const latin1 = (text: string): Uint8Array => Buffer.from(text.padEnd(64, '\0'), 'latin1')

function oggWith(firstPacket: Uint8Array): Uint8Array {
  return new OggWriter({ serial: 1 }).page([firstPacket], { granulePosition: 0n, isFirst: true })
}

test.each([
  ['wav', wavHeader({ encoding: 'pcm', bitsPerSample: 16, channelCount: 1, sampleRateHz: 24000 })],
  ['wav', latin1('RF64\xff\xff\xff\xffWAVEds64')],
  ['wav', latin1('RIFX\0\0\0\0WAVEfmt ')],
  ['ogg-opus', oggWith(opusHead({ channelCount: 1, preSkip: 312, inputSampleRateHz: 48000 }))],
  ['ogg-vorbis', oggWith(latin1('\x01vorbis'))],
  ['ogg-flac', oggWith(latin1('\x7FFLAC\x01\0'))],
  ['ogg-other', oggWith(latin1('Speex   1.2'))],
  ['mp3', latin1('ID3\x04\0\0\0\0\0\0')],
  ['aac', latin1('ADIF')],
  ['mp4', latin1('\0\0\0\x20ftypM4A ')],
  ['webm', latin1('\x1A\x45\xDF\xA3')],
  ['flac', latin1('fLaC\0\0\0\x22')],
  ['aiff', latin1('FORM\0\0\0\0AIFF')],
  ['aiff', latin1('FORM\0\0\0\0AIFCFVER')],
  ['amr', latin1('#!AMR\n')],
  ['amr', latin1('#!AMR-WB\n')],
  ['caf', latin1('caff\0\x01')],
])('%s is told by its first bytes', (container, bytes) => {
  expect(detectContainer(bytes)).toBe(container)
})

test.each([
  ['nothing', new Uint8Array(0)],
  ['silence', new Uint8Array(4000)],
  ['another RIFF', latin1('RIFF\0\0\0\0AVI LIST')],
  ['an Ogg page that has not come far enough', oggWith(new Uint8Array(30)).subarray(0, 30)],
  ['text', latin1('Hello, world.')],
  ['full-scale samples', new Uint8Array(4000).fill(0xff)],
])('%s is none', (_, bytes) => {
  expect(detectContainer(bytes)).toBeUndefined()
})

/** One MPEG-1 layer III frame of 128 kbit/s at 44.1 kHz. */
const mp3Frame = Buffer.concat([Buffer.from('fffb9000', 'hex'), Buffer.alloc(413)])
/** One ADTS frame of 32 bytes, AAC LC at 24 kHz, mono. */
const adtsFrame = Buffer.concat([Buffer.from('fff158400403fc', 'hex'), Buffer.alloc(25)])

test('a bare MPEG frame is believed only with a second one behind it', () => {
  expect(detectContainer(Buffer.concat([mp3Frame, mp3Frame]))).toBe('mp3')
  expect(detectContainer(Buffer.concat([adtsFrame, adtsFrame]))).toBe('aac')
  expect(detectContainer(mp3Frame)).toBeUndefined()
  expect(detectContainer(adtsFrame)).toBeUndefined()
  expect(detectContainer(Buffer.concat([mp3Frame, Buffer.alloc(500)]))).toBeUndefined()
  expect(detectContainer(Buffer.concat([mp3Frame, Buffer.from('fffb9400', 'hex')]))).toBeUndefined()
})

test('raw samples that begin with a perfect MPEG sync are still raw samples', () => {
  const random = seededRandom(11)
  const found: unknown[] = []
  for (let round = 0; round < 20_000; round++) {
    const pcm = pcm16FromFloat(noise(2000 / 2, 0.02 + random(), round + 1))
    pcm.set([0xff, 0xe0 | Math.floor(random() * 32)])
    const container = detectContainer(pcm)
    if (container !== undefined) found.push(container)
  }
  expect(found).toEqual([])
})

const encoded = [
  ['mp3', 'tone.mp3', []],
  ['mp3', 'bare.mp3', ['-id3v2_version', '0', '-write_xing', '0']],
  ['mp3', 'low.mp3', ['-ar', '16000', '-b:a', '24k', '-id3v2_version', '0', '-write_xing', '0']],
  ['aac', 'tone.aac', []],
  ['mp4', 'tone.m4a', []],
  ['webm', 'tone.webm', []],
  ['flac', 'tone.flac', []],
  ['aiff', 'tone.aiff', []],
  ['caf', 'tone.caf', []],
  ['ogg-opus', 'tone.opus', []],
  ['ogg-flac', 'tone.oga', ['-c:a', 'flac']],
  ['wav', 'tone.wav', []],
  ['wav', 'big.wav', ['-rf64', 'always']],
] as const

test.skipIf(!hasProgram('ffmpeg')).each(encoded)(
  '%s as ffmpeg writes it (%s) is recognised',
  async (container, name, options) => {
    await withFolder((pathOf) => {
      const source = ['-f', 'lavfi', '-i', 'sine=frequency=440:duration=1:sample_rate=48000']
      const { status } = runProgram('ffmpeg', '-hide_banner', ...source, ...options, pathOf(name))
      expect(status).toBe(0)
      expect(detectContainer(readFileSync(pathOf(name)).subarray(0, 3072))).toBe(container)
    })
  },
)

test('a tone as raw samples is none', () => {
  for (let frequencyHz = 50; frequencyHz < 8000; frequencyHz += 50) {
    expect(detectContainer(pcm16FromFloat(sine(frequencyHz, 24000, 2000)))).toBeUndefined()
  }
})
