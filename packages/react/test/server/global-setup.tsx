import { renderToString } from 'react-dom/server'
import type { TestProject } from 'vitest/node'
import { Page } from './page.tsx'

declare module 'vitest' {
  interface ProvidedContext {
    /** What a server sent for `Page`. */
    serverHtml: string
  }
}

export default function setup(project: TestProject): void {
  project.provide('serverHtml', renderToString(<Page />))
}
