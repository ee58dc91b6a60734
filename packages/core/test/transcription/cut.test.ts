import { describe, expect, it } from 'vitest'
import { forcedCut, quietCut } from '../../src/transcription/cut.ts'

describe('a cut while nobody speaks', () => {
  const { baseSeconds, counts } = quietCut(20)

  it('lets the next session begin there', () => {
    expect(baseSeconds).toBe(20)
  })

  it('leaves words to the session that heard their beginning', () => {
    expect(counts(19, 19.5)).toBe(true)
    expect(counts(19.8, 20.4)).toBe(true)
    expect(counts(19.9, 20.1)).toBe(false)
    expect(counts(20.2, Infinity)).toBe(false)
  })
})

describe('a cut amid speech', () => {
  it('lets both sessions hear two seconds, or more where less is final', () => {
    expect(forcedCut(20, 19).baseSeconds).toBe(18)
    expect(forcedCut(20, 17).baseSeconds).toBe(17)
    expect(forcedCut(1, 0).baseSeconds).toBe(0)
  })

  it('leaves words that the cut may have hurt to the next session', () => {
    const { counts } = forcedCut(20, 19)
    expect(counts(19.2, 19.7)).toBe(true)
    expect(counts(19.2, 19.8)).toBe(false)
    expect(counts(19.2, Infinity)).toBe(false)
  })

  it('but not those of which the next session has missed the beginning', () => {
    const { counts } = forcedCut(20, 19)
    expect(counts(17.9, 19.9)).toBe(true)
    expect(counts(17.9, Infinity)).toBe(true)
  })
})
