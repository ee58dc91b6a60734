import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Script } from '../../src/speech/script.ts'

/** Says all of a script, and gives its parts. */
function partsOf(script: Script): string[] {
  const parts: string[] = []
  do parts.push(script.text)
  while (script.next())
  return parts.filter((part) => part !== '')
}

function partsFor(limit: number, pieces: readonly string[]): string[] {
  const script = new Script(limit)
  for (const piece of pieces) script.add(piece)
  script.end()
  return partsOf(script)
}

const word = fc
  .array(fc.constantFrom('a', 'b', 'é', '😀', '日', '.', '!', '?', '"'), {
    minLength: 1,
    maxLength: 9,
  })
  .map((letters) => letters.join(''))
const space = fc.constantFrom(' ', '\n', '\t', '  ', '\n\n')
const piece = fc
  .array(fc.tuple(word, space), { minLength: 1, maxLength: 12 })
  .map((words) => words.flat().join('').trim())
const pieces = fc.array(piece, { maxLength: 12 })

function wordsOf(texts: readonly string[]): string[] {
  return texts
    .join(' ')
    .split(/\s+/u)
    .filter((each) => each !== '')
}

describe('a script', () => {
  it('gives a text in one part when it fits', () => {
    expect(partsFor(Infinity, ['One two.', 'Three.'])).toEqual(['One two. Three.'])
    expect(partsFor(20, ['One two.', 'Three.'])).toEqual(['One two. Three.'])
  })

  it('cuts at the last end of a sentence that fits', () => {
    expect(partsFor(20, ['One two. Three. Four five six.'])).toEqual([
      'One two. Three.',
      'Four five six.',
    ])
    expect(partsFor(12, ['One. Two!', 'Three? Four'])).toEqual(['One. Two!', 'Three? Four'])
  })

  it('cuts between pieces or words where no sentence ends', () => {
    expect(partsFor(12, ['One two', 'three four five'])).toEqual(['One two', 'three four', 'five'])
    expect(partsFor(12, ['one\ntwo\nthree\nfour'])).toEqual(['one\ntwo', 'three\nfour'])
  })

  it('cuts a word only when it alone is too long, and never a character', () => {
    expect(partsFor(4, ['abcdefghij kl'])).toEqual(['abcd', 'efgh', 'ij', 'kl'])
    expect(partsFor(3, ['😀😀😀'])).toEqual(['😀', '😀', '😀'])
    expect(partsFor(0.5, ['a😀'])).toEqual(['a', '😀'])
  })

  it('gives every word once and in order, whatever the pieces and the limit', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 20, max: 80 }), (texts, limit) => {
        expect(wordsOf(partsFor(limit, texts))).toEqual(wordsOf(texts))
      }),
    )
  })

  it('gives every character once and in order where words are longer than the limit', () => {
    fc.assert(
      fc.property(pieces, fc.double({ min: 0.01, max: 30, noNaN: true }), (texts, limit) => {
        const parts = partsFor(limit, texts)
        expect(parts.join('').replaceAll(/\s/g, '')).toBe(texts.join('').replaceAll(/\s/g, ''))
        for (const part of parts) expect(part).not.toMatch(/\p{Surrogate}/u)
      }),
    )
  })

  it('gives no part over the limit', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 2, max: 80 }), (texts, limit) => {
        for (const part of partsFor(limit, texts)) expect(part.length).toBeLessThanOrEqual(limit)
      }),
    )
  })

  it('gives what is added to the part being said, and keeps the rest for later', () => {
    const script = new Script(12)
    expect(script.add('One two.')).toEqual(['One two.'])
    expect(script.isPartComplete).toBe(false)
    expect(script.add('Three four.')).toEqual([])
    expect(script.isPartComplete).toBe(true)
    expect([script.text, script.later, script.saidBefore]).toEqual(['One two.', 'Three four.', ''])
    expect(script.next()).toBe(true)
    expect([script.text, script.later]).toEqual(['Three four.', ''])
    expect(script.saidBefore).toBe('One two.')
    expect(script.isPartComplete).toBe(false)
    script.end()
    expect(script.next()).toBe(false)
    expect(script.saidBefore).toBe('One two. Three four.')
  })

  it('ends after its parts, also when it ended between two', () => {
    const script = new Script(8)
    script.add('One two. Three.')
    script.end()
    expect(partsOf(script)).toEqual(['One two.', 'Three.'])
    expect(script).toMatchObject({ saidBefore: 'One two. Three.', length: 0 })
  })

  it('waits for more when all there is has been said', () => {
    const script = new Script(100)
    expect(script.isEmpty).toBe(true)
    script.add('One.')
    script.hurry(false)
    expect(script.isPartComplete).toBe(true)
    expect(script.next()).toBe(true)
    expect(script.isEmpty).toBe(false)
    expect([script.pieces, script.isPartComplete]).toEqual([[], false])
    expect(script.add('Two.')).toEqual(['Two.'])
    script.end()
    expect(script.next()).toBe(false)
  })
})

describe('a session with little room', () => {
  it('says less, and the next one as much as any', () => {
    const script = new Script(20)
    script.limit(10)
    expect(script.add('One two. Three four. Five six.')).toEqual(['One two.'])
    expect(script.next()).toBe(true)
    expect(script.text).toBe('Three four.')
    script.limit(100)
    expect(script.add('Seven eight nine ten.')).toEqual([])
    expect(script.later).toBe('Five six. Seven eight nine ten.')
  })

  it('says no less again when it breaks', () => {
    const script = new Script(100)
    script.limit(20)
    script.add('One two')
    script.continueAfter('One'.length)
    expect(script.add('three four five')).toEqual(['three four five'])
    expect(script.add('six')).toEqual([])
  })
})

describe('a script in a hurry', () => {
  it.each(['Done.', 'Done. <flush>', 'Done.”'])('ends the part at once after %s', (text) => {
    const script = new Script(100)
    script.add(text)
    script.hurry(false)
    expect(script.isPartComplete).toBe(true)
  })

  it('ends the part at the first end of a sentence that comes', () => {
    const script = new Script(100)
    script.add('Not yet')
    script.hurry(false)
    expect(script.isPartComplete).toBe(false)
    expect(script.add('done')).toEqual(['done'])
    expect(script.add('here. But there. And')).toEqual(['here.'])
    expect(script.later).toBe('But there. And')
    expect(script.isPartComplete).toBe(true)
  })

  it('ends it between two words when it is late', () => {
    const script = new Script(100)
    script.add('Not done')
    script.hurry(true)
    expect(script.isPartComplete).toBe(true)
    expect(script.add('yet')).toEqual([])
    expect(script.later).toBe('yet')
  })

  it('has nothing to end before something is said', () => {
    const script = new Script(100)
    for (const isLate of [false, true]) script.hurry(isLate)
    expect(script.isPartComplete).toBe(false)
    expect(script.add('One. Two. Three')).toEqual(['One.'])
  })
})

describe('a script that is resumed', () => {
  it('says again what has not been said, with what comes later', () => {
    const script = new Script(24)
    script.add('One two three.')
    script.add('Four five six.')
    script.continueAfter('One two'.length)
    expect([script.saidBefore, script.text, script.later]).toEqual([
      'One two',
      'three.',
      'Four five six.',
    ])
    expect(script.pieces).toEqual(['three.'])
    script.continueAfter(0)
    expect([script.saidBefore, script.text]).toEqual(['One two', 'three.'])
    expect(script.next()).toBe(true)
    expect(script.saidBefore).toBe('One two three.')
  })

  it('loses no text over any number of breaks', () => {
    fc.assert(
      fc.property(pieces, fc.array(fc.nat(60)), (texts, breaks) => {
        const script = new Script(200)
        for (const text of texts) script.add(text)
        const whole = wordsOf([script.text, script.later])
        for (const length of breaks) {
          const end = script.text.indexOf(' ', length)
          script.continueAfter(end < 0 ? 0 : end)
        }
        expect(wordsOf([script.saidBefore, script.text, script.later])).toEqual(whole)
      }),
    )
  })
})
