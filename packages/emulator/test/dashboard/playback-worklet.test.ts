import { readFileSync } from 'node:fs'
import { stripTypeScriptTypes } from 'node:module'
import { runInNewContext } from 'node:vm'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import { expect, it } from 'vitest'

interface Processor {
  process(inputs: Float32Array[][], outputs: Float32Array[][]): boolean
}

const file = new URL('../../src/dashboard/client/playback-worklet.ts', import.meta.url)
const script = stripTypeScriptTypes(readFileSync(file, 'utf8')).replace(/^export .*/gmu, '')

/** The worklet in a bare scope, driven block by block as an audio thread does. */
function worklet(): { play: (chunks: Float32Array[], blocks: number) => Promise<number[]> } {
  const { port1, port2 } = new MessageChannel()
  let Registered: (new () => Processor) | undefined
  class Base {
    port = {
      addEventListener: port2.addEventListener.bind(port2),
      start() {},
      postMessage: port2.postMessage.bind(port2),
    }
  }
  runInNewContext(script, {
    AudioWorkletProcessor: Base,
    registerProcessor: (_name: string, kind: new () => Processor) => {
      Registered = kind
    },
    Float32Array,
  })
  const processor = new Registered!()
  return {
    async play(chunks, blocks) {
      const last = new Promise((resolve) => {
        let count = 0
        port2.on('message', () => {
          count += 1
          if (count === chunks.length) resolve(undefined)
        })
      })
      for (const chunk of chunks) port1.postMessage(chunk)
      await last
      for (let i = 0; i < blocks; i += 1) processor.process([], [[new Float32Array(128)]])
      const reports: number[] = []
      for (;;) {
        const report = receiveMessageOnPort(port1)
        if (report === undefined) break
        reports.push(report.message)
      }
      port1.close()
      return reports
    },
  }
}

it.each([1, 127, 128, 129, 640, 1024, 3840, 5000])(
  'reports the end of %i samples wherever it falls in a block',
  async (length) => {
    const chunks = [new Float32Array(length), new Float32Array(128 * 3)]
    const reports = await worklet().play(chunks, 100)
    expect(reports.at(-1)).toBe(length + 128 * 3)
  },
)
