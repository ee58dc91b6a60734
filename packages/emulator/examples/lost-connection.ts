// node lost-connection.ts
import { startEmulator } from '../src/index.ts'

const emulator = await startEmulator()
emulator.faults.add({
  match: { route: 'tts' },
  when: { afterAudio: 3 },
  what: { kind: 'reset' },
  times: 1,
})

// Here the program under test speaks; a bare socket stands in for it.
const headers = { 'x-api-key': emulator.env.GRADIUM_API_KEY }
const { token } = JSON.parse(
  await (await fetch(`${emulator.url}/api-keys/token`, { headers })).text(),
)
const socket = new WebSocket(`${emulator.url.replace('http', 'ws')}/speech/tts?token=${token}`)
socket.addEventListener('open', () => {
  socket.send('{"type":"setup","voice_id":"YTpq7expH9539ERJ","output_format":"pcm"}')
  socket.send('{"type":"text","text":"This will not arrive as a whole."}')
  socket.send('{"type":"end_of_stream"}')
})

const fault = await emulator.waitFor((entry) => entry.kind === 'fault')
console.log(fault.text) // reset, which ends the request
console.log(emulator.sessions[0]?.sentMessages) // 6: ready, two words, three frames

await emulator.close()
