import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Commitment } from '../../src/session/commitment.ts'

const delaySeconds = 0.8

describe('what is final', () => {
  it('begins with nothing', () => {
    const commitment = new Commitment()
    expect(commitment.seconds).toBe(0)
    expect(commitment.isOpen).toBe(false)
  })

  it('reaches to the end of the last word', () => {
    const commitment = new Commitment()
    commitment.started(0, 1)
    expect([commitment.seconds, commitment.isOpen]).toEqual([0, true])
    commitment.ended(0, 1.4)
    expect([commitment.seconds, commitment.isOpen]).toEqual([1.4, false])
  })

  it('reaches no further than a word of another stream that has not ended', () => {
    const commitment = new Commitment()
    commitment.started(0, 1)
    commitment.started(1, 1.2)
    commitment.ended(0, 1.4)
    expect(commitment.seconds).toBe(1.2)
    commitment.started(0, 1.5)
    commitment.ended(1, 1.9)
    expect(commitment.seconds).toBe(1.5)
    commitment.ended(0, 1.6)
    expect(commitment.seconds).toBe(1.9)
  })

  it('reaches to the next word of a stream where the end of one was not told', () => {
    const commitment = new Commitment()
    commitment.started(0, 1)
    commitment.started(0, 1.6)
    expect([commitment.seconds, commitment.isOpen]).toEqual([1.6, true])
  })

  it('follows a long silence, as far as no text can be on its way', () => {
    const commitment = new Commitment()
    for (let total = 1; total <= 10; total += 1) commitment.heard(total, true, delaySeconds)
    expect(commitment.seconds).toBeCloseTo(10 - delaySeconds - 0.5)
  })

  it('does not follow a silence that has just begun, or that a word interrupts', () => {
    const commitment = new Commitment()
    commitment.heard(5, false, delaySeconds)
    commitment.heard(6, true, delaySeconds)
    commitment.heard(7, true, delaySeconds)
    expect(commitment.seconds).toBe(0)
    commitment.started(0, 6.2)
    commitment.heard(9, true, delaySeconds)
    commitment.ended(0, 6.4)
    commitment.heard(10, true, delaySeconds)
    expect(commitment.seconds).toBe(6.4)
  })

  it('does not follow a silence in which somebody speaks again', () => {
    const commitment = new Commitment()
    commitment.heard(1, true, delaySeconds)
    commitment.heard(3, false, delaySeconds)
    commitment.heard(4, true, delaySeconds)
    expect(commitment.seconds).toBe(0)
  })

  it('waits for words that are to come', () => {
    const commitment = new Commitment()
    commitment.hold(2)
    commitment.started(0, 2.5)
    commitment.ended(0, 3)
    expect(commitment.seconds).toBe(2)
    commitment.hold(Infinity)
    commitment.ended(0, 3.2)
    expect(commitment.seconds).toBe(3.2)
  })

  it('skips what is lost, with all that was open or awaited there', () => {
    const commitment = new Commitment()
    commitment.started(0, 1)
    commitment.hold(1)
    commitment.skipTo(30)
    expect([commitment.seconds, commitment.isOpen]).toEqual([30, false])
    commitment.skipTo(20)
    expect(commitment.seconds).toBe(30)
  })

  it('never goes back, and never passes what is open or held', () => {
    const action = fc.record({
      kind: fc.constantFrom('started', 'ended', 'heard', 'hold'),
      stream: fc.nat(2),
      by: fc.double({ min: 0, max: 2, noNaN: true }),
      isQuiet: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(action), (actions) => {
        const commitment = new Commitment()
        const open = new Map<number, number>()
        let [now, held, before] = [0, Infinity, 0]
        for (const { kind, stream, by, isQuiet } of actions) {
          now += by
          if (kind === 'started') {
            commitment.started(stream, now)
            open.set(stream, now)
          } else if (kind === 'ended') {
            commitment.ended(stream, now)
            open.delete(stream)
          } else if (kind === 'heard') commitment.heard(now, isQuiet, delaySeconds)
          else commitment.hold((held = Math.max(now, commitment.seconds)))
          expect(commitment.seconds).toBeGreaterThanOrEqual(before)
          expect(commitment.seconds).toBeLessThanOrEqual(Math.min(now, held))
          for (const start of open.values()) expect(commitment.seconds).toBeLessThanOrEqual(start)
          before = commitment.seconds
        }
      }),
    )
  })
})
