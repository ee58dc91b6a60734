import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readWav } from '@gradium-kit/audio'
import { startEmulator, type Emulator } from '@gradium-kit/emulator'
import { canaryKey, findCanaries } from '@gradium-kit/fixtures/canary'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'gradium-examples-'))
const file = join(folder, 'speech.wav')
const sentence = "The ship leaves at noon, doesn't it? Ça alors! 😀"
let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator({ clock: 'instant' })
})
afterAll(async () => {
  await emulator.close()
  rmSync(folder, { recursive: true })
})

interface Run {
  code: number | null
  stdout: string
  stderr: string
}

/** Runs an example as the README says. */
function example(name: string, args: string[], input?: Uint8Array | string): Promise<Run> {
  const path = fileURLToPath(new URL(`../examples/${name}`, import.meta.url))
  const env = { ...process.env, GRADIUM_BASE_URL: emulator.url, GRADIUM_API_KEY: canaryKey }
  const child = spawn(process.execPath, [path, ...args], { env })
  const run: Run = { code: null, stdout: '', stderr: '' }
  child.stdout.on('data', (data) => (run.stdout += String(data)))
  child.stderr.on('data', (data) => (run.stderr += String(data)))
  child.stdin.end(input)
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...run, code })))
}

describe('the examples', () => {
  it('speak a sentence into a file and read it back word for word', async () => {
    const spoken = await example('speak.ts', [file, sentence])
    expect(spoken).toMatchObject({ code: 0, stderr: '' })
    expect(spoken.stdout).toMatch(/^0\.\d\d The\n/)
    const { data, format } = readWav(readFileSync(file))
    expect(format).toMatchObject({ sampleRateHz: 48_000, bitsPerSample: 16, channelCount: 1 })
    expect(spoken.stdout).toContain(`${(data.length / 96_000).toFixed(2)} s`)
    const heard = await example('transcribe.ts', [file])
    expect(heard).toMatchObject({ code: 0, stdout: `${sentence}\n` })
  })

  it('take text and samples from a pipe', async () => {
    expect(await example('speak.ts', [file], 'Piped text.\n')).toMatchObject({ code: 0 })
    const wav = readWav(readFileSync(file))
    // 48 to 24 kHz for the pipe: every other sample is enough for the tones.
    const samples = new Uint8Array(wav.data.length / 2)
    for (let index = 0; index < samples.length; index += 2)
      samples.set(wav.data.subarray(index * 2, index * 2 + 2), index)
    expect(await example('transcribe.ts', [], samples)).toMatchObject({
      code: 0,
      stdout: 'Piped text.\n',
    })
  })

  it('greet, as the first page says', async () => {
    const { code, stdout } = await example('hello.ts', [])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^0 Hello,\n[\d.]+ world\.\n$/)
  })

  it('end with the reason when the service refuses', async () => {
    emulator.faults.add({
      what: { kind: 'error', code: 1008, message: 'API key is revoked or expired' },
      times: 1,
    })
    const { code, stderr } = await example('speak.ts', [file, 'Hi.'])
    expect(code).toBe(1)
    expect(stderr).toContain('API key is revoked or expired')
    expect(findCanaries(stderr)).toEqual([])
  })
})
