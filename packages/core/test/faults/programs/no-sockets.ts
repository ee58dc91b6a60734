import { closeSync, openSync } from 'node:fs'
import { GradiumClient } from '../../../src/client.ts'
import { createService, GradiumError } from '../../../src/index.node.ts'

/** Uses up every file that this process may open, makes a call, and says how it ended; then again with a way out. */
const [url = '', api = ''] = process.argv.slice(2)
const voiceId = 'YTpq7expH9539ERJ'
const traps: string[] = []
process.on('uncaughtException', (error) => traps.push(String(error)))
process.on('unhandledRejection', (error) => traps.push(String(error)))
process.on('warning', (warning) => traps.push(String(warning)))

const held: number[] = []

/** Also those that the process has only just done with. */
async function takeAll(): Promise<void> {
  takeMore()
  for (let turn = 0; turn < 10; turn += 1) {
    // oxlint-disable-next-line no-await-in-loop -- turn after turn
    await new Promise((resolve) => setImmediate(resolve))
    takeMore()
  }
}

function takeMore(): void {
  for (;;) {
    try {
      held.push(openSync('/dev/null', 'r'))
    } catch {
      return
    }
  }
}
function giveBack(): void {
  for (const file of held.splice(0)) closeSync(file)
}

const service = createService({
  apiKey: 'any',
  baseUrl: url,
  retry: { baseMs: 1 },
  fetch: (input, init) => {
    if (held.length > 0) takeMore()
    return globalThis.fetch(input, init)
  },
})
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

await takeAll()
const lasting = await outcomeOf(call)
giveBack()
sibling?.write('gamma.')
sibling?.end()
const siblingOutcome = sibling && (await outcomeOf(() => sibling.result))

await takeAll()
service.random = () => {
  giveBack()
  return 0
}
const once = await outcomeOf(call)
await client.close()
process.send?.({ lasting, once, sibling: siblingOutcome, traps })
