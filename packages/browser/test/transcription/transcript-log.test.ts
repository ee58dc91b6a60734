import { describe, expect, it } from 'vitest'
import { emptyLog, TranscriptLog } from '../../src/transcription/transcript-log.ts'

describe('the transcript of a page', () => {
  it('has a piece open until its end is known, and then closed', () => {
    const log = new TranscriptLog()
    log.start(0, 'Hello,', 0.5)
    expect(log.state.partial).toMatchObject({ id: 0, text: 'Hello,', startSeconds: 0.5 })
    expect(log.state.segments).toEqual([])
    expect(log.end(0, 1)).toEqual({ id: 0, text: 'Hello,', startSeconds: 0.5, endSeconds: 1 })
    expect(log.state.partial).toBeUndefined()
    expect(log.state.segments).toHaveLength(1)
    expect(log.state.text).toBe('Hello,')
  })

  it('keeps closed segments and ended turns as they are', () => {
    const log = new TranscriptLog()
    log.start(0, 'One.', 0)
    log.end(0, 1)
    log.endTurn()
    const [segment] = log.state.segments
    const [turn] = log.state.turns
    log.start(1, 'Two.', 2)
    log.end(1, 3)
    expect(log.state.segments[0]).toBe(segment)
    expect(log.state.turns[0]).toBe(turn)
    expect(Object.isFrozen(segment) && Object.isFrozen(turn)).toBe(true)
  })

  it('gathers what is said into turns', () => {
    const log = new TranscriptLog()
    log.start(0, 'How', 0)
    log.end(0, 0.2)
    log.start(1, 'are you?', 0.2)
    log.end(1, 0.9)
    expect(log.endTurn()).toEqual({
      id: 0,
      text: 'How are you?',
      startSeconds: 0,
      endSeconds: 0.9,
      isEnded: true,
    })
    expect(log.endTurn()).toBeUndefined()
    log.start(2, 'Fine.', 3)
    expect(log.state.turns.map(({ text, isEnded }) => [text, isEnded])).toEqual([
      ['How are you?', true],
      ['Fine.', false],
    ])
  })

  it('does not end a turn with a piece of the one before', () => {
    const log = new TranscriptLog()
    log.start(0, 'Late.', 0)
    log.endTurn()
    log.start(1, 'Next.', 2)
    log.end(0, 1)
    expect(log.state.turns[1]).toMatchObject({ text: 'Next.', endSeconds: undefined })
  })

  it('goes on in ids and times after a transcription has ended', () => {
    const log = new TranscriptLog()
    log.start(0, 'Before', 0.5)
    log.pass(4)
    log.endSession()
    expect(log.state.segments).toEqual([
      { id: 0, text: 'Before', startSeconds: 0.5, endSeconds: 4 },
    ])
    expect(log.state.turns[0]?.isEnded).toBe(true)
    log.start(0, 'after.', 1)
    log.end(0, 2)
    expect(log.state.segments[1]).toEqual({ id: 1, text: 'after.', startSeconds: 5, endSeconds: 6 })
    expect(log.state.text).toBe('Before after.')
  })

  it('counts what was recorded and not heard, after the last piece', () => {
    const log = new TranscriptLog()
    log.start(0, 'Lost', 0.5)
    log.pass(1)
    log.endSession(4)
    expect(log.state.segments[0]?.endSeconds).toBe(1)
    log.start(0, 'found.', 1)
    expect(log.state.partial?.startSeconds).toBe(5)
  })

  it('ignores an end of something that is not open', () => {
    const log = new TranscriptLog()
    expect(log.end(7, 1)).toBeUndefined()
    expect(log.state).toBe(emptyLog)
  })

  it('forgets the text and not the time', () => {
    const log = new TranscriptLog()
    log.start(0, 'Old.', 0)
    log.clear()
    expect(log.state).toBe(emptyLog)
    expect(log.end(0, 1)).toBeUndefined()
    log.start(1, 'New.', 2)
    expect(log.state.partial).toMatchObject({ id: 1, startSeconds: 2 })
  })

  it('closes pieces of two speakers whichever ends first', () => {
    const log = new TranscriptLog()
    log.start(0, 'First', 0)
    log.start(1, 'second', 0.1)
    log.end(0, 0.5)
    expect(log.state.partial?.text).toBe('second')
    log.end(1, 0.6)
    expect(log.state.segments.map(({ text }) => text)).toEqual(['First', 'second'])
  })
})
