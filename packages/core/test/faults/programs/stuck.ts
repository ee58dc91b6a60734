import { Gradium } from '../../../src/index.node.ts'

/** Uses every API while the event loop is blocked for 5 s, and says how each went. */
const [url = ''] = process.argv.slice(2)
const blockMs = 5_000
const gradium = new Gradium({ apiKey: 'any', baseUrl: url })
const traps: string[] = []
process.on('uncaughtException', (error) => traps.push(String(error)))
process.on('unhandledRejection', (error) => traps.push(String(error)))

const live = gradium.transcription.live()
const warm = gradium.connect('speech')
const speech = gradium.speech.stream({ dedicated: true })
const shared = gradium.speech.stream()
for (const stream of [speech, shared]) stream.write('One two three four five six. ')
await Promise.all(
  [live, speech, shared].map((stream) => stream[Symbol.asyncIterator]().next() as Promise<unknown>),
)

/** Sound at the pace of speech. */
function speak(seconds: number): Promise<void> {
  return new Promise((resolve) => {
    let sent = 0
    const timer = setInterval(() => {
      live.send(new Uint8Array(3_840))
      sent += 0.08
      if (sent < seconds) return
      clearInterval(timer)
      resolve()
    }, 80)
  })
}

await speak(1)
live.send(new Uint8Array(48_000))
for (const stream of [speech, shared]) {
  stream.write('Seven eight nine.')
  stream.end()
}
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, blockMs)
await speak(1)
const outcomes = await Promise.allSettled([
  live.finish(),
  speech.result,
  shared.result,
  gradium.speech.stream({ text: 'Ten.', connection: warm }).result,
])
await warm.close()
await gradium.close()
process.send?.({
  outcomes: outcomes.map((each) => (each.status === 'fulfilled' ? 'ok' : String(each.reason))),
  traps,
})
