import { demoServer } from '@gradium-kit/demo-page/server'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

const address = { host: '127.0.0.1', strictPort: true }

export default defineConfig({
  plugins: [vue(), demoServer()],
  server: address,
  preview: address,
})
