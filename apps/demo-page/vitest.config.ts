import { shared } from '@gradium-kit/fixtures/vitest'
import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { ...shared, testTimeout: 20_000 } })
