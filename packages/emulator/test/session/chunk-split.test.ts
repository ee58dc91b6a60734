import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../src/random.ts'
import { splitAudio } from '../../src/session/chunk-split.ts'
import type { ServerMessage } from '../../src/wire/server-message.ts'

const bytes = Buffer.from(Array.from({ length: 3840 }, (_, at) => at % 251))

async function* spoken(count: number): AsyncGenerator<ServerMessage> {
  yield { type: 'text', text: 'word', start_s: 0, stop_s: 0.32, stream_id: 0 }
  for (let at = 0; at < count; at += 1) {
    const times = { start_s: (at * 80) / 1000, stop_s: ((at + 1) * 80) / 1000 }
    yield { type: 'audio', audio: bytes.toString('base64'), ...times, stream_id: 0 }
  }
}

async function split(count: number, seed = 1): Promise<ServerMessage[]> {
  const messages: ServerMessage[] = []
  for await (const message of splitAudio(spoken(count), seededRandom(seed))) messages.push(message)
  return messages
}

describe('audio cut at random', () => {
  it('keeps every byte in order, cuts inside samples too, and leaves no piece empty', async () => {
    const messages = await split(40)
    const sizes: number[] = []
    const pieces = messages.flatMap((message) => {
      if (message.type !== 'audio') return []
      const piece = Buffer.from(message.audio, 'base64')
      sizes.push(piece.length)
      return [piece]
    })
    expect(Buffer.concat(pieces)).toEqual(Buffer.concat(Array.from({ length: 40 }, () => bytes)))
    expect(sizes.some((size) => size % 2 === 1)).toBe(true)
    expect(Math.min(...sizes)).toBeGreaterThan(0)
    expect(messages[0]?.type).toBe('text')
  })

  it('gives pieces times that join, strictly rising', async () => {
    const audio = (await split(40)).filter((message) => message.type === 'audio')
    for (const [at, message] of audio.entries()) {
      expect(message.start_s).toBeLessThan(message.stop_s)
      if (at > 0) expect(message.start_s).toBe(audio[at - 1]!.stop_s)
    }
    expect(audio.at(-1)!.stop_s).toBe(3.2)
  })

  it('repeats for a seed', async () => {
    expect(await split(10, 7)).toEqual(await split(10, 7))
    expect(await split(10, 7)).not.toEqual(await split(10, 8))
  })
})
