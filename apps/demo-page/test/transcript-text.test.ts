import { describe, expect, it } from 'vitest'
import { clockTime, splitOpen, transcriptText } from '../src/page/transcript-text.ts'

describe('splitOpen', () => {
  it('parts the word that is still being spoken from those before it', () => {
    expect(splitOpen('I would like to see', 'see')).toEqual({
      closed: 'I would like to',
      open: 'see',
    })
  })

  it('knows a turn that is nothing but its open word', () => {
    expect(splitOpen('Well', 'Well')).toEqual({ closed: '', open: 'Well' })
  })

  it('takes a turn for closed when the open word lies elsewhere, or nowhere', () => {
    expect(splitOpen('see it', 'see')).toEqual({ closed: 'see it', open: '' })
    expect(splitOpen('see it', undefined)).toEqual({ closed: 'see it', open: '' })
  })
})

it('writes every turn as a paragraph with the time it began', () => {
  const turns = [
    { text: 'Good morning.', startSeconds: 0.8 },
    { text: 'Let us begin.', startSeconds: 61.2 },
  ]
  expect(transcriptText(turns)).toBe('0:00  Good morning.\n\n1:01  Let us begin.\n')
})

it.each([
  [0, '0:00'],
  [59.99, '0:59'],
  [60, '1:00'],
  [3_599, '59:59'],
  [3_723, '1:02:03'],
  [-1, '0:00'],
])('writes %d seconds as %s', (seconds, text) => {
  expect(clockTime(seconds)).toBe(text)
})
