import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from '../../src/text/fold.ts'
import { spokenLength } from '../../src/text/spoken-length.ts'

/** The text that the words cover. */
function spoken(input: string, ...words: string[]): string | undefined {
  const length = spokenLength(input, words)
  return length === undefined ? undefined : input.slice(0, length)
}

test('words cover the text up to the end of the last one', () => {
  const input = 'Hello, dear world! How are you?'
  expect(spoken(input)).toBe('')
  expect(spoken(input, 'Hello')).toBe('Hello,')
  expect(spoken(input, 'Hello,', 'dear', 'world')).toBe('Hello, dear world!')
  expect(spoken(input, 'Hello,', 'dear', 'world!', 'How', 'are', 'you?')).toBe(input)
})

test.each([
  ['HELLO world', ['hello'], 'HELLO'],
  ['“Well” – he said – “no.”', ['Well', 'he', 'said'], '“Well” – he said'],
  ['“Well” – he said – “no.”', ['well', 'he', 'said', 'no'], '“Well” – he said – “no.”'],
  ['He (almost) slept', ['He'], 'He'],
  ['foo(bar) baz', ['foo'], 'foo'],
  ['foo(bar) baz', ['foo', 'bar'], 'foo(bar)'],
  ["Don't go", ['Don’t'], "Don't"],
  ['well-known fact', ['well', 'known'], 'well-known'],
  ['well-known fact', ['well-'], 'well-'],
  ['  \n Hello  there', ['Hello'], '  \n Hello'],
  ['Rock & roll', ['Rock', '&', 'roll'], 'Rock & roll'],
  ['In 1990 it', ['In', '1990'], 'In 1990'],
  ['At 12:30, or', ['at', '12:30'], 'At 12:30,'],
  ['Hello 👋🏽 friend', ['Hello', 'friend'], 'Hello 👋🏽 friend'],
])('of %j the words %j cover %j', (input, words, expected) => {
  expect(spoken(input, ...words)).toBe(expected)
})

test.each([
  ['Straße und', ['STRASSE'], 'Straße'],
  ['ΟΔΟΣ, και', ['οδός'], 'ΟΔΟΣ,'],
  ['cafe\u0301! Non', ['café'], 'cafe\u0301!'],
  ['café! Non', ['cafe\u0301'], 'café!'],
  ['İstanbul’da yağmur', ['istanbul’da'], 'İstanbul’da'],
  ['ﬁne art', ['fine'], 'ﬁne'],
  ['今日は。元気', ['今日は'], '今日は。'],
  ['「はい」（笑）と', ['はい'], '「はい」'],
  ['नमस्ते, आप', ['नमस्ते'], 'नमस्ते,'],
  ['مرحبا، كيف', ['مرحبا'], 'مرحبا،'],
  ['𝒳 and 𐐨', ['𝒳', 'and', '𐐀'], '𝒳 and 𐐨'],
])(
  'letters of every script are compared: of %j the words %j cover %j',
  (input, words, expected) => {
    expect(spoken(input, ...words)).toBe(expected)
  },
)

test.each([
  ['Hello <flush> world <flush> again', ['Hello', 'world'], 'Hello <flush> world'],
  ['Wait <break time="1.0s" /> what?', ['Wait', 'what'], 'Wait <break time="1.0s" /> what?'],
  ['<flush> <BREAK time="1.5s"/>So', ['So'], '<flush> <BREAK time="1.5s"/>So'],
  ['Hello!<flush> world', ['Hello'], 'Hello!'],
  ['Hello...<break time="2s" />world', ['Hello'], 'Hello...'],
  ['a < b', ['a', 'b'], 'a < b'],
  ['a <b> c', ['a', 'b', 'c'], 'a <b> c'],
  ['the flush was', ['the', 'flush'], 'the flush'],
  ['a <flushed> b', ['a', 'flushed'], 'a <flushed>'],
])('tags are not spoken: of %j the words %j cover %j', (input, words, expected) => {
  expect(spoken(input, ...words)).toBe(expected)
})

test.each([
  ['It costs 5 €', ['It', 'costs', 'five']],
  ['Dr. Smith', ['Doctor', 'Smith']],
  ['Hello world', ['Hello', 'there']],
  ['Hello world', ['world']],
  ['Hello', ['Hello', 'world']],
  ['', ['Hello']],
  ['... <flush>', ['flush']],
  ['ﬁne', ['f']],
])('where the walk breaks there is no length: %j is not %j', (input, words) => {
  expect(spokenLength(input, words)).toBeUndefined()
})

test('words without letters and digits cover nothing', () => {
  expect(spokenLength('... Hello', ['...', '—', ''])).toBe(0)
  expect(spokenLength('', [])).toBe(0)
})

const word = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .map((text) => text.replaceAll(/[\s<>]/gu, ''))
  .filter((text) => fold(text) !== '')
const between = fc.constantFrom(' ', '\n', '  ', ' <flush> ', ' <break time="0.5s" /> ', ' – ')

test('of any text any number of its words cover it up to white space or the next word', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(word, between), { maxLength: 12 }), fc.nat(), (parts, nat) => {
      const input = parts.flat().join('')
      const count = nat % (parts.length + 1)
      const words = parts.slice(0, count).map(([text]) => text)
      const length = spokenLength(input, words) ?? expect.fail('The walk broke.')
      const expected = parts
        .slice(0, count)
        .flat()
        .join('')
        .replace(/(?:\s|–|<[^<>]*>)+$/u, '')
      expect(fold(input.slice(0, length).replaceAll(/<[^<>]*>/g, ''))).toBe(
        words.map((text) => fold(text)).join(''),
      )
      expect(length).toBeLessThanOrEqual(expected.length)
      expect(input.slice(0, length)).toBe(input.slice(0, length).trimEnd())
    }),
    { numRuns: 500 },
  )
})

test('case, form and punctuation of the words make no difference', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), (words) => {
      const input = words.join(' ')
      const length = spokenLength(input, words)
      expect(
        spokenLength(
          input,
          words.map((text) => text.toUpperCase()),
        ),
      ).toBe(length)
      expect(
        spokenLength(
          input,
          words.map((text) => `“${text.normalize('NFD')},”`),
        ),
      ).toBe(length)
      expect(spokenLength(input, [words.join('')])).toBe(length)
    }),
  )
})

test('long texts take time in proportion to their length', () => {
  const measure = (count: number): number => {
    const words = Array.from({ length: count }, (_, index) => `word${index}`)
    const input = words.join(' <flush> ')
    const start = performance.now()
    expect(spokenLength(input, words)).toBe(input.length)
    return performance.now() - start
  }
  measure(4_000)
  expect(measure(16_000)).toBeLessThan(12 * measure(4_000) + 50)
})
