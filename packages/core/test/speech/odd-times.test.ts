import type { AddressInfo } from 'node:net'
import { expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import { createService, streamSpeech } from '../../src/index.node.ts'
import { scaledClock } from '../scaled-clock.ts'
import { hear } from './oracle-service.ts'

const text = 'alpha beta gamma delta epsilon zeta eta theta'
/** Word ends that lie between two samples of any rate. */
const wordSeconds = 0.123_456_7

/** Speaks one byte value per word, in pieces of 80 ms, and breaks the first connections after so many messages. */
async function startSpeaker(cuts: readonly number[]): Promise<{ port: number } & AsyncDisposable> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  let connections = 0
  server.on('connection', (socket) => {
    const most = cuts[connections++] ?? Infinity
    const said: string[] = []
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string; text?: string }
      if (message.text !== undefined)
        said.push(...message.text.replaceAll('42', 'forty two').split(' '))
      if (message.type !== 'end_of_stream') return
      const messages: object[] = [{ type: 'ready', request_id: 'r' }]
      const samples = Math.ceil(said.length * wordSeconds * 8_000)
      const audio = Buffer.alloc(2 * samples)
      for (const [index, word] of said.entries()) {
        const [start_s, stop_s] = [index * wordSeconds, (index + 1) * wordSeconds]
        audio.fill(word.length, 2 * Math.round(start_s * 8_000), 2 * Math.round(stop_s * 8_000))
        messages.push({ type: 'text', text: word, start_s, stop_s })
      }
      for (let at = 0; at < samples; at += 640) {
        const piece = audio.subarray(2 * at, 2 * Math.min(at + 640, samples))
        const [start_s, stop_s] = [at / 8_000, (at + piece.length / 2) / 8_000]
        const sent = { type: 'audio', audio: piece.toString('base64'), start_s, stop_s }
        messages.push({ ...sent, stream_id: 0 })
      }
      messages.push({ type: 'end_of_stream' })
      for (const each of messages.slice(0, most)) socket.send(JSON.stringify(each))
      socket.close(1000)
    })
  })
  await new Promise((resolve) => server.once('listening', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

it('a word that ends between two samples is said once', async () => {
  const words = text.split(' ')
  for (let cut = 1; cut < 24; cut += 1) {
    await using speaker = await startSpeaker([cut, 12])
    const baseUrl = `http://127.0.0.1:${speaker.port}`
    const service = Object.assign(createService({ apiKey: 'k', baseUrl }), {
      clock: scaledClock(20),
    })
    const options = { text, format: 'pcm_8000', resume: 'segment', dedicated: true } as const
    const heard = await hear(streamSpeech(service, options))
    expect(heard.error).toBeUndefined()
    expect(heard.words).toEqual(words)
    expect(heard.result.words.map((word) => word.text)).toEqual(words)
    expect(heard.result).toMatchObject({ spokenText: text, remainingText: '' })
    const whole = words.length * wordSeconds * 16_000
    expect(Math.abs(heard.bytes.length - whole)).toBeLessThanOrEqual(2 * heard.seams.length + 4)
  }
})

it('a text whose words are not those spoken breaks off where it breaks, and says so', async () => {
  await using speaker = await startSpeaker([20])
  const baseUrl = `http://127.0.0.1:${speaker.port}`
  const service = createService({ apiKey: 'k', baseUrl })
  const heard = await hear(
    streamSpeech(service, {
      text: 'Room 42 is on the left, beyond the stairs.',
      format: 'pcm_8000',
      resume: 'segment',
    }),
  )
  expect(heard.error).toMatchObject({ code: 'truncated', attempts: 1 })
  expect(heard.words.slice(0, 3)).toEqual(['Room', 'forty', 'two'])
  expect(heard.result).toMatchObject({ spokenText: undefined, remainingText: undefined })
  expect(heard.result.words).toHaveLength(heard.words.length)
})
