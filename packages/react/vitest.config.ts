import { inChromium, shared } from '@gradium-kit/fixtures/vitest'
import { defineConfig } from 'vitest/config'

const inPage = ['test/**/*.page.test.tsx']

export default defineConfig({
  test: {
    ...shared,
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.{ts,tsx}'], exclude: inPage } },
      {
        test: {
          name: 'page',
          include: inPage,
          // One page at a time: sound that is played is sound that has to be in time.
          fileParallelism: false,
          ...inChromium,
          globalSetup: ['@gradium-kit/fixtures/global-setup', 'test/server/global-setup.tsx'],
        },
      },
    ],
  },
})
