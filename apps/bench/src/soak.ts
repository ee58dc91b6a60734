import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { soakParts } from './soak-parts.ts'

// What takes long: each part runs in a process of its own, has an end of its own, and prints one line.
// `pnpm soak hour day` runs some of them.

const path = fileURLToPath(new URL('soak-part.ts', import.meta.url))
const wanted = process.argv.slice(2)
for (const [name, { nodeOptions }] of Object.entries(soakParts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  const part = spawn(process.execPath, [...nodeOptions, path, name], { stdio: 'inherit' })
  const [code] = (await once(part, 'exit')) as [number | null]
  if (code !== 0) process.exitCode = 1
}
