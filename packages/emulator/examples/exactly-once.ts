// node exactly-once.ts
import { oracleAudio, oracleSpeech, startEmulator } from '../src/index.ts'

const emulator = await startEmulator({ engine: 'oracle' })
const headers = { 'x-api-key': emulator.env.GRADIUM_API_KEY }
const post = async (path: string, body: string | Uint8Array<ArrayBuffer>): Promise<Response> =>
  fetch(`${emulator.url}/post/speech/${path}`, { method: 'POST', headers, body })

// 80 ms a frame: "no" fills frames 5 to 8, "no" 9 to 12, and "aside" overlaps it in the other stream.
const speech = oracleSpeech([
  { text: 'no', startFrame: 5, frameCount: 4 },
  { text: 'no', startFrame: 9, frameCount: 4 },
  { text: 'aside', startFrame: 10, frameCount: 2, streamId: 1 },
])
// A client that loses the first half second tears a word.
const lossy = speech.bytes().subarray(6 * 3840)
const transcript = await post('asr?input_format=pcm_24000', lossy)
console.log((await transcript.text()).match(/"text":"[^"]*"/g)?.join(' '))

const voiceId = 'YTpq7expH9539ERJ'
const format = 'pcm_24000'
const request = { text: 'Hello again', voice_id: voiceId, output_format: format, only_audio: true }
const spoken = Buffer.from(await (await post('tts', JSON.stringify(request))).arrayBuffer())
console.log(spoken.equals(oracleAudio('Hello again', { voiceId, format })))

await emulator.close()
