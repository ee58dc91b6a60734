import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const page = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

function blocksOf(language: string): string[] {
  const fences = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm')
  return [...page.matchAll(fences)].map(([, block = '']) => block)
}

function read(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8')
}

it.each([
  ['ts', ['captions', 'fresh-token', 'speaker', 'devices', 'recorder']],
  ['html', ['captions', 'speaker']],
])('README.md shows the %s examples as they are compiled and tried', (language, names) => {
  expect(blocksOf(language)).toEqual(names.map((name) => read(`examples/${name}.${language}`)))
})

it('README.md finds the worklets as the bundled pages do', () => {
  const pages = ['vite', 'webpack'].map((name) => read(`../../apps/packed/pages/${name}-files.js`))
  const blocks = blocksOf('js')
  expect(blocks).toHaveLength(pages.length)
  for (const [index, block] of blocks.entries()) expect(pages[index]).toContain(block)
})

it('README.md tells what to do for each error of a browser', () => {
  const codes = [
    'unsupported',
    'insecure-context',
    'mic-denied',
    'mic-not-found',
    'mic-busy',
    'mic-constraint',
    'mic-lost',
    'worklet-load',
    'audio-blocked',
  ]
  expect(codes.filter((code) => !page.includes(`| \`${code}\``))).toEqual([])
})
