import { getPacketInfo } from 'libopus-wasm'
import { expect, test } from 'vitest'
import { AudioError } from '../src/errors.ts'
import { opusPacketSamples } from '../src/opus-packet.ts'

/** Two bytes of content for each frame, all of one length. */
function packetOf(toc: number, count: number): Uint8Array {
  const code = toc & 3
  const contentLength = code === 3 ? count * 2 : code === 2 ? count + 12 : 11
  return Uint8Array.of(toc, count, ...new Uint8Array(contentLength))
}

function samplesOrNone(packet: Uint8Array): number | undefined {
  try {
    return opusPacketSamples(packet)
  } catch (error) {
    if (AudioError.is(error) && error.code === 'opus') return undefined
    throw error
  }
}

test('every header that libopus accepts means the same here', async () => {
  const packets = Array.from({ length: 256 * 64 }, (_, index) => packetOf(index >> 6, index & 63))
  const theirs = await Promise.all(
    packets.map((packet) =>
      getPacketInfo(packet).then(
        ({ samples }) => samples,
        () => undefined,
      ),
    ),
  )
  const accepted = packets.filter((_, index) => theirs[index] !== undefined)
  expect(accepted.length).toBeGreaterThan(4000)
  expect(accepted.map(samplesOrNone)).toEqual(theirs.filter((samples) => samples !== undefined))
})

test.each([
  ['nothing', []],
  ['a count of frames that is missing', [3]],
  ['no frames', [3, 0]],
  ['more than 120 ms', [0x1b, 3]],
])('%s is refused', (_, bytes) => {
  expect(() => opusPacketSamples(Uint8Array.from(bytes))).toThrow(AudioError)
})
