import { execFileSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder as a user's: pages, and `node_modules` with what was packed. */
    project: string
  }
}

/** What is published of the kit for pages, each unpacked from its own tarball. */
export const packageNames = ['audio', 'core', 'browser', 'react', 'vue'] as const

/** What their users have besides: the frameworks, and the one dependency of the core on Node. */
const companions = ['react', 'react-dom', 'vue', 'ws']

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const here = fileURLToPath(new URL('../../', import.meta.url))

function unpack(name: string, project: string): void {
  const tarballs = mkdtempSync(join(project, 'tarballs-'))
  const from = join(root, 'packages', name)
  execFileSync('pnpm', ['pack', '--pack-destination', tarballs], { cwd: from, stdio: 'pipe' })
  const [tarball = ''] = readdirSync(tarballs)
  const into = join(project, 'node_modules/@gradium-kit', name)
  mkdirSync(into, { recursive: true })
  execFileSync('tar', ['xzf', join(tarballs, tarball), '-C', into, '--strip-components=1'])
  rmSync(tarballs, { recursive: true })
}

/** Lays out one project for all tests, outside of this workspace, and removes it afterwards. */
export default function setup({ provide }: TestProject): () => void {
  const project = mkdtempSync(join(realpathSync(tmpdir()), 'gradium-kit-packed-'))
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n')
  cpSync(join(here, 'pages'), join(project, 'src'), { recursive: true })
  const examples = join(root, 'packages/browser/examples')
  cpSync(examples, join(project, 'src/examples'), { recursive: true })
  for (const name of packageNames) unpack(name, project)
  for (const name of companions)
    symlinkSync(realpathSync(join(here, 'node_modules', name)), join(project, 'node_modules', name))
  provide('project', project)
  return () => rmSync(project, { recursive: true, force: true })
}
