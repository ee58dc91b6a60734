import { expect, test } from 'vitest'
import { alaw, mulaw } from 'x-law'
import { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw } from '../src/g711.ts'

const everyCode = Uint8Array.from({ length: 256 }, (_, code) => code)
const everySample = Int16Array.from({ length: 65536 }, (_, index) => index - 32768)

test('every µ-law and A-law code has the value another implementation gives it', () => {
  expect(decodeMulaw(everyCode)).toEqual(Int16Array.from(everyCode, mulaw.decodeSample))
  expect(decodeAlaw(everyCode)).toEqual(Int16Array.from(everyCode, alaw.decodeSample))
})

test('every code comes back, but for the negative zero of µ-law', () => {
  const mulawBack = encodeMulaw(decodeMulaw(everyCode))
  expect([...mulawBack.entries()].filter(([code, back]) => code !== back)).toEqual([[0x7f, 0xff]])
  expect(encodeAlaw(decodeAlaw(everyCode))).toEqual(everyCode)
})

test.each([
  ['µ-law', encodeMulaw, decodeMulaw],
  ['A-law', encodeAlaw, decodeAlaw],
])('%s errs by at most half the step between the values around a sample', (_, encode, decode) => {
  const values = decode(everyCode).toSorted()
  const stored = decode(encode(everySample))
  for (const [index, value] of stored.entries()) {
    const at = values.indexOf(value)
    const error = Math.abs(everySample[index]! - value)
    const isClipped = at === 0 || at === 255
    const step = Math.max((values[at + 1] ?? value) - value, value - (values[at - 1] ?? value))
    expect(error).toBeLessThanOrEqual(isClipped ? step : step / 2)
  }
})

test.each([
  ['µ-law', encodeMulaw, mulaw.encodeSample],
  ['A-law', encodeAlaw, alaw.encodeSample],
])(
  '%s codes differ from another implementation at most where one value ends and the next begins',
  (_, encode, other) => {
    const ours = encode(everySample)
    for (const [index, sample] of everySample.entries()) {
      const theirs = other(sample)
      const around = [ours[index - 1], ours[index], ours[index + 1]]
      // The two zeros of µ-law are one value.
      expect(around.includes(theirs) || sample === 0).toBe(true)
    }
  },
)

test('silence has the bytes that telephony expects', () => {
  expect([...encodeMulaw(new Int16Array(2)), ...encodeAlaw(new Int16Array(2))]).toEqual([
    0xff, 0xff, 0xd5, 0xd5,
  ])
})
