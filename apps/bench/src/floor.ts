import { WebSocket } from 'ws'
import { sendFrames } from './load.ts'

/** What a good engineer writes by hand: receive speech, parse each frame, decode its audio. Returns the bytes received. */
export function receiveByHand(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let bytes = 0
    const socket = new WebSocket(`${url}/speech/tts`, { perMessageDeflate: false })
    socket.on('open', () => {
      socket.send('{"type":"setup","output_format":"pcm"}')
      socket.send('{"type":"text","text":"bench"}')
      socket.send('{"type":"end_of_stream"}')
    })
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string; audio: string }
      if (message.type === 'audio') bytes += Buffer.from(message.audio, 'base64').length
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(bytes))
  })
}

/** What a good engineer writes by hand: send audio in frames of a template string, and parse what is heard. */
export function sendByHand(url: string, chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    let heardSeconds = 0
    const socket = new WebSocket(`${url}/speech/asr`, { perMessageDeflate: false })
    socket.on('open', () => {
      socket.send('{"type":"setup","input_format":"pcm_24000"}')
    })
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string; total_duration_s: number }
      if (message.type === 'step') heardSeconds = message.total_duration_s
      if (message.type !== 'ready') return
      const sent = sendFrames(
        () => socket.send(`{"type":"audio","audio":"${Buffer.from(chunk).toString('base64')}"}`),
        () => heardSeconds,
      )
      sent.then(() => socket.send('{"type":"end_of_stream"}'), reject)
    })
    socket.on('error', reject)
    socket.on('close', () => resolve())
  })
}
