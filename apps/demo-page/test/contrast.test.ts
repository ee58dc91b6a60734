import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const css = readFileSync(new URL('../style.css', import.meta.url), 'utf8')
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

/** Every text on every background it lies on. */
const texts = [
  ['text', 'page'],
  ['text', 'surface'],
  ['text', 'tint'],
  ['text', 'danger-tint'],
  ['quiet', 'page'],
  ['quiet', 'surface'],
  ['accent', 'page'],
  ['danger', 'danger-tint'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
] as const

/** By what a control or its state is seen, on what lies around it. */
const outlines = [
  ['outline', 'page'],
  ['outline', 'tint'],
  ['outline', 'danger-tint'],
  ['accent', 'page'],
  ['accent', 'surface'],
  ['accent', 'hairline'],
  ['accent', 'tint'],
  ['danger', 'page'],
] as const

describe.each([
  ['light', colours(light)],
  ['dark', colours(dark)],
])('the %s scheme', (_, scheme) => {
  const between = ([one, other]: readonly [string, string]): number =>
    contrast(scheme.get(one) ?? '', scheme.get(other) ?? '')

  it.each(texts)('has a contrast of 4.5 or more for %s on %s', (...pair) => {
    expect(between(pair)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(outlines)('has a contrast of 3 or more for %s beside %s', (...pair) => {
    expect(between(pair)).toBeGreaterThanOrEqual(3)
  })
})

it('has the same colours in both schemes', () => {
  expect([...colours(dark).keys()]).toEqual([...colours(light).keys()])
})

it('has no colours but those of its schemes', () => {
  const rules = css.replaceAll(/:root \{[^}]*\}/gu, '').replaceAll('#000', '')
  expect(rules).not.toMatch(/#[0-9a-f]{3,8}\b|rgb|hsl/iu)
})
