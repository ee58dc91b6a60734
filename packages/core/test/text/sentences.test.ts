import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { sentenceEnd } from '../../src/text/sentences.ts'

/** The sentences of a text, with the rest that has no end. */
function sentences(text: string): string[] {
  const found: string[] = []
  let from = 0
  for (let end = sentenceEnd(text); end >= 0; end = sentenceEnd(text, end)) {
    expect(end).toBeGreaterThan(from)
    found.push(text.slice(from, end).trim())
    from = end
  }
  return [...found, text.slice(from).trim()]
}

test('a sentence ends after its mark and before the white space', () => {
  expect(sentenceEnd('Hello world. How are you?')).toBe(12)
  expect(sentenceEnd('Hello world. How are you? Fine', 12)).toBe(25)
  expect(sentenceEnd('Hello world. How', 12)).toBe(-1)
  expect(sentenceEnd('Hello world')).toBe(-1)
  expect(sentenceEnd('')).toBe(-1)
})

test('the end is looked for at the given position and after it', () => {
  const text = 'One. Two. Three'
  expect(sentenceEnd(text, 3)).toBe(4)
  expect(sentenceEnd(text, 4)).toBe(9)
  expect(sentenceEnd(text, 9)).toBe(-1)
  expect(sentenceEnd(text, 100)).toBe(-1)
})

test('what a text ends with is no end yet', () => {
  expect(sentenceEnd('It costs 3.')).toBe(-1)
  expect(sentenceEnd('Really?')).toBe(-1)
  expect(sentenceEnd('好。')).toBe(-1)
  expect(sentenceEnd('Really?\n')).toBe(7)
})

test.each([
  ['Really?! Yes', ['Really?!', 'Yes']],
  ['Well... maybe… not', ['Well...', 'maybe…', 'not']],
  ['He said “no.” She left', ['He said “no.”', 'She left']],
  ['He said "no." She left', ['He said "no."', 'She left']],
  ['(Quite so.) Then', ['(Quite so.)', 'Then']],
  ['Il dit « non. » Puis', ['Il dit « non.', '» Puis']],
  ['**Bold.** Then', ['**Bold.**', 'Then']],
  ['One.\nTwo.\r\nThree', ['One.', 'Two.', 'Three']],
  ['One.\u00a0Two', ['One.', 'Two']],
  ['Hallo!  Na?\tJa', ['Hallo!', 'Na?', 'Ja']],
])('%j is %j', (text, expected) => {
  expect(sentences(text)).toEqual(expected)
})

test.each([
  ['你好。我很好！你呢？好', ['你好。', '我很好！', '你呢？', '好']],
  ['「はい。」と言った。次', ['「はい。」', 'と言った。', '次']],
  ['好。 好', ['好。', '好']],
])('marks of Chinese and Japanese need no white space: %j', (text, expected) => {
  expect(sentences(text)).toEqual(expected)
})

test.each([
  'It costs 3.50 euros',
  'Open example.com now',
  'See README.md, then',
  'J. R. R. Tolkien wrote',
  'The U.S. Army',
  'É. Zola wrote',
  'E\u0301. Zola wrote',
  '3. Third',
  '  12. Twelfth',
  'A list:\n1. First',
  'A list:\n\t١. First',
  'What?no',
])('%j is one sentence', (text) => {
  expect(sentenceEnd(text)).toBe(-1)
})

test.each([
  ['In 1990. Then', 8],
  ['It was 3. Then', 9],
  ['I met Al. Then', 9],
  ['Plan AB. Then', 8],
  ['Is it A? Then', 8],
  ['2024. Then', 5],
  ['So é. Then', 5],
  ['x1A. Then', 4],
])('%j ends at %d', (text, end) => {
  expect(sentenceEnd(text)).toBe(end)
})

test.each([
  ['One\n\nTwo', 3],
  ['One  \r\n \r\n\n Two', 3],
  ['\n\nOne\n\nTwo', 5],
  ['One\nTwo', -1],
  ['\n\n\n', -1],
])('a blank line ends a sentence: %j', (text, end) => {
  expect(sentenceEnd(text)).toBe(end)
})

test('a blank line after the end of a sentence is no sentence of its own', () => {
  expect(sentences('One. \n\n \n Two.\n\nThree')).toEqual(['One.', 'Two.', 'Three'])
})

test.each([
  'Wait <break time="1.5s" /> what',
  'Wait <break time="1. 5s" /> what',
  'Wait <b title="Oh! no"> what',
  'Wait </b. c> what',
  'Wait <break time="1. ',
])('nothing ends inside a tag: %j', (text) => {
  expect(sentenceEnd(text)).toBe(-1)
})

test.each([
  ['Wait. <flush> What', 5],
  ['Wait <flush>. What', 13],
  ['If a < b. Then', 9],
  ['If a <b. Then\n', 8],
  [`If a <b. Then ${'x'.repeat(60)}`, 8],
  [`<${'x'.repeat(100)}. y>`, 102],
])('a sentence with a tag or something like one ends: %j', (text, end) => {
  expect(sentenceEnd(text)).toBe(end)
})

const piece = fc.oneof(
  fc.constantFrom('.', '!', '?', '…', '。', ' ', ' ', '\n', '\n\n', '"', ')', '<flush>', '<b', '>'),
  fc.constantFrom('one', 'Two', 'A', '3', '12', 'e.g.', '好', '😀'),
)
const anyText = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''))

test('of any text every end follows the one before, and no sentence is empty', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const all = sentences(text)
      expect(all.slice(0, -1)).not.toContain('')
      expect(all.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''))
      for (let end = sentenceEnd(text); end >= 0; end = sentenceEnd(text, end)) {
        expect(text.slice(0, end)).toBe(text.slice(0, end).trimEnd())
        expect(end).toBeLessThan(text.length)
      }
    }),
    { numRuns: 1_000 },
  )
})

test('more text does not move an end that was found', () => {
  fc.assert(
    fc.property(anyText, anyText, (text, more) => {
      const end = sentenceEnd(text)
      if (end < 0) return
      expect(sentenceEnd(text + more)).toBe(end)
    }),
    { numRuns: 1_000 },
  )
})

test.each([
  ['marks', '.'],
  ['blank lines', '\n'],
  ['white space', ' '],
  ['closing quotes', '"'],
  ['open tags', '<a'],
  ['digits', '1'],
  ['marks and quotes', '."'],
  ['initials', 'A. '],
])('%s without end take time in proportion to their number', (_name, unit) => {
  const measure = (count: number): number => {
    const start = performance.now()
    sentenceEnd(`${unit.repeat(count)}x`)
    return performance.now() - start
  }
  measure(50_000)
  expect(measure(200_000)).toBeLessThan(12 * measure(50_000) + 100)
})
