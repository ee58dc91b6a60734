import * as fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { decodeWithTable, encodeWithTable } from '../src/base64-table.ts'
import { decodeBase64, encodeBase64 } from '../src/base64.ts'
import { AudioError } from '../src/errors.ts'

interface NativeDecoder {
  fromBase64?: unknown
}

interface NativeEncoder {
  toBase64?: unknown
}

const decoder: typeof Uint8Array & NativeDecoder = Uint8Array
const encoder: Uint8Array & NativeEncoder = Uint8Array.prototype
const { fromBase64 } = decoder
const { toBase64 } = encoder

/** Strict in all but one thing, as the standard has it: white space is skipped. */
function decodeLikeAnEngine(text: string): Uint8Array {
  const bare = text.replaceAll(/[\t\n\f\r ]/g, '')
  const bytes = Buffer.from(bare, 'base64')
  if (bytes.toString('base64') !== bare) throw new SyntaxError('Not Base64.')
  return Uint8Array.from(bytes)
}

function encodeLikeAnEngine(this: Uint8Array): string {
  return Buffer.from(this).toString('base64')
}

/** Node 24 has no Base64 of its own; where the engine has, that is tested. */
function useEngine(): void {
  decoder.fromBase64 = fromBase64 ?? decodeLikeAnEngine
  encoder.toBase64 = toBase64 ?? encodeLikeAnEngine
}

function useTable(): void {
  delete decoder.fromBase64
  delete encoder.toBase64
}

afterEach(() => {
  useTable()
  if (fromBase64 !== undefined) decoder.fromBase64 = fromBase64
  if (toBase64 !== undefined) encoder.toBase64 = toBase64
})

function outcomeOf(decode: (text: string) => Uint8Array, text: string): Uint8Array | AudioError {
  try {
    return decode(text)
  } catch (error) {
    if (AudioError.is(error)) return error
    throw error
  }
}

describe.each([
  ['with the table', useTable],
  ['with the engine', useEngine],
])('%s', (_, prepare) => {
  test('any bytes are encoded as Node encodes them, and come back', () => {
    prepare()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        const text = encodeBase64(bytes)
        expect(text).toBe(Buffer.from(bytes).toString('base64'))
        expect(decodeBase64(text)).toEqual(Uint8Array.from(bytes))
      }),
      { numRuns: 500 },
    )
  })

  test('a message far beyond the argument limit of a function is encoded', () => {
    prepare()
    const bytes = Uint8Array.from({ length: 1_000_003 }, (__, index) => (index * 31) & 255)
    expect(encodeBase64(bytes) === Buffer.from(bytes).toString('base64')).toBe(true)
    expect(Buffer.compare(decodeBase64(encodeBase64(bytes)), bytes)).toBe(0)
  })

  test('a view in the middle of a buffer is encoded alone', () => {
    prepare()
    expect(encodeBase64(Uint8Array.of(9, 77, 97, 110, 9).subarray(1, 4))).toBe('TWFu')
  })

  test.each([
    ['white space inside', 'TWFu TWFu', 4],
    ['white space that keeps the length a multiple of four', 'TWFu\n\n\n\nTWFu', 4],
    ['a line break at the end', 'TWFu\n', 4],
    ['the URL-safe alphabet', 'TW-_', 2],
    ['a character outside ASCII', 'TWéu', 2],
    ['a surrogate', 'TW\uD83Du', 2],
    ['a null character', 'TW\0u', 2],
    ['missing padding', 'TWE', 3],
    ['half the padding', 'TQ=', 3],
    ['padding in the middle', 'TQ==TWFu', 2],
    ['padding too early in the last group', 'T===', 1],
    ['nothing but padding', '====', 0],
    ['three characters of padding too many', 'TWFu====', 4],
    ['stray bits before two characters of padding', 'TR==', 1],
    ['stray bits before one character of padding', 'TWF=', 2],
    ['a single character', 'T', 1],
  ])('%s is refused at its place', (__, text, offset) => {
    prepare()
    expect(outcomeOf(decodeBase64, text)).toMatchObject({ code: 'base64', offset })
  })
})

test('the engine and the table agree on any text', () => {
  const alphabet = 'ABab09+/==-_ \n\té'.split('')
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...alphabet), { maxLength: 16 }), (chars) => {
      const text = chars.join('')
      useTable()
      const expected = outcomeOf(decodeBase64, text)
      useEngine()
      expect(outcomeOf(decodeBase64, text)).toEqual(expected)
    }),
    { numRuns: 3000 },
  )
})

test('what the table accepts is exactly what it would write itself', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ maxLength: 12 }), fc.base64String({ maxLength: 24 })),
      (text) => {
        const outcome = outcomeOf(decodeWithTable, text)
        fc.pre(outcome instanceof Uint8Array)
        expect(encodeWithTable(outcome)).toBe(text)
      },
    ),
    { numRuns: 500 },
  )
})

test('the message says what is wrong and never repeats the text', () => {
  const messages = ['TW u', 'TW-u', 'T=Fu', 'TWE', 'TR==', 'TWéu'].map((text) =>
    String(outcomeOf(decodeBase64, text)),
  )
  expect(messages).toMatchInlineSnapshot(`
    [
      "AudioError: White space at character 2 does not belong in Base64.",
      "AudioError: A character of the URL-safe alphabet at character 2 does not belong in Base64.",
      "AudioError: A "=" before the end at character 1 does not belong in Base64.",
      "AudioError: The Base64 text ends early: its length is 3, which is not a multiple of four. Send it whole and padded with "=".",
      "AudioError: The last Base64 character holds bits that belong to no byte: the text is damaged or cut.",
      "AudioError: A character at character 2 does not belong in Base64.",
    ]
  `)
})
