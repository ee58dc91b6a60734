import { expect, it, onTestFinished } from 'vitest'
import { cdp } from 'vitest/browser'
import { Player } from '../../src/player/player.ts'
import { tone } from './signals.ts'

declare const gc: () => void

interface MetricsSession {
  send(method: string): Promise<{ metrics: { name: string; value: number }[] }>
}

const collector = `registerProcessor('test-collector', class extends AudioWorkletProcessor {
  constructor() {
    super()
    this.port.onmessage = () => { gc(); this.port.postMessage('collected') }
  }
  process() { return true }
})`

/** Has the page and the worklets of a context tidied up, and reads what the browser itself counts. */
async function nodeCounter(context: AudioContext): Promise<() => Promise<Record<string, number>>> {
  const url = URL.createObjectURL(new Blob([collector], { type: 'text/javascript' }))
  await context.audioWorklet.addModule(url)
  const node = new AudioWorkletNode(context, 'test-collector')
  node.connect(context.destination)
  const session = cdp() as unknown as MetricsSession
  await session.send('Performance.enable')
  return async () => {
    // What is freed on one side lets go of something on the other.
    for (let round = 0; round < 4; round++) {
      gc()
      await new Promise<void>((resolve) => {
        node.port.addEventListener('message', () => resolve(), { once: true })
        node.port.start()
        node.port.postMessage('collect', [])
      })
    }
    const { metrics } = await session.send('Performance.getMetrics')
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
  }
}

it(
  'a player opened and closed 1,000 times leaves no node and no processor',
  { timeout: 120_000 },
  async () => {
    const context = new AudioContext()
    onTestFinished(() => context.close())
    const count = await nodeCounter(context)
    const player = new Player({ context })
    const cycle = async (times: number): Promise<void> => {
      for (let turn = 0; turn < times; turn++) {
        await player.open()
        player.write(tone(440, 0.01, 24_000))
        await player.close()
      }
    }
    await cycle(10)
    const before = await count()
    await cycle(990)
    // Browsers let go of a worklet's objects in their own time; what leaks is never let go of.
    const left = (name: string): number => after[name]! - before[name]!
    let after = await count()
    for (let look = 0; look < 50 && left('AudioWorkletProcessors') >= 50; look++)
      after = await count()
    expect(before['AudioWorkletProcessors']).toBeGreaterThan(0)
    expect(left('AudioHandlers')).toBeLessThan(100)
    expect(left('AudioWorkletProcessors')).toBeLessThan(50)
  },
)
