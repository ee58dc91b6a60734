import { inChromiumWith, shared } from '@gradium-kit/fixtures/vitest'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

type TestOptions = NonNullable<ViteUserConfig['test']>

const inPage = ['test/**/*.page.test.tsx']

const emulator = ['@gradium-kit/fixtures/global-setup']
/** They need a server of the same React, and its own version of Fast Refresh. */
const onlyInReact19 = ['test/server/**', 'test/refresh/**']

/** Made anew for each project: Vitest writes into what it is given. */
const page = (): TestOptions => ({
  include: inPage,
  // One page at a time: sound that is played is sound that has to be in time.
  fileParallelism: false,
  expect: { poll: { timeout: 10_000 } },
  ...inChromiumWith({}),
  globalSetup: [...emulator, 'test/server/global-setup.tsx'],
})

export default defineConfig({
  test: {
    ...shared,
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.{ts,tsx}'], exclude: inPage } },
      { test: { name: 'page', ...page() } },
      {
        resolve: { alias: { react: 'react-18', 'react-dom': 'react-dom-18' } },
        test: { name: 'page-react-18', ...page(), exclude: onlyInReact19, globalSetup: emulator },
      },
    ],
  },
})
