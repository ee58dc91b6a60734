import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { help } from '../src/cli/arguments.ts'
import { resolveOptions } from '../src/options.ts'
import { strictCompatibility } from '../src/wire/compatibility.ts'

const folder = new URL('../examples/', import.meta.url)
const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')

it('shows the examples, which are compiled, as its programs', () => {
  const programs = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code)
  const examples = readdirSync(folder).map((name) =>
    readFileSync(new URL(name, folder), 'utf8').replace('../src/index.ts', '@gradium-kit/emulator'),
  )
  expect(new Set(programs)).toEqual(new Set(examples))
})

it('names every option, switch and flag', () => {
  const flags = help.match(/--[a-z][a-z-]+/g) ?? []
  const names = [...Object.keys(resolveOptions({})), ...Object.keys(strictCompatibility), ...flags]
  expect(flags.length).toBeGreaterThan(15)
  expect(names.filter((name) => !readme.includes(`\`${name}`))).toEqual([])
})

it.each([
  ['there-and-back.ts', /^\{"type":"text","text":"Hello,","start_s":0,"stream_id":0\}\n/],
  ['exactly-once.ts', /^"text":"~no" "text":"no" "text":"aside"\ntrue\n$/],
  ['lost-connection.ts', /^reset, which ends the request\n6\n$/],
])('runs %s with what it promises', (name, output) => {
  const program = new URL(name, folder).pathname
  const flags = ['--experimental-strip-types', '--no-warnings']
  const result = spawnSync(process.execPath, [...flags, program], { encoding: 'utf8' })
  expect(result.stderr).toBe('')
  expect(result.stdout).toMatch(output)
  expect(result.status).toBe(0)
})
