import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { breakTag, flushTag } from '../../src/text/tags.ts'
import { WholeWords } from '../../src/text/whole-words.ts'

function send(pieces: Iterable<string>): string[] {
  const words = new WholeWords()
  return [...Array.from(pieces, (piece) => words.push(piece)), words.take()].filter(
    (piece) => piece !== '',
  )
}

function tokens(text: string): string[] {
  return text.split(/\s+/).filter((token) => token !== '')
}

function safe(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, '\ufffd').replaceAll('\0', '')
}

const unit = fc.oneof(
  { weight: 8, arbitrary: fc.string({ maxLength: 8 }) },
  { weight: 6, arbitrary: fc.constantFrom(' ', ' ', ' ', '\n', '\t', '\u00a0', '\u2028') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      flushTag,
      breakTag(1.5),
      '<break',
      '<flu',
      '>',
      '<',
      '<break time="',
      '<BREAK time="1s"/>',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('😀', '👩‍👩‍👧', 'é', '\ud83d', '\udc00', '\0', '日本語', 'مرحبا'),
  },
)
const text = fc.array(unit, { maxLength: 30 }).map((units) => units.join(''))

function cut(whole: string, cuts: readonly number[]): string[] {
  const at = [0, ...cuts.map((value) => value % (whole.length + 1)), whole.length]
  const sorted = at.toSorted((a, b) => a - b)
  return sorted.slice(1).map((end, index) => whole.slice(sorted[index], end))
}

test('any cutting of a text gives pieces with the same words', () => {
  fc.assert(
    fc.property(text, fc.array(fc.nat(), { maxLength: 20 }), (whole, cuts) => {
      const pieces = send(cut(whole, cuts))
      expect(tokens(pieces.join(' '))).toEqual(tokens(safe(whole)))
      for (const piece of pieces) {
        expect(piece).toBe(piece.trim())
        expect(piece).not.toMatch(/\p{Surrogate}|\0/u)
      }
    }),
    { numRuns: 5_000 },
  )
})

test('tags between spaces stay in one piece, however the text is cut', () => {
  const word = fc.constantFrom(
    'one',
    'two,',
    '😀',
    '<',
    'a>b',
    flushTag,
    breakTag(0.5),
    breakTag(2),
    '<Break time="1s" />',
  )
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 20 }),
      fc.constantFrom(' ', '\n', '  '),
      (words, cuts, space) => {
        const pieces = send(cut(words.join(space), cuts))
        for (const piece of pieces) {
          const open = piece.replaceAll(/<break time="[\d.]+s" \/>/gi, '')
          expect(open).not.toMatch(/<break|time=|\/>/i)
        }
      },
    ),
    { numRuns: 5_000 },
  )
})

test('a word is held until white space follows', () => {
  const words = new WholeWords()
  expect(words.push('Hel')).toBe('')
  expect(words.push('lo')).toBe('')
  expect(words.push(' wor')).toBe('Hello')
  expect(words.push('ld. And')).toBe('world.')
  expect(words.push('')).toBe('')
  expect(words.push('\n')).toBe('And')
  expect(words.take()).toBe('')
})

test('what is taken is gone, and the next text begins anew', () => {
  const words = new WholeWords()
  words.push(' one')
  expect(words.take()).toBe('one')
  expect(words.push('two ')).toBe('two')
})

test.each([
  ['at once', ['say <break time="1.5s" />'], ['say', '<break time="1.5s" />']],
  [
    'cut inside',
    ['say <break', ' time="1.5s"', ' />', ' more'],
    ['say', '<break time="1.5s" />', 'more'],
  ],
  ['letter by letter', 'a <break time="1s" /> b', ['a', '<break time="1s" />', 'b']],
  ['with text after it', ['<break time="1s" /> b'], ['<break time="1s" />', 'b']],
  ['as a flush', ['a <fl', 'ush', '> b'], ['a', '<flush>', 'b']],
])('a tag that comes %s is sent whole', (_name, pieces, sent) => {
  expect(send(pieces)).toEqual(sent)
})

test('what only looks like a tag is let go', () => {
  const words = new WholeWords()
  expect(words.push('<break and a long text that is none, as everyone can see ')).toContain(
    '<break',
  )
  expect(words.push('1 < 2 ')).toBe('1 < 2')
  expect(words.push('<broken ')).toBe('<broken')
})

test('an emoji cut in two is sent whole, and half of one becomes a replacement character', () => {
  expect(send(['a\ud83d', '\ude00b'])).toEqual(['a😀b'])
  expect(send(['a\ud83d', ' b'])).toEqual(['a\ufffd', 'b'])
  expect(send(['\ude00'])).toEqual(['\ufffd'])
})

test('NUL is left out, and white space alone is nothing', () => {
  expect(send(['a\0b\0 \0', '\0'])).toEqual(['ab'])
  expect(send([' ', '\n\t', '\u00a0'])).toEqual([])
  expect(send([])).toEqual([])
})

test.each(['a', ' ', 'word ', '>', 'a>', '<break ', '<break time="1s" />', '<'])(
  'a hundred thousand characters of %j come one by one in less than a second',
  (repeated) => {
    const words = new WholeWords()
    const start = performance.now()
    let sent = ''
    for (let index = 0; index < 100_000; index += 1)
      sent += words.push(repeated[index % repeated.length]!)
    sent += words.take()
    expect(performance.now() - start).toBeLessThan(1_000)
    const whole = repeated.repeat(100_000).slice(0, 100_000)
    expect(sent.replaceAll(/\s/g, '')).toBe(whole.replaceAll(/\s/g, ''))
  },
)
