import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** The TypeScript blocks of a page. */
function blocksOf(path: string): string[] {
  const page = readFileSync(new URL(path, import.meta.url), 'utf8')
  return [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '')
}

it.each([
  [
    '../README.md',
    ['speak', 'transcribe', 'language-model', 'live', 'resume', 'token-server', 'page'],
  ],
  ['../../../README.md', ['hello']],
])('%s shows the examples as they are compiled and run', (page, examples) => {
  const files = examples.map((name) =>
    readFileSync(new URL(`../examples/${name}.ts`, import.meta.url), 'utf8'),
  )
  expect(blocksOf(page)).toEqual(files)
})
