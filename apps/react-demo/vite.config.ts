import { demoServer } from '@gradium-kit/demo-page/server'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const address = { host: '127.0.0.1', strictPort: true }

export default defineConfig({
  plugins: [react(), demoServer()],
  server: address,
  preview: address,
})
