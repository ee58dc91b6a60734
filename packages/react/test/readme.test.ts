import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')

it('README.md shows the examples as they are compiled and run', () => {
  const blocks = [...read('README.md').matchAll(/^```tsx?\n([\s\S]*?)^```$/gm)]
  expect(blocks.map((match) => match[1])).toEqual(
    [
      'gradium.ts',
      'captions.tsx',
      'talking-page.tsx',
      'conversation.tsx',
      'microphone-panel.tsx',
      'next/route.ts',
    ].map((name) => read(`examples/${name}`)),
  )
})
