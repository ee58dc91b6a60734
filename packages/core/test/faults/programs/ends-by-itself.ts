import { writeSync } from 'node:fs'
import { Gradium } from '../../../src/index.node.ts'

/** Does one thing, and says how long after its last close the program had nothing left to do. */
const [url = '', name = ''] = process.argv.slice(2)
const gradium = new Gradium({ apiKey: 'any', baseUrl: url })
const voiceId = 'YTpq7expH9539ERJ'
const format = 'pcm_24000'

async function listen(): Promise<void> {
  const live = gradium.transcription.live()
  live.send(new Uint8Array(48_000))
  await live.finish()
  await live.close()
}

const tasks: Record<string, () => Promise<unknown>> = {
  'speech of its own, closed': async () => {
    const stream = gradium.speech.stream({ text: 'One.', dedicated: true })
    await stream.result
    await stream.close()
  },
  'speech on a shared socket, not closed': () => gradium.speech.stream({ text: 'One.' }).result,
  'speech on a shared socket, then the client closed': async () => {
    await gradium.speech.stream({ text: 'One.' }).result
    await gradium.close()
  },
  'speech broken out of': async () => {
    for await (const _event of gradium.speech.stream({ text: 'One two three.' })) break
  },
  'a transcription': listen,
  'a translation cancelled': async () => {
    const live = gradium.translation.live()
    await live[Symbol.asyncIterator]().next()
    await live.close()
  },
  'a connection never used': async () => {
    const connection = gradium.connect('speech')
    await connection.close()
  },
  'a connection warmed and forgotten': async () => {
    const connection = gradium.connect('speech')
    await gradium.speech.stream({ text: 'One.', connection }).result
  },
  'speech over HTTP': async () => {
    const { audio } = await gradium.speech.generate({ text: 'One.', voiceId, format })
    if (audio.length === 0) throw new Error('Nothing was said.')
  },
  'a call that fails': () =>
    new Gradium({
      apiKey: 'any',
      baseUrl: 'http://127.0.0.1:9/api',
      retry: { baseMs: 1 },
    }).transcription
      .live()
      .finish()
      .catch(() => {}),
}

const task = tasks[name]
if (task === undefined) throw new Error(`There is no task ${name}.`)
await task()
const closedAt = performance.now()
process.on('exit', () => writeSync(1, `${performance.now() - closedAt}`))
