/**
 * The chunks of a stream, which is cancelled when its reader stops; none without a stream. Not every browser can iterate
 * over streams itself.
 */
export async function* chunksOf(
  stream: ReadableStream<Uint8Array> | null,
): AsyncGenerator<Uint8Array, undefined> {
  if (stream === null) return undefined
  const reader = stream.getReader()
  try {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- a stream comes in order
      const { done, value } = await reader.read()
      if (done) return undefined
      yield value
    }
  } finally {
    void reader.cancel().catch(() => {})
  }
}
