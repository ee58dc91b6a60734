// node transcribe.ts speech.wav      or, with raw 24 kHz 16-bit mono samples,      … | node transcribe.ts
import { createReadStream } from 'node:fs'
import { Gradium, type Language } from '@gradium-kit/core'

const [file] = process.argv.slice(2)
const gradium = new Gradium() // GRADIUM_API_KEY and GRADIUM_BASE_URL

const events = gradium.transcription.stream(
  file === undefined ? process.stdin : createReadStream(file),
  {
    format: file === undefined ? 'pcm_24000' : 'wav',
    language: (process.env['GRADIUM_LANGUAGE'] as Language | undefined) ?? 'en',
  },
)

const words: string[] = []
for await (const event of events) {
  if (event.type !== 'segment-start') continue
  words.push(event.text)
  console.error(event.startSeconds.toFixed(2), event.text)
}
console.log(words.join(' '))
