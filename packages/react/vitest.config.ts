import { inChromium, shared, withEmulator } from '@gradium-kit/fixtures/vitest'
import { defineConfig } from 'vitest/config'

const inPage = ['test/**/*.page.test.tsx']

export default defineConfig({
  test: {
    ...shared,
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.{ts,tsx}'], exclude: inPage } },
      {
        oxc: { jsx: { runtime: 'automatic', development: true } },
        test: { name: 'page', include: inPage, ...withEmulator, ...inChromium },
      },
    ],
  },
})
