import vue from '@vitejs/plugin-vue'
import { inChromium, shared } from '@gradium-kit/fixtures/vitest'
import { defineConfig } from 'vitest/config'

const inPage = ['test/**/*.page.test.ts']
/** Vue warns without them. */
const define = {
  __VUE_OPTIONS_API__: 'true',
  __VUE_PROD_DEVTOOLS__: 'false',
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
}

export default defineConfig({
  test: {
    ...shared,
    projects: [
      { test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: inPage } },
      {
        define,
        plugins: [vue()],
        test: {
          name: 'page',
          include: inPage,
          // One page at a time: sound that is played is sound that has to be in time.
          fileParallelism: false,
          expect: { poll: { timeout: 10_000 } },
          ...inChromium,
          globalSetup: ['@gradium-kit/fixtures/global-setup', 'test/server/global-setup.ts'],
        },
      },
    ],
  },
})
