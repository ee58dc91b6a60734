import { afterEach } from 'vitest'
import { count } from './figures-file.ts'

const traps: string[] = []
for (const event of ['uncaughtException', 'unhandledRejection', 'warning'] as const)
  process.on(event, (what: unknown) => traps.push(`${event}: ${String(what)}`))

// What nobody has caught, or Node warns of, is a fault of every test.
afterEach(() => {
  const seen = traps.splice(0)
  if (seen.length === 0) return
  count({ traps: seen.length })
  throw new Error(`Nobody has caught this: ${seen.join('; ')}`)
})
