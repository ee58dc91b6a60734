import type { Spoken } from '@gradium-kit/browser'
import { describe, expect, it } from 'vitest'
import { heardSoFar, readingParts, replyFate, splitHeard } from '../src/page/reading.ts'

const text = 'One two, three four.'
const word = (each: string) => ({ text: each, startSeconds: 0, endSeconds: 1 })
const interrupted: Spoken = { outcome: 'interrupted', heardText: 'One two,', heardSeconds: 1.24 }

describe('readingParts', () => {
  it('has each word that has come, the one being heard marked, and the rest of the text', () => {
    const words = ['One', 'two,'].map(word)
    expect(readingParts({ text, spoken: undefined }, { words, wordIndex: 1 })).toEqual([
      { id: 0, text: 'One', mark: undefined },
      { id: 1, text: 'two,', mark: 'is-current' },
      { id: 2, text: 'three four.', mark: undefined },
    ])
  })

  it('has the whole text before any word has come', () => {
    expect(readingParts({ text, spoken: undefined }, { words: [], wordIndex: -1 })).toEqual([
      { id: 0, text, mark: undefined },
    ])
  })

  it('marks nothing once all has been heard', () => {
    const words = text.split(' ').map(word)
    const spoken: Spoken = { outcome: 'ended', heardText: text, heardSeconds: 2 }
    const parts = readingParts({ text, spoken }, { words, wordIndex: 3 })
    expect(parts.map((part) => part.text)).toEqual(text.split(' '))
    expect(parts.every(({ mark }) => mark === undefined)).toBe(true)
  })

  it('parts what was heard from what was not', () => {
    expect(readingParts({ text, spoken: interrupted }, { words: [], wordIndex: -1 })).toEqual([
      { id: 0, text: 'One two,', mark: undefined },
      { id: 1, text: 'three four.', mark: 'is-unheard' },
    ])
  })

  it('strikes nothing through when nothing could be said at all', () => {
    const spoken: Spoken = { outcome: 'failed', heardText: '', heardSeconds: 0 }
    const parts = readingParts({ text, spoken }, { words: [], wordIndex: -1 })
    expect(parts).toEqual([{ id: 0, text, mark: undefined }])
    expect(heardSoFar({ text, spoken })).toBeUndefined()
  })
})

describe('splitHeard', () => {
  it('finds the words however the text is spaced', () => {
    expect(splitHeard('One\n  two three', 'One two')).toEqual({
      heard: 'One\n  two',
      unheard: 'three',
    })
  })

  it('takes the first of equal words that is still to come', () => {
    expect(splitHeard('no no no', 'no no')).toEqual({ heard: 'no no', unheard: 'no' })
  })

  it('says nothing of the rest when the words are not those of the text', () => {
    expect(splitHeard('It costs $5.', 'It costs five')).toEqual({
      heard: 'It costs five',
      unheard: '',
    })
  })
})

it('tells how much was heard, in seconds and words', () => {
  const failed: Spoken = { ...interrupted, outcome: 'failed' }
  const unheard: Spoken = { outcome: 'interrupted', heardText: '', heardSeconds: 0 }
  expect(heardSoFar({ text, spoken: interrupted })).toBe('Heard so far, in 1.2 s: “One two,”')
  expect(heardSoFar({ text, spoken: unheard })).toBe('Heard so far: nothing.')
  expect(heardSoFar({ text, spoken: undefined })).toBeUndefined()
  expect(replyFate(interrupted)).toBe('Interrupted. You heard 1.2 s of it.')
  expect(replyFate(failed)).toBe('Broken off. You heard 1.2 s of it.')
  expect(replyFate(unheard)).toBe('Interrupted before you heard any of it.')
  expect(replyFate({ ...interrupted, outcome: 'ended' })).toBeUndefined()
})
