import { inChromium, shared, withEmulator } from '@gradium-kit/fixtures/vitest'
import { defineConfig } from 'vitest/config'

const inPage = ['test/**/*.page.test.ts']

export default defineConfig({
  test: {
    ...shared,
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: inPage } },
      { test: { name: 'page', include: inPage, ...withEmulator, ...inChromium } },
    ],
  },
})
