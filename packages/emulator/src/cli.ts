#!/usr/bin/env node
import { startEmulator } from './index.ts'

const emulator = await startEmulator({ port: 4300 })
console.log(
  JSON.stringify({ event: 'listening', url: emulator.url, dashboard: emulator.dashboard }),
)
