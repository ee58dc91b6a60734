import { readdirSync } from 'node:fs'
import { Gradium } from '@gradium-kit/core'
import { startRemoteEmulator } from './emulator.ts'

const cycles = 10_000
const settled = 1_000

/** Connects and closes again and again: memory and open files stay. */
export async function connectAndClose(): Promise<boolean> {
  await using emulator = await startRemoteEmulator({ journalLimit: 1_000 })
  const gradium = new Gradium({ apiKey: 'soak', baseUrl: emulator.url })
  const begun = performance.now()
  let before = { rss: 0, files: 0 }
  for (let cycle = 1; cycle <= cycles; cycle += 1) {
    const live = gradium.transcription.live()
    for await (const event of live) if (event.type === 'ready') break
    await live.close()
    if (cycle === settled) before = look()
  }
  const after = look()
  const growth = after.rss / before.rss - 1
  const realSeconds = (performance.now() - begun) / 1_000
  console.log(
    `cycles: count=${cycles} rss_growth_pct=${(growth * 100).toFixed(1)} (must <= 10) files=${before.files}/${after.files} real_s=${realSeconds.toFixed(1)}`,
  )
  return growth <= 0.1 && after.files <= before.files + 1
}

function look(): { rss: number; files: number } {
  globalThis.gc?.()
  globalThis.gc?.()
  return { rss: process.memoryUsage().rss, files: readdirSync('/proc/self/fd').length }
}
