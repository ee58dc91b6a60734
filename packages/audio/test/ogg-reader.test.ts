import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { AudioError } from '../src/errors.ts'
import { OggReader, type OggPacket } from '../src/ogg-reader.ts'
import { OggWriter } from '../src/ogg-writer.ts'
import { joinBytes } from '../src/join-bytes.ts'
import { crcOffset, oggCrc } from '../src/ogg-crc.ts'
import { cut, cutLengths } from './cuts.ts'
import { seededRandom } from './tones.ts'

function read(
  stream: Uint8Array,
  lengths: number[] = [stream.length],
): { packets: OggPacket[]; isTruncated: boolean } {
  const reader = new OggReader()
  const packets: OggPacket[] = []
  for (const piece of cut(stream, lengths)) {
    // A copy that is overwritten afterwards: what the reader keeps for later must be its own.
    const message = Buffer.from(piece)
    for (const packet of reader.push(message)) {
      packet.data = Uint8Array.from(packet.data)
      packets.push(packet)
    }
    message.fill(0xaa)
  }
  return { packets, ...reader.finish() }
}

const packetsOf = (stream: Uint8Array): number[][] =>
  read(stream).packets.map(({ data }) => Array.from(data))

/** A page by hand, for what the writer never does. */
function rawPage(options: {
  flags?: number
  granule?: bigint
  serial?: number
  sequence: number
  lacing: number[]
  body: Uint8Array
}): Uint8Array {
  const page = Buffer.concat([Buffer.alloc(27), Uint8Array.from(options.lacing), options.body])
  page.write('OggS', 'latin1')
  page.writeUInt8(options.flags ?? 0, 5)
  page.writeBigInt64LE(options.granule ?? 0n, 6)
  page.writeUInt32LE(options.serial ?? 1, 14)
  page.writeUInt32LE(options.sequence, 18)
  page.writeUInt8(options.lacing.length, 26)
  page.writeUInt32LE(oggCrc(page), crcOffset)
  return page
}

function smallStream(serial: number): Uint8Array[] {
  const writer = new OggWriter({ serial })
  return [
    writer.page([Uint8Array.of(1)], { granulePosition: 0n, isFirst: true }),
    writer.page([Uint8Array.of(2), Uint8Array.of(3, 4)], { granulePosition: 20n }),
    writer.page([Uint8Array.of(5)], { granulePosition: 30n, isLast: true }),
  ]
}

test('packets come with their place, and the last of a page with the position', () => {
  const { packets, isTruncated } = read(joinBytes(smallStream(9)))
  const common = { serial: 9, isFirst: false, isLast: false, granulePosition: undefined }
  expect(packets).toEqual([
    { ...common, data: Uint8Array.of(1), isFirst: true, granulePosition: 0n },
    { ...common, data: Uint8Array.of(2) },
    { ...common, data: Uint8Array.of(3, 4), granulePosition: 20n },
    { ...common, data: Uint8Array.of(5), granulePosition: 30n, isLast: true },
  ])
  expect(isTruncated).toBe(false)
})

test('any packets, pages and cuts: what was written is read', () => {
  const packet = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc
      .constantFrom(254, 255, 256, 510, 765, 1000)
      .map((length) => new Uint8Array(length).fill(length)),
  )
  fc.assert(
    fc.property(
      fc.array(fc.array(packet, { maxLength: 5 }), { minLength: 1, maxLength: 6 }),
      cutLengths(300),
      (pages, lengths) => {
        const writer = new OggWriter({ serial: 4 })
        const stream = joinBytes(
          pages.map((packets, index) =>
            writer.page(packets, { granulePosition: BigInt(index), isFirst: index === 0 }),
          ),
        )
        const { packets, isTruncated } = read(stream, lengths)
        expect(packets.map(({ data }) => data)).toEqual(
          pages.flat().map((data) => Uint8Array.from(data)),
        )
        expect(packets.filter(({ granulePosition }) => granulePosition !== undefined)).toHaveLength(
          pages.filter((page) => page.length > 0).length,
        )
        expect(isTruncated).toBe(false)
      },
    ),
  )
})

test('a packet over three pages is one packet, and the page without an end carries no position', () => {
  const body = Uint8Array.from({ length: 255 * 3 + 10 }, (_, index) => index & 255)
  const stream = joinBytes([
    rawPage({
      flags: 2,
      sequence: 0,
      lacing: [255, 255],
      body: body.subarray(0, 510),
      granule: -1n,
    }),
    rawPage({ flags: 1, sequence: 1, lacing: [255], body: body.subarray(510, 765), granule: -1n }),
    rawPage({
      flags: 1,
      sequence: 2,
      lacing: [10, 1],
      body: Buffer.concat([body.subarray(765), Uint8Array.of(7)]),
      granule: 8n,
    }),
  ])
  for (const lengths of [[stream.length], [1], [100, 3]]) {
    const { packets } = read(stream, lengths)
    expect(packets.map(({ data, granulePosition }) => [data.length, granulePosition])).toEqual([
      [775, undefined],
      [1, 8n],
    ])
    expect(packets[0]!.data).toEqual(body)
  }
})

test('garbage before, between and after the pages is passed over', () => {
  const [first, second, third] = smallStream(1)
  const garbage = Buffer.from(`${'OggOggS OgOgg and so on'.repeat(20)}OggS\0\0 like a page`)
  const stream = joinBytes([garbage, first!, garbage, second!, third!, garbage])
  for (const lengths of [[stream.length], [1], [17, 400]]) {
    expect(read(stream, lengths).packets.map(({ data }) => Array.from(data))).toEqual([
      [1],
      [2],
      [3, 4],
      [5],
    ])
  }
})

test('a page that was cut off costs only its own packets', () => {
  const [first, second, third] = smallStream(1)
  const large = new OggWriter({ serial: 1 }).page([new Uint8Array(60_000)], { granulePosition: 0n })
  const stream = joinBytes([first!, large.subarray(0, 5000), second!, third!])
  expect(packetsOf(stream)).toEqual([[1], [2], [3, 4], [5]])
})

test('a page with a wrong checksum is passed over', () => {
  const [first, second, third] = smallStream(1)
  second![second!.length - 1]! ^= 1
  expect(packetsOf(joinBytes([first!, second!, third!]))).toEqual([[1], [5]])
})

test('a packet that lost a page is dropped, not patched together', () => {
  const start = rawPage({ sequence: 0, flags: 2, lacing: [255], body: new Uint8Array(255) })
  const end = rawPage({ sequence: 2, flags: 1, lacing: [3, 1], body: Uint8Array.of(1, 2, 3, 4) })
  expect(packetsOf(joinBytes([start, end]))).toEqual([[4]])
  const other = rawPage({ sequence: 1, lacing: [1], body: Uint8Array.of(9) })
  expect(packetsOf(joinBytes([start, other]))).toEqual([[9]])
  expect(packetsOf(end)).toEqual([[4]])
})

test('chained streams are told apart, even when they share a serial', () => {
  const { packets } = read(joinBytes([...smallStream(42), ...smallStream(42), ...smallStream(7)]))
  expect(packets.map(({ isFirst }) => isFirst)).toEqual([
    true,
    false,
    false,
    false,
    true,
    false,
    false,
    false,
    true,
    false,
    false,
    false,
  ])
  expect(packets.map(({ serial }) => serial)).toEqual([42, 42, 42, 42, 42, 42, 42, 42, 7, 7, 7, 7])
})

test('a stream that stops without an end is followed by the next one', () => {
  const [first, second] = smallStream(42)
  const { packets } = read(joinBytes([first!, second!, ...smallStream(42)]))
  expect(packets.map(({ isFirst }) => isFirst)).toEqual([
    true,
    false,
    false,
    true,
    false,
    false,
    false,
  ])
})

test('interleaved streams keep their packets apart', () => {
  const long = new Uint8Array(300).fill(6)
  const stream = joinBytes([
    rawPage({ serial: 1, flags: 2, sequence: 0, lacing: [255], body: long.subarray(0, 255) }),
    rawPage({ serial: 2, flags: 2, sequence: 0, lacing: [2], body: Uint8Array.of(8, 8) }),
    rawPage({ serial: 1, flags: 1, sequence: 1, lacing: [45], body: long.subarray(255) }),
  ])
  expect(packetsOf(stream)).toEqual([[8, 8], [...long]])
})

test('an end of stream without packets is still told', () => {
  const writer = new OggWriter({ serial: 1 })
  const stream = joinBytes([
    writer.page([Uint8Array.of(1)], { granulePosition: 5n, isFirst: true }),
    writer.page([], { granulePosition: 4n, isLast: true }),
  ])
  expect(read(stream).packets.at(-1)).toMatchObject({
    data: new Uint8Array(0),
    isLast: true,
    granulePosition: 4n,
  })
})

test('a stream that ends within a page or packet is truncated, one without an end mark is not', () => {
  const [first, second, third] = smallStream(1)
  expect(read(joinBytes([first!, second!])).isTruncated).toBe(false)
  expect(read(joinBytes([first!, second!.subarray(0, 20)])).isTruncated).toBe(true)
  expect(read(joinBytes([first!, second!, third!.subarray(0, 3)])).isTruncated).toBe(true)
  expect(read(rawPage({ sequence: 0, lacing: [255], body: new Uint8Array(255) })).isTruncated).toBe(
    true,
  )
  expect(read(new Uint8Array(0)).isTruncated).toBe(true)
  expect(read(new Uint8Array(500)).isTruncated).toBe(true)
})

test('packets of a whole page share the memory of the input', () => {
  const [first] = smallStream(1)
  expect(new OggReader().push(first!)[0]!.data.buffer).toBe(first!.buffer)
})

test('a packet without end is refused before it fills the memory', { timeout: 20_000 }, () => {
  const reader = new OggReader()
  const lacing = Array.from({ length: 255 }, () => 255)
  const body = new Uint8Array(65025)
  const pushAll = (): void => {
    for (let sequence = 0; sequence < 300; sequence++) {
      reader.push(rawPage({ flags: sequence === 0 ? 2 : 1, sequence, lacing, body }))
    }
  }
  expect(pushAll).toThrow(AudioError)
  expect(pushAll).toThrow(/more than 16 MiB/)
})

test(
  '100,000 damaged streams are read without an error, and no packet is invented',
  { timeout: 60_000 },
  () => {
    const random = seededRandom(3)
    const valid = joinBytes([...smallStream(1), ...smallStream(2)])
    const sound = new Set(packetsOf(valid).map(String))
    let whole = 0
    for (let round = 0; round < 100_000; round++) {
      const stream = Uint8Array.from(valid)
      for (let change = 0; change <= random() * 3; change++)
        stream[Math.floor(random() * stream.length)] = Math.floor(random() * 256)
      const reader = new OggReader()
      const middle = Math.floor(random() * stream.length)
      const packets = [
        ...reader.push(stream.subarray(0, middle)),
        ...reader.push(stream.subarray(middle)),
      ]
      reader.finish()
      if (packets.length === 8) whole++
      if (!packets.every(({ data }) => sound.has(String([...data]))))
        throw new Error(`Round ${round} invented a packet.`)
    }
    expect(whole).toBeLessThan(20_000)
  },
)

test(
  '100,000 streams that are damaged but carry sound checksums never do worse than a typed error',
  { timeout: 60_000 },
  () => {
    const random = seededRandom(5)
    const [first, second, third] = smallStream(1)
    let changed = 0
    for (let round = 0; round < 100_000; round++) {
      const page = Uint8Array.from(second!)
      page[4 + Math.floor(random() * (page.length - 4))] = Math.floor(random() * 256)
      new DataView(page.buffer).setUint32(crcOffset, oggCrc(page), true)
      const reader = new OggReader()
      const packets = reader.push(joinBytes([first!, page, third!]))
      const bytes = packets.reduce((sum, { data }) => sum + data.length, 0)
      if (bytes > first!.length + page.length + third!.length)
        throw new Error('More data than bytes.')
      if (packets.length !== 4) changed++
    }
    expect(changed).toBeGreaterThan(1000)
  },
)

test('a stream whose pages are all damaged is refused instead of searched for ever', () => {
  const page = smallStream(1)[1]!
  page[page.length - 1]! ^= 1
  const stream = joinBytes(Array.from({ length: 100 }, () => page))
  expect(() => new OggReader().push(stream)).toThrow(/100 Ogg pages in a row have wrong checksums/)
  const sound = smallStream(1)[1]!
  const mixed = joinBytes(
    Array.from({ length: 300 }, (_, index) => (index % 99 === 0 ? sound : page)),
  )
  expect(packetsOf(mixed)).toHaveLength(8)
})
