import { fork } from 'node:child_process'
import { once } from 'node:events'
import { Gradium } from '@gradium-kit/core'
import { receiveByHand, sendByHand } from './floor.ts'

const rounds = 15
const frames = 2_000
const chunk = new Uint8Array(3_840).fill(7)

const server = fork(new URL('server.ts', import.meta.url), [String(frames)])
const [{ port }] = (await once(server, 'message')) as [{ port: number }]
const url = `ws://127.0.0.1:${port}`
const gradium = new Gradium({ apiKey: 'bench', baseUrl: `http://127.0.0.1:${port}` })

async function receiveWithCore(): Promise<number> {
  let bytes = 0
  for await (const event of gradium.speech.stream({ text: 'bench', format: 'pcm_48000' })) {
    if (event.type === 'audio') bytes += event.audio.length
  }
  return bytes
}

async function sendWithCore(): Promise<void> {
  const live = gradium.transcription.live({ format: 'pcm_24000' })
  for await (const event of live) {
    if (event.type !== 'ready') continue
    for (let index = 0; index < frames; index += 1) live.send(chunk)
    void live.finish()
  }
}

/** CPU time of this process for one run, in milliseconds. */
async function cost(run: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

async function compare(
  name: string,
  ours: () => Promise<unknown>,
  floor: () => Promise<unknown>,
  must: number,
): Promise<void> {
  const ratios: number[] = []
  const costs: number[] = []
  for (let round = 0; round < rounds + 3; round += 1) {
    // oxlint-disable-next-line no-await-in-loop -- the two take turns, so that both meet the same machine
    const [floorMs, oursMs] = [await cost(floor), await cost(ours)]
    if (round < 3) continue
    ratios.push(oursMs / floorMs)
    costs.push(oursMs)
  }
  const perAudioSecond = median(costs) / (frames * 0.08)
  console.log(
    `${name}: ratio=${median(ratios).toFixed(2)} (must <= ${must.toFixed(2)}) min=${Math.min(...ratios).toFixed(2)} max=${Math.max(...ratios).toFixed(2)} cpu_ms_per_audio_second=${perAudioSecond.toFixed(3)}`,
  )
  if (median(ratios) > must) process.exitCode = 1
}

const expected = frames * 7_680
if ((await receiveWithCore()) !== expected || (await receiveByHand(url)) !== expected) {
  throw new Error('The two clients did not receive the same audio.')
}
await compare('tts receive', receiveWithCore, () => receiveByHand(url), 1.1)
await compare('stt send', sendWithCore, () => sendByHand(url, chunk, frames), 1)
server.disconnect()
