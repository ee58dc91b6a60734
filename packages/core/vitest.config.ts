import { inChromium, shared, withEmulator } from '@gradium-kit/fixtures/vitest'
import { defineConfig } from 'vitest/config'

const contract = ['test/**/*.shared.test.ts']
const faults = ['test/faults/**/*.test.ts']

export default defineConfig({
  test: {
    ...shared,
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: [...contract, ...faults] } },
      {
        test: {
          name: 'faults',
          include: faults,
          globalSetup: ['test/faults/global-setup.ts'],
          setupFiles: ['test/faults/traps.ts'],
          testTimeout: 30_000,
          // They live on fast clocks, to which a busy machine is a dead one: nothing else runs beside them.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { name: 'node', include: contract, ...withEmulator } },
      { test: { name: 'browser', include: contract, ...withEmulator, ...inChromium } },
    ],
  },
})
