import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../src/text/fold.ts'

test.each([
  ['Hello,', 'HELLO'],
  ['“It’s”', 'ITS'],
  ['CAFÉ', 'CAFE'],
  ['cafe\u0301', 'CAFE'],
  ['Straße', 'STRASSE'],
  ['οδός', 'ΟΔΟΣ'],
  ['ﬁne', 'FINE'],
  ['１２', '12'],
  ['İstanbul', 'ISTANBUL'],
  ['3.50 €', '350'],
  ['—', ''],
  ['👋', ''],
  ['', ''],
])('%s is %s', (text, folded) => {
  expect(fold(text)).toBe(folded)
})

test('case and form make no difference, and folding twice none either', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const folded = fold(text)
      expect(fold(text.normalize('NFD'))).toBe(folded)
      expect(fold(text.normalize('NFC'))).toBe(folded)
      expect(fold(folded)).toBe(folded)
      expect(folded).toMatch(/^[\p{L}\p{N}]*$/u)
    }),
  )
})

test('folding piece by piece is folding the whole', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (pieces) => {
      expect(pieces.map((piece) => fold(piece)).join('')).toBe(fold(pieces.join('')))
    }),
  )
})
