import { defineConfig } from 'vite'
import { demoServer } from './src/server/demo-server.ts'

export default defineConfig({ plugins: [demoServer()], server: { host: '127.0.0.1' } })
