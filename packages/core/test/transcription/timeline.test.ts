import { describe, expect, it } from 'vitest'
import { Timeline, movedMessage } from '../../src/transcription/timeline.ts'
import { lineOfMessages, messages } from './messages.ts'

const delaySeconds = 0.8

/** What passes of a line of messages. */
function passed(timeline: Timeline, line: string): string {
  const known = messages(line).map((message) => timeline.take(message, delaySeconds))
  return lineOfMessages(known.filter((message) => message !== undefined))
}

describe('the timeline of a stream', () => {
  it('lets each step pass once, however often it was heard', () => {
    const timeline = new Timeline()
    expect(passed(timeline, '|0.08 |0.16 |0.08 |0.16 |0.24 |0.241 |0.3')).toBe(
      '|0.08 |0.16 |0.24 |0.3',
    )
    expect(timeline.totalSeconds).toBe(0.3)
  })

  it('never lets a word of a stream begin before the one before it', () => {
    const timeline = new Timeline()
    expect(passed(timeline, 'we@1-1.4 meet@0.92-1.6 oh@0.5/1')).toBe(
      'we@1 -1.4 meet@1 -1.6 oh@0.5/1',
    )
  })

  it('lets everything else pass', () => {
    expect(passed(new Timeline(), '!1')).toBe('!1')
  })

  it('knows the last words of each stream, of which the last may be open', () => {
    const timeline = new Timeline()
    passed(timeline, 'no@1-1.2/1')
    const many = Array.from({ length: 100 }, (_, index) => `w${index}@${2 + index}`).join(' ')
    passed(timeline, many)
    const { words } = timeline
    expect(words.filter(({ streamId }) => streamId === 1)).toEqual([
      { text: 'no', startSeconds: 1, endSeconds: 1.2, streamId: 1 },
    ])
    const first = words.filter(({ streamId }) => streamId === 0)
    expect(first.length).toBeGreaterThanOrEqual(16)
    expect(first.length).toBeLessThanOrEqual(32)
    expect(first.at(-1)).toEqual({
      text: 'w99',
      startSeconds: 101,
      endSeconds: undefined,
      streamId: 0,
    })
    expect(first.at(-2)?.endSeconds).toBe(101)
  })

  it('is quiet when the forecast says so and no word is open', () => {
    const timeline = new Timeline()
    expect(timeline.isQuiet).toBe(true)
    passed(timeline, '|1')
    expect(timeline.isQuiet).toBe(false)
    passed(timeline, '_1.08')
    expect(timeline.isQuiet).toBe(true)
    passed(timeline, 'we@0.9')
    expect(timeline.isQuiet).toBe(false)
    passed(timeline, '-1.1')
    expect(timeline.isQuiet).toBe(true)
  })

  it('knows up to where the text is final', () => {
    const timeline = new Timeline()
    passed(timeline, 'we@1-1.4 |3')
    expect(timeline.commitment.seconds).toBe(1.4)
    passed(timeline, '_4 _5 _6')
    expect(timeline.commitment.seconds).toBeCloseTo(6 - delaySeconds - 0.5)
  })
})

describe('a message of a session', () => {
  it('is moved to its place in the whole stream', () => {
    const moved = messages('we@1-1.4 |1.6 !1').map((message) => movedMessage(message, 80))
    expect(lineOfMessages(moved)).toBe('we@81 -81.4 |81.6 !1')
    expect(moved[2]).toMatchObject({ stepIndex: 1_020 })
  })
})
