import { WebSocketServer, type WebSocket } from 'ws'
import { frames } from './load.ts'

// A service that costs as little as possible, in a process of its own: speech answers with frames made beforehand, and
// transcription says how much it has heard. It says on its IPC channel where it listens.

const ready =
  '{"type":"ready","request_id":"bench","model_name":"default","sample_rate":48000,"frame_size":3840}'
const pcm = Buffer.alloc(7_680, 'a speech-like amount of bytes that is not silence')
const audio = Array.from({ length: frames }, (_, index) => {
  const [start, stop] = [(index * 3_840) / 48_000, ((index + 1) * 3_840) / 48_000]
  return Buffer.from(
    `{"type":"audio","audio":"${pcm.toString('base64')}","start_s":${start},"stop_s":${stop},"stream_id":0}`,
  )
})

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
server.on('connection', (socket, request) => {
  if (request.url?.includes('/speech/tts') === true) speak(socket)
  else listen(socket)
})
server.on('listening', () => process.send?.({ port: (server.address() as { port: number }).port }))
process.on('disconnect', () => process.exit())

function speak(socket: WebSocket): void {
  socket.on('message', (data) => {
    if (!String(data).includes('"end_of_stream"')) return
    socket.send(ready)
    for (const frame of audio) socket.send(frame, { binary: false })
    socket.send('{"type":"end_of_stream"}')
    socket.close(1000)
  })
}

function listen(socket: WebSocket): void {
  let heard = 0
  socket.on('message', (data: Buffer) => {
    if (data.length > 200) {
      socket.send(stepMessage(++heard))
      return
    }
    const text = data.toString()
    if (text.includes('"setup"')) socket.send(ready)
    if (text.includes('"end_of_stream"')) {
      socket.send('{"type":"end_of_stream"}')
      socket.close(1000)
    }
  })
}

/** What the service says of 80 ms of silence. */
function stepMessage(index: number): string {
  const seconds = (index * 0.08).toFixed(2)
  return `{"type":"step","vad":[{"horizon_s":0.5,"inactivity_prob":0.9},{"horizon_s":1.0,"inactivity_prob":0.9},{"horizon_s":2.0,"inactivity_prob":0.9}],"step_idx":${index},"step_duration_s":0.08,"total_duration_s":${seconds}}`
}
