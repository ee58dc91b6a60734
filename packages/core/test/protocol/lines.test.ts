import { decodeBase64 } from '@gradium-kit/audio'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, LineReader } from '../../src/protocol/lines.ts'
import { parseServerMessage } from '../../src/protocol/parse-message.ts'
import { serverFrames } from './server-frames.ts'

function readAll(chunks: readonly Uint8Array[], maxBytes = 10_000): string[] {
  const reader = new LineReader(maxBytes)
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.finish()]
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

const texts = ['{"text":"Grüße 😀"}', '{"text":"日本"}', '', '  ', '{"a":1}', '\t']

describe.each([
  ['line feeds', '\n'],
  ['carriage returns and line feeds', '\r\n'],
])('lines ended by %s', (_name, end) => {
  const expected = texts.filter((text) => text.trim() !== '').map((text) => text + end.slice(0, -1))

  test.each([
    ['with a line break at the end', texts.join(end) + end, expected],
    ['without one', texts.slice(0, 2).join(end), [texts[0]! + end.slice(0, -1), texts[1]!]],
    ['with only line breaks', end.repeat(5), []],
    ['without anything', '', []],
  ])('are the same for every cut in two, %s', (_case, body, lines) => {
    const bytes = bytesOf(body)
    for (let at = 0; at <= bytes.length; at += 1)
      expect(readAll([bytes.subarray(0, at), bytes.subarray(at)])).toEqual(lines)
    expect(readAll(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(lines)
  })
})

test('any cutting gives the same messages', () => {
  const body = bytesOf(serverFrames.join('\r\n'))
  const whole = readAll([body]).map((line) => parseServerMessage(line, decodeBase64))
  expect(whole).toHaveLength(serverFrames.length)
  fc.assert(
    fc.property(fc.array(fc.nat(body.length), { maxLength: 30 }), (cuts) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), body.length]
      const chunks = at.slice(1).map((end, index) => body.subarray(at[index], end))
      expect(readAll(chunks).map((line) => parseServerMessage(line, decodeBase64))).toEqual(whole)
    }),
  )
})

test('only a line feed ends a line', () => {
  expect(readAll([bytesOf('a\u2028b\rc\u0085d\n')])).toEqual(['a\u2028b\rc\u0085d'])
})

test('a line of exactly the limit passes and one byte more does not', () => {
  expect(readAll([bytesOf('12345\n1234567890\n')], 10)).toEqual(['12345', '1234567890'])
  for (const chunks of [['12345678901\n'], ['123456', '78901'], ['12345\n12345678901']])
    expect(() => readAll(chunks.map(bytesOf), 10)).toThrow(
      expect.objectContaining({
        code: 'protocol',
        message: 'The service sent a line longer than 10 bytes.',
      }),
    )
})

test('a line beyond the limit is not collected', () => {
  const reader = new LineReader(1_000)
  const chunk = new Uint8Array(600).fill(65)
  reader.push(chunk)
  for (let run = 0; run < 3; run += 1)
    expect(() => reader.push(chunk)).toThrow(expect.objectContaining({ code: 'protocol' }))
})

test.each([[[0xff]], [[0xc3]], [[0xed, 0xa0, 0xbd]], [[0x61, 0x80]]])(
  'the bytes %j are refused, and the next line is read',
  (bytes) => {
    const reader = new LineReader(100)
    expect(() => reader.push(Uint8Array.of(...bytes, 10))).toThrow(
      expect.objectContaining({
        code: 'protocol',
        message: 'The service sent a line that is not UTF-8.',
      }),
    )
    expect(reader.push(bytesOf('ok\n'))).toEqual(['ok'])
  },
)

test('a long line in small chunks takes linear time', () => {
  const chunk = new Uint8Array(16).fill(65)
  const reader = new LineReader(4_000_000)
  const start = performance.now()
  for (let run = 0; run < 200_000; run += 1) reader.push(chunk)
  expect(reader.finish()[0]).toHaveLength(3_200_000)
  expect(performance.now() - start).toBeLessThan(2_000)
})

test('bytes are joined in order', () => {
  expect(concatBytes([])).toEqual(new Uint8Array())
  expect(concatBytes([Uint8Array.of(1), new Uint8Array(), Uint8Array.of(2, 3)])).toEqual(
    Uint8Array.of(1, 2, 3),
  )
})
