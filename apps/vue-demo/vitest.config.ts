import { shared } from '@gradium-kit/fixtures/vitest'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // The tests wait for sound rather than for a processor.
  test: { ...shared, maxWorkers: 2, testTimeout: 30_000, hookTimeout: 60_000 },
})
