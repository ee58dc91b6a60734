import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsup'

/** An entry of the package in one script that sets the global `core`, as a page would load it. */
export async function bundleOf(entry: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'gradium-core-'))
  try {
    await build({
      entry: { [entry]: fileURLToPath(new URL(`../src/${entry}.ts`, import.meta.url)) },
      config: false,
      format: 'iife',
      globalName: 'core',
      target: 'es2023',
      platform: 'neutral',
      noExternal: [/.*/],
      outDir: folder,
      silent: true,
    })
    return readFileSync(join(folder, `${entry}.global.js`), 'utf8')
  } finally {
    rmSync(folder, { recursive: true })
  }
}
