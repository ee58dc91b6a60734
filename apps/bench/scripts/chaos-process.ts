import { startEmulator } from '@gradium-kit/emulator'
import { startFaultProxy } from '@gradium-kit/fixtures/fault-proxy'

// A service whose connections are cut at random, in a process of its own. It says where it listens, and for every cut that
// there was one. It ends with its parent.

const everyMs = 250

const emulator = await startEmulator({
  engine: 'oracle',
  clock: 'realtime',
  speed: 20,
  firstAudioMs: 20,
  credits: 1_000_000_000,
  journalLimit: 100,
})
const proxy = await startFaultProxy(emulator.url)
setInterval(() => {
  const { connections } = proxy
  const victim = connections[Math.floor(Math.random() * connections.length)]
  if (victim === undefined) return
  victim.cut(Math.random() < 0.5 ? 'rst' : 'fin')
  process.send?.({ cut: true })
}, everyMs)
process.send?.({ url: proxy.url })
process.on('disconnect', () => process.exit())
