import { Gradium } from '@gradium-kit/core'
import { frames, sendFrames } from './load.ts'
import { receiveByHand, sendByHand } from './floor.ts'

// One client in a process of its own: warms up, then prints the CPU milliseconds of a second of audio.

const [kind = '', port = ''] = process.argv.slice(2)
const url = `ws://127.0.0.1:${port}`
const gradium = new Gradium({
  apiKey: 'bench',
  baseUrl: `http://127.0.0.1:${port}`,
  // One session, as by hand.
  maxSessionSeconds: 600,
})
const chunk = new Uint8Array(3_840).fill(7)

async function receiveWithCore(): Promise<number> {
  let bytes = 0
  for await (const event of gradium.speech.stream({ text: 'bench', format: 'pcm_48000' })) {
    if (event.type === 'audio') bytes += event.audio.length
  }
  return bytes
}

async function sendWithCore(): Promise<void> {
  const live = gradium.transcription.live({ format: 'pcm_24000' })
  let heardSeconds = 0
  for await (const event of live) {
    if (event.type === 'step') heardSeconds = event.totalDurationSeconds
    if (event.type !== 'ready') continue
    void sendFrames(
      () => live.send(chunk),
      () => heardSeconds,
    ).then(() => live.finish())
  }
}

const clients: Record<string, () => Promise<unknown>> = {
  'receive-core': receiveWithCore,
  'receive-floor': () => receiveByHand(url),
  'send-core': sendWithCore,
  'send-floor': () => sendByHand(url, chunk),
}
const run = clients[kind]
if (run === undefined) throw new Error(`There is no client called ${kind}.`)
if (kind.startsWith('receive') && (await run()) !== frames * 7_680)
  throw new Error('Audio is missing.')
for (let warmUp = 0; warmUp < 3; warmUp += 1) await run()
const runs = 8
const before = process.cpuUsage()
for (let index = 0; index < runs; index += 1) await run()
const { user, system } = process.cpuUsage(before)
console.log((user + system) / 1_000 / (runs * frames * 0.08))
