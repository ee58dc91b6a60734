import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { bundleOf } from './bundle.ts'
import { startTestService } from './harness.ts'

const run = promisify(execFile)
const web = new URL('../dist/index.js', import.meta.url).href
const node = new URL('../dist/index.node.js', import.meta.url).href

/** Runs a module as a program of its own; returns what it printed. */
async function program(code: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], {
    env: { PATH: process.env['PATH'] },
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  })
  return stdout.trim()
}

describe('importing', () => {
  it.each([web, node])(
    'starts no timer, no handle and no random number, and touches no global (%s)',
    async (url) => {
      const code = `
      const before = Object.getOwnPropertyNames(globalThis).length
      const random = Math.random
      let calls = 0
      Math.random = () => (calls++, random())
      const handles = process.getActiveResourcesInfo().length
      await import(${JSON.stringify(url)})
      console.log(JSON.stringify([
        Object.getOwnPropertyNames(globalThis).length - before,
        calls,
        process.getActiveResourcesInfo().length - handles,
      ]))`
      expect(JSON.parse(await program(code))).toEqual([0, 0, 0])
    },
  )
})

describe('a worker', () => {
  it('speaks like the main thread', async () => {
    await using service = await startTestService()
    const code = `
      import { parentPort } from 'node:worker_threads'
      import { Gradium } from ${JSON.stringify(node)}
      const gradium = new Gradium({ apiKey: 'k', baseUrl: ${JSON.stringify(service.emulator.url)} })
      const { words } = await gradium.speech.stream({ text: 'From a worker.' }).result
      parentPort.postMessage(words.map((word) => word.text).join(' '))`
    const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(code)}`))
    const [answer] = (await once(worker, 'message')) as [string]
    expect(answer).toBe('From a worker.')
    await worker.terminate()
  })
})

describe('a realm without Buffer and process', () => {
  it('speaks through the global WebSocket', async () => {
    await using service = await startTestService()
    const {
      WebSocket,
      URL,
      AbortController,
      setTimeout,
      clearTimeout,
      performance,
      TextDecoder,
      atob,
      btoa,
    } = globalThis
    const realm = createContext({
      WebSocket,
      URL,
      AbortController,
      setTimeout,
      clearTimeout,
      performance,
      TextDecoder,
      atob,
      btoa,
    })
    runInContext(await bundleOf('index'), realm)
    const { token } = await service.gradium.tokens.create()
    const answer: unknown = runInContext(
      `(async () => {
        const gradium = new core.Gradium({ token: () => ${JSON.stringify(token)}, baseUrl: ${JSON.stringify(service.emulator.url)} })
        const { words } = await gradium.speech.stream({ text: 'From the edge.' }).result
        return [typeof Buffer, typeof process, words.map((word) => word.text).join(' ')].join('|')
      })()`,
      realm,
    )
    expect(await answer).toBe('undefined|undefined|From the edge.')
  })
})

describe('after the last operation', () => {
  it.each([
    ['ends', "await gradium.speech.stream({ text: 'Bye.' }).result"],
    ['is cancelled', "const stream = gradium.speech.stream({ text: 'Bye.' }); stream.cancel()"],
    [
      'fails',
      "await gradium.speech.stream({ text: 'Bye.', voiceId: 'unknown' }).result.catch(() => {})",
    ],
    [
      'is a closed connection',
      "const connection = gradium.connect('speech'); await gradium.speech.stream({ text: 'Bye.', connection }).result; await connection.close()",
    ],
    ['is an HTTP call', 'await gradium.usage.credits()'],
  ])('the process ends by itself when it %s', async (_what, statement) => {
    await using service = await startTestService()
    const code = `
      import { Gradium } from ${JSON.stringify(node)}
      const gradium = new Gradium({ apiKey: 'k', baseUrl: ${JSON.stringify(service.emulator.url)} })
      ${statement}
      const done = performance.now()
      process.on('exit', () => console.log(performance.now() - done))`
    expect(Number(await program(code))).toBeLessThan(500)
  })
})
