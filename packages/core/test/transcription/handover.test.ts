import { describe, expect, it } from 'vitest'
import type { ServerMessage } from '../../src/protocol/server-messages.ts'
import { Handover } from '../../src/transcription/handover.ts'
import { Timeline } from '../../src/transcription/timeline.ts'
import { lineOfMessages, messages } from './messages.ts'

const delaySeconds = 0.8
const countsAll = (): boolean => true

/** A timeline with a handover before it, which is told lines and tells what came of them. */
class Told {
  readonly timeline = new Timeline()
  readonly handover = new Handover(this.timeline)

  now(line: string): string {
    return this.tell(messages(line).flatMap((message) => this.handover.take(message, delaySeconds)))
  }

  last(line: string): string {
    return messages(line)
      .map((message) => this.tell(this.handover.takeLast(message)))
      .filter((each) => each !== '')
      .join(' ')
  }

  tell(due: readonly ServerMessage[]): string {
    for (const message of due) this.timeline.take(message, delaySeconds)
    return lineOfMessages(due)
  }

  /** One session follows the other, and the one before is over. */
  follow(counts: (start: number, end: number) => boolean): void {
    this.handover.begin(counts, delaySeconds)
    this.handover.follow()
  }

  endLast(): string {
    const last = this.tell(this.handover.endLast())
    return `${last} | ${this.tell(this.handover.release(delaySeconds))}`
  }
}

describe('from one session to the next', () => {
  it('everything of the first session passes', () => {
    expect(new Told().now('we@1-1.4 |2 !1')).toBe('we@1 -1.4 |2 !1')
  })

  it('the words of the one that follows wait for the last ones of the one before', () => {
    const told = new Told()
    told.now('we@1-1.4 |2')
    told.follow(countsAll)
    expect(told.now('meet@1.6-2 at@2.1-2.3 |4')).toBe('')
    expect(told.last('meet@1.6-2')).toBe('meet@1.6 -2')
    expect(told.endLast()).toBe(' | at@2.1 -2.3 |4')
  })

  it('words that were cut come from the one that follows', () => {
    const told = new Told()
    told.now('we@1-1.4')
    told.follow((_start, end) => end <= 1.8)
    expect(told.last('meet@1.6-1.9')).toBe('')
    told.now('we@1-1.4 meet@1.6-2 |4')
    expect(told.endLast()).toBe(' | meet@1.6 -2 |4')
  })

  it('what was cut is not final before it has come, whatever another speaker says', () => {
    const told = new Told()
    told.now('we@1-1.4 aside@1.5/1')
    told.follow((_start, end) => end <= 1.8)
    told.last('meet@1.6-1.9 -1.9/1')
    expect(told.timeline.commitment.seconds).toBe(1.6)
    told.now('meet@1.6-2 |4')
    expect(told.endLast()).toBe(' | meet@1.6 -2 |4')
    told.now('at@2.1-2.3')
    expect(told.timeline.commitment.seconds).toBe(2.3)
  })

  it('a session that is followed before its own seam is clear repeats nothing', () => {
    const told = new Told()
    told.now('we@1-1.4')
    told.follow(countsAll)
    expect(told.endLast()).toBe(' | ')
    expect(told.now('we@1-1.4')).toBe('')
    told.follow(countsAll)
    expect(told.last('meet@1.6-2')).toBe('')
    expect(told.now('we@1-1.4 meet@1.6-2 at@2.1-2.3 |4')).toBe('')
    expect(told.endLast()).toBe('meet@1.6 -2 | at@2.1 -2.3 |4')
  })

  it('what a session said that broke before its seam was clear is forgotten, and heard again', () => {
    const told = new Told()
    told.now('we@1-1.4')
    told.handover.follow()
    expect(told.now('we@1-1.4 meet@1.6-2')).toBe('')
    told.handover.follow()
    expect(told.now('we@1-1.4 meet@1.6-2 |4')).toBe('meet@1.6 -2 |4')
  })

  it('a session that ends before its seam is clear says its words at the end', () => {
    const told = new Told()
    told.now('we@1-1.4')
    told.handover.follow()
    expect(told.now('we@1-1.4 meet@1.6-2')).toBe('')
    expect(told.tell(told.handover.settle())).toBe('meet@1.6 -2')
  })
})
