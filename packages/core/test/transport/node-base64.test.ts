import { decodeBase64 } from '@gradium-kit/audio'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { nodePlatform } from '../../src/transport/socket.node.ts'
import { mutate, randomFrom } from '../protocol/mutate.ts'

function bytesOf(decode: () => Uint8Array): number[] | undefined {
  try {
    return [...decode()]
  } catch {
    return undefined
  }
}

/** Whether both decoders give the same bytes, or neither gives any. */
function doAgree(text: string): boolean {
  const strict = bytesOf(() => decodeBase64(text))
  return JSON.stringify(bytesOf(() => nodePlatform.decodeBase64(text))) === JSON.stringify(strict)
}

const encoded = fc
  .uint8Array({ maxLength: 50 })
  .map((bytes) => Buffer.from(bytes).toString('base64'))

test('valid text gives the bytes that were encoded', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = Buffer.from(bytes).toString('base64')
      expect([...nodePlatform.decodeBase64(text)]).toEqual([...bytes])
    }),
  )
})

test.each(
  [
    '',
    '=',
    '==',
    '====',
    'A',
    'AA',
    'AAA',
    'A===',
    'AA=',
    'AA=A',
    'AA==AA==',
    'AAA=BBB=',
    'AB==',
    'AAB=',
    'AA==\n',
    'AAAA\n',
    '\nAAA',
    'AA AA',
    'AAAA    ',
    '____',
    '----',
    'AA-_',
    'AA\0A',
    'AA\u00a0A',
    'ÁAAA',
    'ŁAAA',
    'AAAŁ',
    'AAAA\u0141AAA',
    '\u0641\u0641\u0641\u0641',
  ] /* prettier-ignore */,
)('%j is taken by both decoders or by neither', (text) => {
  expect(doAgree(text)).toBe(true)
})

test('the decoders agree on arbitrary text', () => {
  const unit = fc.constantFrom(
    'A',
    'B',
    'z',
    '0',
    '9',
    '+',
    '/',
    '=',
    '-',
    '_',
    ' ',
    '\n',
    '\u0141',
  )
  const any = fc.property(fc.string({ unit: 'binary' }), doAgree)
  const near = fc.property(fc.string({ unit, maxLength: 12 }), doAgree)
  expect(() => fc.assert(any)).not.toThrow()
  expect(() => fc.assert(near, { numRuns: 20_000 })).not.toThrow()
})

test('the decoders agree on damaged text', () => {
  const random = randomFrom(3)
  const samples = fc.sample(encoded, { numRuns: 200, seed: 3 })
  const damaged = Array.from({ length: 50_000 }, (_, run) =>
    mutate(samples[run % samples.length]!, random),
  )
  expect(damaged.filter((text) => !doAgree(text))).toEqual([])
})
