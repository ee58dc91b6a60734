import { execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const pairs = 12
const run = promisify(execFile)
const server = fork(new URL('server.ts', import.meta.url))
const [{ port }] = (await once(server, 'message')) as [{ port: number }]

/** CPU milliseconds that a client takes for a second of audio, in a process of its own. */
async function costOf(client: string): Promise<number> {
  const path = fileURLToPath(new URL('client.ts', import.meta.url))
  const { stdout } = await run(process.execPath, [path, client, String(port)])
  return Number(stdout)
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Measures both clients in turn, so that they meet the same machine, and prints the ratio of each pair. */
async function compare(name: string, client: string, mostAllowed: number): Promise<void> {
  const ratios: number[] = []
  const costs: number[] = []
  for (let pair = 0; pair < pairs; pair += 1) {
    // Who goes second may meet a warmer or a busier machine: they take turns at that too.
    const isFloorFirst = pair % 2 === 0
    const first = await costOf(`${client}-${isFloorFirst ? 'floor' : 'core'}`)
    const second = await costOf(`${client}-${isFloorFirst ? 'core' : 'floor'}`)
    const [floor, core] = isFloorFirst ? [first, second] : [second, first]
    ratios.push(core / floor)
    costs.push(core)
  }
  const figures = `min=${Math.min(...ratios).toFixed(2)} max=${Math.max(...ratios).toFixed(2)} cpu_ms_per_audio_second=${median(costs).toFixed(3)}`
  console.log(
    `${name}: ratio=${median(ratios).toFixed(2)} (must <= ${mostAllowed.toFixed(2)}) ${figures}`,
  )
  if (median(ratios) > mostAllowed) process.exitCode = 1
}

await compare('tts receive, core / by hand', 'receive', 1.1)
await compare('stt session, core / by hand', 'send', 1)
server.disconnect()
