// node language-model.ts > speech.pcm      speaks while the model writes: raw 24 kHz 16-bit mono samples
import { Gradium } from '@gradium-kit/core'

const stream = new Gradium().speech.stream() // GRADIUM_API_KEY and GRADIUM_BASE_URL

/** Stands for your language model, which yields text in pieces cut anywhere. */
async function* model(): AsyncGenerator<string> {
  yield* ['The sh', 'ip leaves at n', 'oon. Be on ', 'time!']
}

async function write(): Promise<void> {
  stream.write('One moment, please. ')
  stream.flush() // has it spoken now, however long the model takes
  for await (const piece of model()) stream.write(piece)
  stream.end() // without it the stream waits for more text, for ever
}

async function play(): Promise<void> {
  for await (const event of stream) {
    if (event.type === 'audio') process.stdout.write(event.audio)
    if (event.type === 'word') console.error(event.startSeconds.toFixed(2), event.text)
  }
}
await Promise.all([write(), play()])
