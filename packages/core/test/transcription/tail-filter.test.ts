import { describe, expect, it } from 'vitest'
import { TailFilter } from '../../src/transcription/tail-filter.ts'
import { lineOfMessages, messages } from './messages.ts'

/** What passes of a line when words that end by the fifth second count, and what of the rest at the end. */
function passed(line: string): [string, string] {
  const tail = new TailFilter((_start, end) => end <= 5)
  const taken = messages(line).flatMap((message) => tail.take(message))
  return [lineOfMessages(taken), lineOfMessages(tail.settle())]
}

describe('the last words of a session that was followed', () => {
  it.each([
    ['we@4-4.5 meet@4.6-5 at@5-5.3', 'we@4 -4.5 meet@4.6 -5', ''],
    ['we@4', '', ''],
    ['we@4 meet@4.5-4.9', 'we@4 -4.5 meet@4.5 -4.9', ''],
    ['-3.9 we@4-4.5', '-3.9 we@4 -4.5', ''],
    ['we@4-5.5 meet@5.5', '', ''],
  ])('%s gives %s', (line, first, rest) => {
    expect(passed(line)).toEqual([first, rest])
  })

  it('come in the order in which they begin, whoever speaks', () => {
    expect(passed('we@4 no@4.2-4.4/1 no@4.4-4.5/1 -4.9')[0]).toBe(
      'we@4 -4.9 no@4.2/1 -4.4/1 no@4.4/1 -4.5/1',
    )
  })

  it('end with the first that does not count, whoever speaks', () => {
    expect(passed('we@4-4.2 meet@4.3 no@4.4-4.6/1 -5.4 yes@4.7-4.8/1')).toEqual(['we@4 -4.2', ''])
  })

  it('let everything else pass at once', () => {
    expect(passed('we@4 |4.8 !1 -4.5')[0]).toBe('|4.8 !1 we@4 -4.5')
  })

  it('count without an end where their beginning is enough', () => {
    const tail = new TailFilter((start) => start < 5)
    const taken = messages('we@4.5 no@5.1/1').flatMap((message) => tail.take(message))
    expect(lineOfMessages(taken)).toBe('')
    expect(lineOfMessages(tail.settle())).toBe('we@4.5')
  })

  it('say from where on words are still to come', () => {
    const tail = new TailFilter((_start, end) => end <= 5)
    const held = messages('we@4 no@4.2/1 -4.5 -5.2/1 yes@5.3-5.4').map((message) => {
      tail.take(message)
      return tail.heldSeconds
    })
    expect(held).toEqual([4, 4, 4.2, 4.2, 4.2, 4.2])
    expect(new TailFilter(() => true).heldSeconds).toBe(Infinity)
  })
})
