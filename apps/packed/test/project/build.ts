import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import webpack from 'webpack'

/** Builds a page of `src` for production, and returns the folder it is in. */
export type Build = (project: string, page: string) => Promise<string>

/** What `vite build` does without a configuration file. */
export const withVite: Build = (project, page) => viteBuild(project, page, html(`/src/${page}.js`))

/** An example of the documentation, HTML and all, as `vite build` makes it. */
export const exampleWithVite: Build = (project, page) => {
  const shown = readFileSync(join(project, `src/examples/${page}.html`), 'utf8')
  return viteBuild(project, page, shown.replace('src="', 'src="/src/examples/'))
}

async function viteBuild(project: string, page: string, text: string): Promise<string> {
  const outDir = mkdtempSync(join(project, `vite-${page}-`))
  writeFileSync(join(project, 'index.html'), text)
  await build({ root: project, logLevel: 'error', build: { outDir, emptyOutDir: true } })
  return outDir
}

/** What `webpack` does without a configuration file, but for where it reads and writes. */
export const withWebpack: Build = async (project, page) => {
  const path = mkdtempSync(join(project, `webpack-${page}-`))
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  webpack(
    { mode: 'production', context: project, entry: `./src/${page}.js`, output: { path } },
    (error, stats) => {
      if (error !== null) reject(error)
      else if (stats?.hasErrors() === true) reject(new Error(stats.toString('errors-only')))
      else resolve()
    },
  )
  await promise
  writeFileSync(join(path, 'index.html'), html('main.js'))
  return path
}

function html(script: string): string {
  return `<!doctype html><html lang="en"><title>Packed</title>
<body><script type="module" src="${script}"></script></body></html>`
}
