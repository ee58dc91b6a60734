import { afterAll, beforeAll } from 'vitest'
import { type Mode, Stage } from './stage.ts'

export { accessibilityTests } from './accessibility.ts'
export { badDayTests } from './bad-days.ts'
export { conversationTests } from './conversing.ts'
export { listeningTests } from './listening.ts'
export { partsOf } from './parts-of-the-page.ts'
export { readPage } from './read-page.ts'
export { speakingTests } from './speaking.ts'
export type { Page as StagePage } from 'playwright'
export { Stage } from './stage.ts'

/** Some of the tests of the page, for the app in a folder: what it owes its visitors is the same in every framework. */
export function definePageTests(
  app: URL,
  mode: Mode,
  ...parts: readonly ((stage: () => Stage) => void)[]
): void {
  let stage: Stage
  beforeAll(async () => {
    stage = await Stage.open(app, mode)
  })
  afterAll(() => stage[Symbol.asyncDispose]())
  for (const part of parts) part(() => stage)
}
