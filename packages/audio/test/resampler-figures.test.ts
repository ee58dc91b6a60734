import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Resampler } from '../src/resampler.ts'
import { joinFloats } from './cuts.ts'
import { fitSine, levelDb, sine } from './tones.ts'

function resample(samples: Float32Array, inputRateHz: number, outputRateHz: number): Float32Array {
  const resampler = new Resampler({ inputRateHz, outputRateHz })
  return joinFloats([resampler.push(samples), resampler.finish()])
}

interface Figures {
  rippleDb: number
  gainAt90Db: number
  addedDb: number
  aliasDb: number
}

function measure(inputRateHz: number, outputRateHz: number): Figures {
  const nyquistHz = Math.min(inputRateHz, outputRateHz) / 2
  const margin = Math.ceil(outputRateHz * 0.02)
  const fitAt = (frequencyHz: number): ReturnType<typeof fitSine> => {
    const tone = sine(frequencyHz, inputRateHz, inputRateHz / 4)
    return fitSine(resample(tone, inputRateHz, outputRateHz), frequencyHz, outputRateHz, margin)
  }
  const fits = Array.from({ length: 40 }, (_, index) => fitAt(nyquistHz * 0.02 * (index + 1)))
  const firstAliasHz = nyquistHz * 1.1
  const aliases = Array.from({ length: 40 }, (_, index) => {
    const frequencyHz = firstAliasHz + ((inputRateHz * 0.499 - firstAliasHz) * index) / 39
    return levelDb(
      resample(sine(frequencyHz, inputRateHz, inputRateHz / 4), inputRateHz, outputRateHz),
      margin,
    )
  })
  return {
    rippleDb: Math.max(...fits.map(({ gainDb }) => Math.abs(gainDb))),
    gainAt90Db: fitAt(nyquistHz * 0.9).gainDb,
    addedDb: Math.max(...fits.map(({ residueDb }) => residueDb)),
    aliasDb: inputRateHz > outputRateHz * 1.1 ? Math.max(...aliases) : Number.NaN,
  }
}

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const rows = [...readme.matchAll(/^\| ([\d,]+) → ([\d,]+) +\|(.*)\|$/gm)].map((row) =>
  [row[1]!, row[2]!, ...row[3]!.split('|')].map((cell) =>
    Number(cell.replaceAll(',', '').replace('−', '-').trim()),
  ),
)

test('the README has figures for several ratios', () => {
  expect(rows.length).toBeGreaterThanOrEqual(4)
})

test.each(rows)(
  'the figures in the README for %s Hz to %s Hz are true',
  (from, to, ripple, at90, added, alias) => {
    const figures = measure(from, to)
    expect(figures.rippleDb).toBeLessThanOrEqual(ripple)
    expect(figures.gainAt90Db).toBeCloseTo(at90, 1)
    expect(Math.round(figures.addedDb)).toBe(added)
    expect(Math.round(figures.aliasDb)).toBe(alias)
  },
)
