import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { encodeWav, readWav } from '@gradium-kit/audio'
import { startEmulator, type Emulator } from '@gradium-kit/emulator'
import { canaryKey, findCanaries } from '@gradium-kit/fixtures/canary'
import { Gradium } from '../src/index.node.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'gradium-examples-'))
const file = join(folder, 'speech.wav')
const sentence = "The ship leaves at noon, doesn't it? Ça alors! 😀"
const pcm24k = {
  encoding: 'pcm',
  bitsPerSample: 16,
  channelCount: 1,
  sampleRateHz: 24_000,
} as const
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
  sound: Buffer
}

/** Starts an example as the README says. */
function start(name: string, args: string[] = [], more = {}): ChildProcessWithoutNullStreams {
  const path = fileURLToPath(new URL(`../examples/${name}`, import.meta.url))
  const env = { ...process.env, GRADIUM_BASE_URL: emulator.url, GRADIUM_API_KEY: canaryKey }
  return spawn(process.execPath, [path, ...args], { env: { ...env, ...more } })
}

/** What an example says until it ends. */
function outcome(child: ChildProcessWithoutNullStreams): Promise<Run> {
  const written: Buffer[] = []
  let stderr = ''
  child.stdout.on('data', (data) => written.push(data))
  child.stderr.on('data', (data) => (stderr += String(data)))
  return new Promise((resolve) =>
    child.on('close', (code) => {
      const sound = Buffer.concat(written)
      resolve({ code, stdout: sound.toString(), stderr, sound })
    }),
  )
}

function example(name: string, args: string[], input?: Uint8Array | string): Promise<Run> {
  const child = start(name, args)
  child.stdin.end(input)
  return outcome(child)
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a listening TCP server has a port
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
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

  it('speak while a model writes, and hear it live, with a flush at each pause', async () => {
    const spoken = await example('language-model.ts', [])
    expect(spoken).toMatchObject({ code: 0 })
    expect(spoken.stderr).toMatch(/^0\.00 One\n.* moment,\n[^]* noon\.\n.* Be\n.* on\n.* time!\n$/)

    const child = start('live.ts')
    const run = outcome(child)
    child.stdin.write(spoken.sound)
    child.stdin.write(Buffer.alloc(24_000 * 2 * 3))
    await emulator.waitFor(({ message }) => message?.['type'] === 'flushed')
    child.stdin.write(spoken.sound)
    child.stdin.end()
    const { code, stdout, stderr } = await run
    const said = 'One moment, please. The ship leaves at noon. Be on time!'
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${said} ${said}\n` })
    const lines = stderr.trimEnd().split('\n')
    expect(lines.filter((line) => line.endsWith('(a pause)')).length).toBeGreaterThan(0)
    expect(lines.filter((line) => line.endsWith(' time!'))).toHaveLength(2)
  })

  it('speak on after a break, and say what is missing where they cannot', async () => {
    const when = { afterAudio: 10 }
    emulator.faults.add({ what: { kind: 'fin' }, when, times: 2 })
    const text = 'One two three four five six seven eight nine ten eleven twelve.'
    const resumed = await example('resume.ts', [], text)
    expect(resumed.code).toBe(0)
    expect(resumed.stderr).toMatch(/^[\d.]+ \(another session\)\n[\d.]+ \(another session\)\n$/)
    writeFileSync(file, encodeWav(resumed.sound, pcm24k))
    expect(await example('transcribe.ts', [file])).toMatchObject({ code: 0, stdout: `${text}\n` })

    const what = { kind: 'error', code: 1008, message: 'The voice was deleted.' } as const
    emulator.faults.add({ what, when, times: 1 })
    const broken = await example('resume.ts', [], text)
    expect(broken.code).toBe(1)
    expect(broken.stderr).toMatch(/Not spoken: \w+ \w[\w ]* nine ten eleven twelve\.\n$/)
  })

  it('mint tokens on a server that survives a refusal', async () => {
    const port = await freePort()
    const server = start('token-server.ts', [], { PORT: String(port) })
    const run = outcome(server)
    try {
      await once(server.stdout, 'data')
      const url = `http://127.0.0.1:${port}/gradium-token`
      const minted = await fetch(url, { method: 'POST' })
      expect(minted.headers.get('cache-control')).toBe('no-store')
      const token = await minted.text()
      const gradium = new Gradium({ token: () => token, baseUrl: emulator.url })
      const stream = gradium.speech.stream({ text: 'Hi.' })
      for await (const event of stream) void event
      expect((await stream.result).words).toMatchObject([{ text: 'Hi.' }])

      const what = { kind: 'status', status: 503 } as const
      emulator.faults.add({ what, match: { route: 'token' }, times: 3 })
      const refused = await fetch(url, { method: 'POST' })
      expect([refused.status, await refused.text()]).toEqual([502, ''])
      expect((await fetch(url)).status).toBe(404)
      expect((await fetch(url, { method: 'POST' })).status).toBe(200)
    } finally {
      server.kill()
    }
    const { stderr } = await run
    expect(stderr).toContain('503')
    expect(findCanaries(stderr)).toEqual([])
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
