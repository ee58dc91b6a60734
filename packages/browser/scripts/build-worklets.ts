import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = new URL('../', import.meta.url)
const dist = new URL('dist/', root)
rmSync(dist, { recursive: true, force: true })

/** A worklet and all it imports as one minified script: a file to serve, and the text of it. */
async function bundle(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`src/worklets/${name}.worklet.ts`, root))],
    outfile: fileURLToPath(new URL(`worklets/${name}.js`, dist)),
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    platform: 'neutral',
    write: false,
  })
  const [script] = outputFiles
  if (script === undefined) throw new Error(`The worklet ${name} was not built.`)
  return script.text
}

const names = ['capture', 'playback']
const sources = await Promise.all(names.map((name) => bundle(name)))
mkdirSync(new URL('worklets/', dist), { recursive: true })
const exported = names.map((name, index) => {
  writeFileSync(new URL(`worklets/${name}.js`, dist), sources[index]!)
  writeFileSync(new URL(`worklets/${name}.d.ts`, dist), 'export {}\n')
  return `export const ${name}Source = ${JSON.stringify(sources[index])}\n`
})
writeFileSync(new URL('worklets/inlined.js', dist), exported.join(''))
