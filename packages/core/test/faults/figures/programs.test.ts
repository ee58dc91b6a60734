import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { startEmulator } from '@gradium-kit/emulator'
import { describe, expect, it } from 'vitest'
import { measure } from '../figures-file.ts'

/** `channel`: how it talks; one to its parent would keep it alive. */
function start(name: string, channel: 'pipe' | 'ipc', ...values: readonly string[]): ChildProcess {
  const program = fileURLToPath(new URL(`../programs/${name}.ts`, import.meta.url))
  return spawn(process.execPath, [program, ...values], {
    stdio: ['ignore', channel, 'inherit'],
  })
}

const tasks = [
  'speech of its own, closed',
  'speech on a shared socket, not closed',
  'speech on a shared socket, then the client closed',
  'speech broken out of',
  'a transcription',
  'a translation cancelled',
  'a connection never used',
  'a connection warmed and forgotten',
  'speech over HTTP',
  'a call that fails',
]

describe('a program', () => {
  it.each(tasks)('ends by itself within 100 ms after %s', async (task) => {
    await using emulator = await startEmulator()
    const child = start('ends-by-itself', 'pipe', emulator.url, task)
    let said = ''
    child.stdout?.on('data', (bytes: Buffer) => (said += bytes.toString()))
    const [code] = await once(child, 'close')
    expect({ code, isSaid: said !== '' }).toEqual({ code: 0, isSaid: true })
    measure({ exitMs: Math.round(Number(said)) })
    expect(Number(said)).toBeLessThanOrEqual(100)
  })

  it('that is stuck for 5 s gives up no healthy connection', async () => {
    await using emulator = await startEmulator({ clock: 'realtime', firstAudioMs: 10 })
    const child = start('stuck', 'ipc', emulator.url)
    const exited = once(child, 'exit')
    const [answer] = await Promise.race([once(child, 'message'), exited])
    child.kill('SIGKILL')
    await exited
    expect(answer).toEqual({ outcomes: ['ok', 'ok', 'ok', 'ok'], traps: [] })
    expect(emulator.sessions).toHaveLength(4)
  })
})
