import { defineConfig } from 'tsup'

export default defineConfig({
  entry: ['src/index.ts', 'src/cli.ts'],
  format: ['esm'],
  target: 'es2023',
  platform: 'node',
  sourcemap: true,
  clean: true,
})
