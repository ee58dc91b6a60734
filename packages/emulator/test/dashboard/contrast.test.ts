import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = ['style.css', 'panels.css']
  .map((name) => new URL(`../../src/dashboard/public/${name}`, import.meta.url))
  .map((file) => readFileSync(file, 'utf8'))
  .join('\n')
const [light = '', dark = ''] = [...css.matchAll(/:root \{([^}]*)\}/gu)].map(([, body]) => body!)

function colours(body: string): Map<string, string> {
  return new Map([...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/gu)].map(([, a, b]) => [a!, b!]))
}

/** WCAG 2.2, relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

const schemes = [
  ['light', colours(light)],
  ['dark', new Map([...colours(light), ...colours(dark)])],
] as const
/** Every text on every background it lies on. */
const texts = [
  ['text', 'page'],
  ['text', 'panel'],
  ['text', 'warn'],
  ['text', 'mark'],
  ['quiet', 'panel'],
  ['bad', 'panel'],
  ['accent', 'panel'],
  ['on-accent', 'accent'],
] as const
/** Outlines by which a control is seen, on what lies around them. */
const outlines = [
  ['quiet', 'panel'],
  ['quiet', 'page'],
  ['accent', 'panel'],
  ['accent', 'page'],
] as const

describe.each(schemes)('the %s scheme', (_, scheme) => {
  const between = ([one, other]: readonly [string, string]): number =>
    contrast(scheme.get(one) ?? '', scheme.get(other) ?? '')

  it.each(texts)('has a contrast of 4.5 or more for %s on %s', (...pair) => {
    expect(between(pair)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(outlines)('has a contrast of 3 or more for outlines of %s on %s', (...pair) => {
    expect(between(pair)).toBeGreaterThanOrEqual(3)
  })
})

it('measures black on white as 21', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
})

it('has no colours but those of its schemes, and no texts or backgrounds left unmeasured', () => {
  const rules = css.replaceAll(/:root \{[^}]*\}/gu, '')
  expect(rules).not.toMatch(/#[0-9a-f]{3,8}\b|rgb|hsl/iu)
  const used = (property: string): string[] =>
    [...rules.matchAll(new RegExp(`\\s${property}: var\\(--([\\w-]+)\\)`, 'gu'))].map(([, a]) => a!)
  expect(new Set(used('color'))).toEqual(new Set(texts.map(([text]) => text)))
  expect(new Set(used('background'))).toEqual(new Set(texts.map(([, background]) => background)))
})
