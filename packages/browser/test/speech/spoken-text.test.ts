import { describe, expect, it } from 'vitest'
import { heardText, wordIndexAt } from '../../src/speech/spoken-text.ts'

const words = [
  { text: 'One', startSeconds: 0.2, endSeconds: 0.6 },
  { text: 'two', startSeconds: 0.6, endSeconds: 1 },
  { text: 'three.', startSeconds: 1.5, endSeconds: 2 },
]

describe('what of the words has been heard', () => {
  it.each([
    [0, -1],
    [0.2, 0],
    [0.59, 0],
    [0.6, 1],
    [1.2, 1],
    [1.5, 2],
    [9, 2],
  ])('after %s seconds the word at hand is %s', (seconds, index) => {
    expect(wordIndexAt(words, seconds)).toBe(index)
  })

  it('has no word at hand without words', () => {
    expect(wordIndexAt([], 5)).toBe(-1)
  })

  it.each([
    [0, ''],
    [0.4, ''],
    [0.41, 'One'],
    [0.8, 'One'],
    [0.9, 'One two'],
    [9, 'One two three.'],
  ])('counts a word of which more than half was heard: %s seconds', (seconds, text) => {
    expect(heardText(words, seconds)).toBe(text)
  })
})
