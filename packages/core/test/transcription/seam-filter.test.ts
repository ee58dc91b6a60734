import { describe, expect, it } from 'vitest'
import type { HeardWord } from '../../src/session/seam.ts'
import { SeamFilter } from '../../src/transcription/seam-filter.ts'
import { lineOfMessages, messages } from './messages.ts'

const delaySeconds = 0.8
const we: HeardWord = { text: 'we', startSeconds: 1, endSeconds: 1.4, streamId: 0 }
const meet: HeardWord = { text: 'meet', startSeconds: 1.6, endSeconds: 2, streamId: 0 }
const open: HeardWord = { ...meet, endSeconds: undefined }

/** What passes with each message of a line, and at the end. */
function passed(filter: SeamFilter, line: string): string[] {
  return messages(line)
    .map((message) => filter.take(message))
    .concat([filter.settle()])
    .map(lineOfMessages)
    .filter((each) => each !== '')
}

describe('the first messages of a session that hears again what was heard', () => {
  it('wait until it is clear which words are new', () => {
    const filter = new SeamFilter([we, meet], 2, delaySeconds)
    expect(passed(filter, 'meet@1.6-2 |2.8 at@2.1-2.3 |3.1 |3.2 noon@2.4-2.7')).toEqual([
      'at@2.1 -2.3 |2.8 |3.1 |3.2',
      'noon@2.4',
      '-2.7',
    ])
    expect(filter.isDone).toBe(true)
  })

  it('wait a second longer for the end of a word that is open', () => {
    const filter = new SeamFilter([we, open], 1.4, delaySeconds)
    expect(passed(filter, '|3.7 meet@1.6 |3.8')).toEqual(['|3.7 |3.8'])
    expect(filter.isSettled).toBe(true)
  })

  it('are clear with the answer to a flush, which comes after the words', () => {
    const filter = new SeamFilter([we], 1.4, delaySeconds)
    expect(passed(filter, 'we@1-1.4 at@1.6-1.8 !1')).toEqual(['at@1.6 -1.8 !1'])
  })

  it('are clear at the end', () => {
    const filter = new SeamFilter([we], 1.4, delaySeconds)
    expect(passed(filter, 'we@1-1.4 at@1.6-1.8')).toEqual(['at@1.6 -1.8'])
    expect(filter.settle()).toEqual([])
  })

  it('do not become clear by their number: many words may lie in what both have heard', () => {
    const nos = Array.from({ length: 20 }, (_, index) => 1 + index * 0.16)
    const delivered = nos.map((startSeconds) => ({
      text: 'no',
      startSeconds,
      endSeconds: startSeconds + 0.08,
      streamId: 0,
    }))
    const filter = new SeamFilter(delivered, 1, delaySeconds)
    const line = [...nos, 4.2].map((start) => `no@${start}-${start + 0.08}`).join(' ')
    expect(passed(filter, line)).toEqual(['no@4.2 -4.28'])
  })

  it('bring the end of a word that was open', () => {
    const filter = new SeamFilter([we, open], 1.4, delaySeconds)
    expect(passed(filter, 'meet@1.6-2.1 at@2.2-2.3')).toEqual(['-2.1 at@2.2 -2.3'])
  })

  it('bring no end of a word that was known, also when it comes late', () => {
    const filter = new SeamFilter([we, meet], 2, delaySeconds)
    expect(passed(filter, 'meet@1.6 |3.3 -2 |3.4 at@3.5-3.6')).toEqual([
      '|3.3',
      '|3.4',
      'at@3.5',
      '-3.6',
    ])
    expect(filter.isDone).toBe(true)
  })

  it('end a word that has no end of its own where the next one begins', () => {
    const filter = new SeamFilter([], 0, delaySeconds)
    expect(passed(filter, 'we@1 meet@1.6-2')).toEqual(['we@1 -1.6 meet@1.6 -2'])
  })
})
