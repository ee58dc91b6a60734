import { openSource, releaseSource, sourceError } from '../session/source.ts'
import type { Service } from '../transport/service.ts'
import {
  LiveTranscription,
  type TranscriptionEvent,
  type TranscriptionStreamOptions,
} from './live-transcription.ts'

/** Seconds of audio that may be under way while a source is read faster than it plays. */
const secondsAhead = 5

/**
 * Transcribes audio from a source and yields the events, as fast as the service takes it in. The source is read no faster
 * than that, and is closed when the reader stops.
 */
export async function* transcribeStream(
  service: Service,
  audio: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: TranscriptionStreamOptions,
): AsyncGenerator<TranscriptionEvent, void, undefined> {
  const live = new LiveTranscription(service, options)
  const source = openSource(audio)
  let isSourceDone = false

  async function pump(): Promise<void> {
    try {
      for (;;) {
        // oxlint-disable-next-line no-await-in-loop -- the source is read in order and no faster than the service listens
        await live.drained(secondsAhead)
        // oxlint-disable-next-line no-await-in-loop
        const { done, value } = await source.next()
        if (done === true) break
        live.send(value)
      }
      isSourceDone = true
      await live.finish()
    } catch (error) {
      isSourceDone = true
      live.fail(sourceError('audio', error))
    }
  }

  void pump()
  try {
    yield* live
  } finally {
    live.cancel()
    if (!isSourceDone) void releaseSource(source)
  }
}
