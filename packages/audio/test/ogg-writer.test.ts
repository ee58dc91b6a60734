import {
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedPacketSink,
  Input,
  OGG,
  OggOutputFormat,
  Output,
} from 'mediabunny'
import { expect, test } from 'vitest'
import { joinBytes } from '../src/join-bytes.ts'
import { OggReader } from '../src/ogg-reader.ts'
import { OggWriter } from '../src/ogg-writer.ts'
import { opusHead, opusTags } from '../src/opus-header.ts'

/** CELT, 20 ms, mono: what follows the first byte is of no interest to a container. */
const opusPackets = Array.from({ length: 120 }, (_, index) => {
  const packet = new Uint8Array(1 + ((index * 37) % 600)).fill(index)
  packet[0] = 0xf8
  return packet
})
const head = opusHead({ channelCount: 1, preSkip: 312, inputSampleRateHz: 48000 })

test('the header pages are byte for byte those of the service', () => {
  const writer = new OggWriter({ serial: 42 })
  const pages = joinBytes([
    writer.page([opusHead({ channelCount: 1, preSkip: 3840, inputSampleRateHz: 48000 })], {
      granulePosition: 0n,
      isFirst: true,
    }),
    writer.page([opusTags('KyutaiMoshi')], { granulePosition: 0n }),
  ])
  expect(Buffer.from(pages).toString('base64')).toBe(
    'T2dnUwACAAAAAAAAAAAqAAAAAAAAAK7+8/EBE09wdXNIZWFkAQEAD4C7AAAAAABPZ2dTAAAAAAAAAAAAACoAAAABAAAASzwBcQEbT3B1c1RhZ3MLAAAAS3l1dGFpTW9zaGkAAAAA',
  )
})

test('another implementation reads the packets that were written', async () => {
  const writer = new OggWriter({ serial: 1 })
  const pages = [
    writer.page([head], { granulePosition: 0n, isFirst: true }),
    writer.page([opusTags('test')], { granulePosition: 0n }),
  ]
  for (let at = 0; at < opusPackets.length; at += 4) {
    pages.push(
      writer.page(opusPackets.slice(at, at + 4), {
        granulePosition: BigInt((at + 4) * 960),
        isLast: at + 4 === opusPackets.length,
      }),
    )
  }
  const input = new Input({ source: new BufferSource(joinBytes(pages)), formats: [OGG] })
  const track = await input.getPrimaryAudioTrack()
  const packets: Uint8Array[] = []
  for await (const packet of new EncodedPacketSink(track!).packets())
    packets.push(Uint8Array.from(packet.data))
  expect(packets).toEqual(opusPackets)
})

test('what another implementation wrote is read', async () => {
  const output = new Output({ format: new OggOutputFormat(), target: new BufferTarget() })
  const source = new EncodedAudioPacketSource('opus')
  output.addAudioTrack(source)
  await output.start()
  const decoderConfig = { codec: 'opus', numberOfChannels: 1, sampleRate: 48000, description: head }
  await Promise.all(
    opusPackets.map((packet, index) =>
      source.add(new EncodedPacket(packet, 'key', index * 0.02, 0.02), { decoderConfig }),
    ),
  )
  await output.finalize()
  const reader = new OggReader()
  const packets = reader.push(new Uint8Array(output.target.buffer!))
  expect(packets.slice(2).map(({ data }) => Uint8Array.from(data))).toEqual(opusPackets)
  expect(packets[0]).toMatchObject({ isFirst: true })
  expect(packets.at(-1)).toMatchObject({ isLast: true })
  expect(reader.finish()).toEqual({ isTruncated: false })
})

test('what does not fit one page is refused, and a page of 65,025 bytes less one is not', () => {
  const writer = new OggWriter({ serial: 1 })
  expect(writer.page([new Uint8Array(65024)], { granulePosition: 0n })).toHaveLength(
    27 + 255 + 65024,
  )
  expect(() => writer.page([new Uint8Array(65025)], { granulePosition: 0n })).toThrow(
    /do not fit one Ogg page/,
  )
  const many = Array.from({ length: 256 }, () => new Uint8Array(1))
  expect(() => writer.page(many, { granulePosition: 0n })).toThrow(/do not fit one Ogg page/)
})

test.each([-1, 1.5, 2 ** 32, Number.NaN])('a serial of %s is refused', (serial) => {
  expect(() => new OggWriter({ serial })).toThrow(/whole number from 0 to 4,294,967,295/)
})
