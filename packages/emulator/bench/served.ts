import { startEmulator } from '../src/index.ts'

// Serves for the program that forked it, and answers each of its messages with the processor time spent so far.
const emulator = await startEmulator({ isStrict: true, credits: Number.MAX_SAFE_INTEGER })
process.on('message', () => {
  const { user, system } = process.cpuUsage()
  process.send?.(user + system)
})
process.on('disconnect', () => process.exit())
process.send?.(emulator.url)
