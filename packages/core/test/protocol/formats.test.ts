import { expect, test } from 'vitest'
import { audioFormats, formatInfo } from '../../src/protocol/formats.ts'
import { callUntyped, errorOf, titled } from '../outcome.ts'

/** Name, rate, samples and bytes of 80 ms, as the service's tables give them. */
const output = [
  ['wav', 'wav', 48_000, 3840, 0],
  ['opus', 'opus', 48_000, 3840, 0],
  ['pcm', 'pcm16', 48_000, 3840, 7680],
  ['pcm_48000', 'pcm16', 48_000, 3840, 7680],
  ['pcm_44100', 'pcm16', 44_100, 3528, 7056],
  ['pcm_24000', 'pcm16', 24_000, 1920, 3840],
  ['pcm_22050', 'pcm16', 22_050, 1764, 3528],
  ['pcm_16000', 'pcm16', 16_000, 1280, 2560],
  ['pcm_8000', 'pcm16', 8_000, 640, 1280],
  ['ulaw_8000', 'mulaw', 8_000, 640, 640],
  ['mulaw_8000', 'mulaw', 8_000, 640, 640],
  ['alaw_8000', 'alaw', 8_000, 640, 640],
] as const

test.each(output)(
  '%s comes from the service as %s at %i Hz',
  (name, encoding, rate, samples, bytes) => {
    expect(formatInfo(name, 'output')).toMatchObject({
      name: name === 'pcm' ? 'pcm_48000' : name,
      encoding,
      sampleRateHz: rate,
      frameSamples: samples,
      frameBytes: bytes,
    })
  },
)

test.each(output)('%s goes to the service as it comes, except for bare pcm', (name, ...rest) => {
  const [encoding, sampleRateHz, frameSamples, frameBytes] =
    name === 'pcm' ? (['pcm16', 24_000, 1920, 3840] as const) : rest
  expect(formatInfo(name, 'input')).toMatchObject({
    name: name === 'pcm' ? 'pcm_24000' : name,
    encoding,
    sampleRateHz,
    frameSamples,
    frameBytes,
  })
})

test('the list of formats is the table', () => {
  expect(audioFormats.toSorted()).toEqual(output.map(([name]) => name).toSorted())
})

test('media types are those of the service', () => {
  const types = audioFormats.map((name) => [name, formatInfo(name, 'input').mediaType])
  expect(Object.fromEntries(types)).toMatchObject({
    wav: 'audio/wav',
    opus: 'audio/ogg',
    pcm: 'audio/pcm',
    pcm_16000: 'audio/pcm',
    ulaw_8000: 'audio/basic',
    mulaw_8000: 'audio/basic',
    alaw_8000: 'audio/x-alaw-basic',
  })
})

test.each(
  titled([
    'mp3',
    '',
    'PCM',
    'pcm_',
    'pcm_96000',
    '__proto__',
    'constructor',
    'x'.repeat(10_000),
    null,
    undefined,
    5,
    {},
  ]),
)('%s is refused with the list of formats', (_title, format) => {
  const error = errorOf(() => callUntyped(formatInfo, format, 'output'))
  expect(error.code).toBe('config')
  expect(error.message).toContain('pcm_24000')
  expect(error.message.length).toBeLessThan(300)
})
