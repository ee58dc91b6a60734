import { readFileSync } from 'node:fs'
import { build } from 'tsup'

/** Bundles a source file as it would be for publishing and returns the code, while `use` has its place on disk. */
export async function bundle(
  entry: 'index' | 'opus',
  format: 'esm' | 'iife',
  outDir: string,
): Promise<{ path: string; code: string }> {
  await build({
    config: false,
    entry: { [entry]: new URL(`../src/${entry}.ts`, import.meta.url).pathname },
    format,
    globalName: 'audio',
    platform: 'neutral',
    target: 'es2023',
    outDir,
    silent: true,
    clean: false,
    outExtension: () => ({ js: '.mjs' }),
  })
  const path = `${outDir}/${entry}.mjs`
  return { path, code: readFileSync(path, 'utf8') }
}
