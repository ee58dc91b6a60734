import { expect, test } from 'vitest'
import { AudioError } from '../src/errors.ts'
import { opusHead, opusTags, parseOpusHead } from '../src/opus-header.ts'
import { seededRandom } from './tones.ts'

const options = { channelCount: 2, preSkip: 3840, inputSampleRateHz: 24000 }

test('a header that was written is read', () => {
  expect(parseOpusHead(opusHead(options))).toEqual({ ...options, outputGain: 0, mappingFamily: 0 })
})

test('a gain is signed, and longer headers are read as far as they are known', () => {
  const packet = Buffer.concat([opusHead(options), new Uint8Array(8)])
  packet.writeInt16LE(-256, 16)
  packet.writeUInt8(1, 18)
  expect(parseOpusHead(packet)).toMatchObject({ outputGain: -256, mappingFamily: 1 })
})

test.each([
  ['channelCount', { ...options, channelCount: 3 }],
  ['preSkip', { ...options, preSkip: 65536 }],
  ['preSkip', { ...options, preSkip: -1 }],
  ['inputSampleRateHz', { ...options, inputSampleRateHz: 0.5 }],
])('a wrong %s is refused by name', (name, wrong) => {
  expect(() => opusHead(wrong)).toThrow(new RegExp(`^${name} is a whole number`))
})

test.each(['Gr\u00e4dium', 'a\nb', 'x'.repeat(256)])('the vendor %j is refused', (vendor) => {
  expect(() => opusTags(vendor)).toThrow(/printable ASCII/)
})

test('100,000 damaged headers are read or refused', () => {
  const random = seededRandom(2)
  let refused = 0
  for (let round = 0; round < 100_000; round++) {
    const packet = opusHead(options).subarray(0, random() < 0.2 ? Math.floor(random() * 19) : 19)
    if (packet.length > 0) packet[Math.floor(random() * packet.length)] = Math.floor(random() * 256)
    try {
      parseOpusHead(packet)
    } catch (error) {
      if (!AudioError.is(error) || error.code !== 'ogg') throw error
      refused++
    }
  }
  expect(refused).toBeGreaterThan(40_000)
})
