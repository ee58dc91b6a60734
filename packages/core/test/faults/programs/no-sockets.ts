import { once } from 'node:events'
import { GradiumClient } from '../../../src/client.ts'
import { createService, GradiumError } from '../../../src/index.node.ts'

/** Makes a call while it may open no socket, and says how it ended; then one that may again before its second attempt. */
const [url = '', api = ''] = process.argv.slice(2)
const voiceId = 'YTpq7expH9539ERJ'
const traps: string[] = []
process.on('uncaughtException', (error) => traps.push(String(error)))
process.on('unhandledRejection', (error) => traps.push(String(error)))
process.on('warning', (warning) => traps.push(String(warning)))

/** Has the parent say how many more files this process may open, which it cannot do itself once there are none. */
async function allow(files: 'none' | 'usual'): Promise<void> {
  const allowed = once(process, 'message')
  process.send?.({ files })
  await allowed
}

const service = createService({ apiKey: 'any', baseUrl: url, retry: { baseMs: 1 } })
const client = new GradiumClient(service)
const calls: Record<string, () => Promise<unknown>> = {
  speech: () => client.speech.stream({ text: 'One two.', dedicated: true }).result,
  multiplexed: () => client.speech.stream({ text: 'One two.' }).result,
  transcription: () => client.transcription.live().finish(),
  restSpeech: () => client.speech.generate({ text: 'One two.', voiceId }),
  restTranscription: () =>
    client.transcription.transcribe(new Uint8Array(48_000), { format: 'pcm_24000' }),
  token: () => client.tokens.create(),
}

async function outcomeOf(call: () => Promise<unknown>): Promise<unknown> {
  try {
    await call()
    return 'ok'
  } catch (error) {
    if (!GradiumError.is(error)) return String(error)
    const { code, attempts, message } = error
    return { code, attempts, message }
  }
}

const call = calls[api]
if (call === undefined) throw new Error(`There is no call ${api}.`)
const sibling = api === 'multiplexed' ? client.speech.stream() : undefined
sibling?.write('Alpha beta ')
if (sibling !== undefined) await sibling[Symbol.asyncIterator]().next()

await allow('none')
const lasting = await outcomeOf(call)
await allow('usual')
sibling?.write('gamma.')
sibling?.end()
const siblingOutcome = sibling && (await outcomeOf(() => sibling.result))

await allow('none')
service.retry = { ...service.retry, baseMs: 500 }
service.random = () => {
  void allow('usual')
  return 0.999
}
const second = await outcomeOf(call)
await client.close()
process.send?.({ lasting, once: second, sibling: siblingOutcome, traps })
