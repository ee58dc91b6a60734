// node there-and-back.ts
import { startEmulator } from '../src/index.ts'

const emulator = await startEmulator()
const headers = { 'x-api-key': emulator.env.GRADIUM_API_KEY }

const speech = await fetch(`${emulator.url}/post/speech/tts`, {
  method: 'POST',
  headers,
  body: JSON.stringify({
    text: 'Hello, world.',
    voice_id: 'YTpq7expH9539ERJ',
    output_format: 'wav',
    only_audio: true,
  }),
})
const transcript = await fetch(`${emulator.url}/post/speech/asr`, {
  method: 'POST',
  headers: { ...headers, 'content-type': 'audio/wav' },
  body: await speech.arrayBuffer(),
})
console.log(await transcript.text()) // {"type":"text","text":"Hello,","start_s":0,"stream_id":0} …

await emulator.close()
