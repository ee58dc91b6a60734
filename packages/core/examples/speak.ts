// node speak.ts speech.wav Hello, world.      or      echo "Hello, world." | node speak.ts speech.wav
import { writeFileSync } from 'node:fs'
import { encodeWav } from '@gradium-kit/audio'
import { Gradium } from '@gradium-kit/core'

const [file = 'speech.wav', ...words] = process.argv.slice(2)
const gradium = new Gradium() // GRADIUM_API_KEY and GRADIUM_BASE_URL

const stream = gradium.speech.stream({
  text: words.length > 0 ? words.join(' ') : process.stdin.setEncoding('utf8'),
  voiceId: process.env['GRADIUM_VOICE_ID'],
  format: 'pcm_48000',
})

const pieces: Uint8Array[] = []
for await (const event of stream) {
  if (event.type === 'audio') pieces.push(event.audio)
  if (event.type === 'word') console.log(event.startSeconds.toFixed(2), event.text)
}

const format = {
  encoding: 'pcm',
  bitsPerSample: 16,
  channelCount: 1,
  sampleRateHz: 48_000,
} as const
writeFileSync(file, encodeWav(Buffer.concat(pieces), format))
const { durationSeconds } = await stream.result
console.log(`${file}: ${durationSeconds.toFixed(2)} s`)
