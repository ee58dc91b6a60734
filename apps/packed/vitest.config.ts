import { shared } from '@gradium-kit/fixtures/vitest'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { ...shared, globalSetup: ['test/project/project.ts'], testTimeout: 60_000 },
})
