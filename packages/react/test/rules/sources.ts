import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Every hook of the package, and every component of its tests and examples, by path. */
export const sources: readonly { readonly path: string; readonly code: string }[] = globSync(
  ['src/*.ts', 'test/**/*.tsx', 'examples/**/*.tsx'],
  { cwd: root },
)
  .toSorted()
  .map((path) => ({ path, code: readFileSync(`${root}/${path}`, 'utf8') }))
