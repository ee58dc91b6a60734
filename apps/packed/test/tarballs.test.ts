import { execFileSync } from 'node:child_process'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { describe, expect, inject, it } from 'vitest'
import { packageNames } from './project/project.ts'

const project = inject('project')

describe.each(packageNames)('the tarball of %s', (name) => {
  const folder = join(project, 'node_modules/@gradium-kit', name)

  it('can be imported where there is neither a window nor any audio', () => {
    const program = `const module = await import('@gradium-kit/${name}'); console.log(Object.keys(module).length)`
    const exports = execFileSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: project,
      encoding: 'utf8',
    })
    expect(Number(exports)).toBeGreaterThan(0)
  })

  it('has every source that its maps name', () => {
    const maps = globSync('dist/**/*.map', { cwd: folder })
    expect(maps.length).toBeGreaterThan(0)
    const missing = maps.flatMap((map) => {
      const { sources } = JSON.parse(readFileSync(join(folder, map), 'utf8')) as {
        sources: string[]
      }
      return sources.filter((source) => !isInside(folder, dirname(map), source))
    })
    expect(missing).toEqual([])
  })

  it('has every file that its declarations import', () => {
    const missing = globSync('dist/**/*.d.ts', { cwd: folder }).flatMap((file) => {
      const text = readFileSync(join(folder, file), 'utf8')
      const specifiers = [...text.matchAll(/(?:from |import\()['"](\.[^'"]+)['"]/g)]
      return specifiers
        .map(([, specifier = '']) => specifier.replace(/\.ts$/, '.d.ts').replace(/\.js$/, '.d.ts'))
        .filter((path) => !isInside(folder, dirname(file), path))
    })
    expect(missing).toEqual([])
  })

  it('asks for versions, and for nothing of this workspace', () => {
    const manifest = readFileSync(join(folder, 'package.json'), 'utf8')
    expect(manifest).not.toMatch(/"(?:workspace|catalog|link|file):/)
  })
})

/** Whether a path from a folder of a package leads to a file of that package. */
function isInside(root: string, from: string, path: string): boolean {
  const file = resolve(root, from, path)
  return file.startsWith(root + sep) && existsSync(file)
}
