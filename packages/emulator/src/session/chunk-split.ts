import { decodeBase64, encodeBase64 } from '../wire/base64.ts'
import type { ServerMessage } from '../wire/server-message.ts'

const mostPieces = 4

/** Cuts audio messages at random bytes, also inside a sample, into up to four; their times are cut in proportion. */
export async function* splitAudio(
  messages: AsyncIterable<ServerMessage>,
  random: () => number,
): AsyncGenerator<ServerMessage> {
  for await (const message of messages) {
    if (message.type === 'audio') yield* pieces(message, random)
    else yield message
  }
}

function* pieces(
  message: Extract<ServerMessage, { type: 'audio' }>,
  random: () => number,
): Generator<ServerMessage> {
  const bytes = decodeBase64(message.audio)
  const cutCount = Math.floor(random() * mostPieces)
  const places = Array.from({ length: cutCount }, () => Math.floor(random() * bytes.length))
  const ends = [...new Set([...places, bytes.length])].filter((end) => end > 0)
  const seconds = message.stop_s - message.start_s
  let start = 0
  let start_s = message.start_s
  for (const end of ends.toSorted((a, b) => a - b)) {
    const isLast = end === bytes.length
    const stop_s = isLast ? message.stop_s : message.start_s + (seconds * end) / bytes.length
    yield { ...message, audio: encodeBase64(bytes.subarray(start, end)), start_s, stop_s }
    start = end
    start_s = stop_s
  }
}
