// … | node live.ts      with raw 24 kHz 16-bit mono samples, such as a microphone's
import { Gradium } from '@gradium-kit/core'

const live = new Gradium().transcription.live({ format: 'pcm_24000', language: 'en' })

async function listen(): Promise<void> {
  for await (const event of live) {
    if (event.type === 'segment-start') console.error(event.startSeconds.toFixed(2), event.text)
    if (event.type === 'turn-end') {
      console.error(event.atSeconds.toFixed(2), '(a pause)')
      void live.flush() // the words under way come now
    }
  }
}

async function send(): Promise<string> {
  for await (const samples of process.stdin) live.send(samples)
  const { text } = await live.finish() // all words have come, and the loop above ends
  return text
}

const [text] = await Promise.all([send(), listen()])
console.log(text)
