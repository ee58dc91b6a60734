import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { VadHorizon } from '../../src/protocol/server-messages.ts'
import { nearestHorizon, TurnDetector } from '../../src/session/turn-detector.ts'

function report(horizons: Readonly<Record<string, number>>): VadHorizon[] {
  return Object.entries(horizons).map(([horizon, inactivityProbability]) => ({
    horizonSeconds: Number(horizon),
    inactivityProbability,
  }))
}

function at(probability: number): VadHorizon[] {
  return [{ horizonSeconds: 2, inactivityProbability: probability }]
}

test('the horizon counts, not its place', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([0.5, 1, 2, 3], { minLength: 4 }), (horizons) => {
      const vad = horizons.map((horizonSeconds) => ({ horizonSeconds, inactivityProbability: 0 }))
      expect(nearestHorizon(vad, 2)?.horizonSeconds).toBe(2)
      expect(nearestHorizon(vad, 2.6)?.horizonSeconds).toBe(3)
      expect(nearestHorizon(vad, 100)?.horizonSeconds).toBe(3)
      expect(nearestHorizon(vad, 0)?.horizonSeconds).toBe(0.5)
    }),
  )
  expect(nearestHorizon([], 2)).toBeUndefined()
})

test('a turn with words ends when silence is likely at the horizon of two seconds', () => {
  const detector = new TurnDetector()
  detector.heard()
  expect(detector.step(report({ '0.5': 1, '1': 1, '2': 0.5, '3': 1 }))).toBeUndefined()
  expect(detector.step(report({ '3': 0, '2': 0.51, '1': 0, '0.5': 0 }))).toEqual({
    horizonSeconds: 2,
    inactivityProbability: 0.51,
  })
})

test('silence without words is no turn', () => {
  const detector = new TurnDetector()
  expect([0.9, 0.1, 0.9].map((value) => detector.step(at(value)))).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('a turn ends once, and the next one needs activity and words of its own', () => {
  const detector = new TurnDetector()
  detector.heard()
  expect(detector.step(at(0.9))).toBeDefined()
  expect(detector.step(at(0.95))).toBeUndefined()
  detector.heard()
  expect(detector.step(at(0.99))).toBeUndefined()
  expect(detector.step(at(0.1))).toBeUndefined()
  expect(detector.step(at(0.9))).toBeUndefined()
  expect(detector.step(at(0.1))).toBeUndefined()
  detector.heard()
  expect(detector.step(at(0.1))).toBeUndefined()
  expect(detector.step(at(0.9))).toBeDefined()
})

test('horizon and threshold can be chosen', () => {
  const detector = new TurnDetector({ horizonSeconds: 0.5, threshold: 0.9 })
  detector.heard()
  expect(detector.step(report({ '0.5': 0.9, '2': 1 }))).toBeUndefined()
  expect(detector.step(report({ '2': 0, '0.5': 0.91 }))?.horizonSeconds).toBe(0.5)
})

test('a report without horizons changes nothing', () => {
  const detector = new TurnDetector()
  detector.heard()
  expect(detector.step([])).toBeUndefined()
  expect(detector.step(at(0.9))).toBeDefined()
})

test('between two turns there is always activity', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.double({ min: 0, max: 1, noNaN: true }))),
      (steps) => {
        const detector = new TurnDetector()
        let isSilent = false
        for (const [hasWord, probability] of steps) {
          if (hasWord) detector.heard()
          const ended = detector.step(at(probability))
          expect(ended !== undefined && (isSilent || probability <= 0.5)).toBe(false)
          if (ended !== undefined) isSilent = true
          else if (probability <= 0.5) isSilent = false
        }
      },
    ),
  )
})
