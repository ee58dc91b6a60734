import { assert, property, string, uint8Array } from 'fast-check'
import { AudioError, decodeBase64 as decodeStrictly } from '@gradium-kit/audio'
import { expect, it } from 'vitest'
import { decodeBase64, encodeBase64 } from '../../src/wire/base64.ts'

it('gives all bytes back', () => {
  assert(
    property(uint8Array({ maxLength: 300 }), (bytes) => {
      const part = bytes.subarray(1)
      expect(Uint8Array.from(decodeBase64(encodeBase64(part)))).toEqual(part)
    }),
  )
})

it.each(['AA', 'AA=', 'AB==', 'A A=', 'AA==\n', '-_==', 'AAAA=', '====', 'AAA*'])(
  'refuses %j',
  (text) => {
    expect(() => decodeBase64(text)).toThrow(AudioError)
  },
)

it('takes and refuses just what the strict decoder does', () => {
  const attempt = (decode: (text: string) => Uint8Array, text: string): number[] | string => {
    try {
      return [...decode(text)]
    } catch (error) {
      return String(error)
    }
  }
  const letters = 'AQgwz09+/=-_ \n'
  const unit = string({ minLength: 1, maxLength: 1 }).map(
    (text) => letters[text.charCodeAt(0) % letters.length]!,
  )
  assert(
    property(string({ unit, maxLength: 9 }), (text) => {
      expect(attempt(decodeBase64, text)).toEqual(attempt(decodeStrictly, text))
    }),
    { numRuns: 2000 },
  )
})
