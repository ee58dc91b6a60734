import { startEmulator, type EmulatorOptions } from '@gradium-kit/emulator'

// An emulator in a process of its own: takes its options on the IPC channel, says where it listens, and answers whatever
// else it is sent with what it has seen. It ends with its parent.

process.once('message', async (options: EmulatorOptions) => {
  const emulator = await startEmulator(options)
  process.send?.({ url: emulator.url })
  process.on('message', () => {
    const { sessions, contexts, sockets } = emulator
    process.send?.({ sessions: sessions.length, contexts, sockets })
  })
})
process.on('disconnect', () => process.exit())
