/* oxlint-disable no-await-in-loop -- one request after the other is measured */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { WebSocket } from 'ws'

/**
 * Prints the processor time the emulator takes for each 80 ms of speech and of transcription, on the
 * instant clock, apart from the client that asks.
 */
const text =
  'The train to the harbour leaves at nine from platform four, as it always does. '.repeat(12)
const formats = ['pcm_48000', 'pcm_24000', 'pcm_16000', 'pcm_8000', 'ulaw_8000', 'opus']
const rounds = 5

const child = fork(new URL('served.ts', import.meta.url), { stdio: 'inherit' })
const [url] = await once(child, 'message')

async function processorMicroseconds(): Promise<number> {
  child.send('now')
  const [microseconds] = await once(child, 'message')
  return microseconds
}

interface Answer {
  type: string
  audio?: string
}

async function request(path: string, messages: readonly object[]): Promise<Answer[]> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, {
    headers: { 'x-api-key': 'a' },
  })
  const answers: Answer[] = []
  socket.on('message', (data: Buffer) => answers.push(JSON.parse(data.toString())))
  await once(socket, 'open')
  for (const message of messages) socket.send(JSON.stringify(message))
  await once(socket, 'close')
  return answers
}

async function measure(name: string, path: string, messages: readonly object[]): Promise<Answer[]> {
  const counted = path.endsWith('tts') ? 'audio' : 'step'
  const answers = await request(path, messages)
  const before = await processorMicroseconds()
  let frames = 0
  for (let round = 0; round < rounds; round += 1) {
    const all = await request(path, messages)
    frames += all.filter((answer) => answer.type === counted).length
  }
  const perFrame = ((await processorMicroseconds()) - before) / frames
  process.stdout.write(
    `${name}: ${perFrame.toFixed(0)} µs of processor time a frame (${frames} frames)\n`,
  )
  return answers
}

for (const format of formats) {
  const spoken = await measure(`speech ${format}`, '/speech/tts', [
    { type: 'setup', voice_id: 'YTpq7expH9539ERJ', output_format: format },
    { type: 'text', text },
    { type: 'end_of_stream' },
  ])
  await measure(`transcription ${format}`, '/speech/asr', [
    { type: 'setup', input_format: format },
    ...spoken.filter(({ type }) => type === 'audio'),
    { type: 'end_of_stream' },
  ])
}
child.disconnect()
