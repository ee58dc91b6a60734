import { describe, expect, it } from 'vitest'
import { Speaking } from '../../src/transcription/speaking.ts'

function report(inactivityProbability: number): Parameters<Speaking['step']>[0] {
  return [
    { horizonSeconds: 2, inactivityProbability: 1 - inactivityProbability },
    { horizonSeconds: 0.5, inactivityProbability },
  ]
}

describe('whether somebody speaks', () => {
  it('is told by the nearest horizon, when two reports in a row agree', () => {
    const speaking = new Speaking()
    const changes = [0.1, 0.1, 0.9, 0.1, 0.9, 0.9, 0.9].map((each) => speaking.step(report(each)))
    expect(changes).toEqual([false, true, false, false, false, true, false])
    expect(speaking.isSpeaking).toBe(false)
  })

  it('does not change without a report', () => {
    expect(new Speaking().step([])).toBe(false)
  })
})
