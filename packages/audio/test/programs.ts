import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Programs of the machine are welcome witnesses, never a condition. Says which one is missing, and with it some tests. */
export function hasProgram(name: string): boolean {
  const isThere = spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined
  if (!isThere) console.warn(`Skipped: the tests that ask ${name}, which is not on this machine.`)
  return isThere
}

export function runProgram(
  name: string,
  ...args: string[]
): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(name, args, { encoding: 'utf8', timeout: 20_000 })
  return { status, output: stdout + stderr }
}

/** A folder that is gone when the test is. */
export async function withFolder(
  use: (pathOf: (name: string) => string) => void | Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'gradium-kit-audio-'))
  try {
    await use((name) => join(folder, name))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
