import type { TestProject } from 'vitest/node'
import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { Page } from './page.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** What a server sent for `Page`. */
    serverHtml: string
  }
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide('serverHtml', await renderToString(createSSRApp(Page)))
}
