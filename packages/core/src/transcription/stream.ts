import { GradiumError, configError, plainCause } from '../errors.ts'
import { openSource, nextItem, readSource, releaseSource } from '../session/source.ts'
import type { Service } from '../transport/service.ts'
import { chooseFormat } from './audio-kind.ts'
import { LiveTranscription } from './live-transcription.ts'
import type { TranscriptionEvent, TranscriptionStreamOptions } from './stream-options.ts'
import { openWav } from './wav-samples.ts'

/** Bytes that are sent before another look at what is under way. */
const pieceBytes = 65_536

/**
 * Transcribes audio from a source and yields the events, as fast as the service takes it in. The source is read no faster
 * than that, and is closed when the reader stops. Without a format, the first piece tells whether it is WAV or Ogg Opus;
 * anything that is no file is taken for `pcm_24000`.
 */
export async function* transcribeStream(
  service: Service,
  audio: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: TranscriptionStreamOptions,
): AsyncGenerator<TranscriptionEvent, void, undefined> {
  const source = openSource('audio', audio)
  let live: LiveTranscription | undefined
  try {
    const head = (await nextPiece()) ?? new Uint8Array()
    const format = options.format ?? chooseFormat(head, 'pcm_24000')
    const canContinue = options.resume !== false && options.connection === undefined
    const samples = format === 'wav' && canContinue ? await openWav(head, nextPiece) : undefined
    live = new LiveTranscription(service, { ...options, format: samples?.format ?? format })
    void pump(live, samples?.start ?? head, samples?.take)
    yield* live
  } finally {
    live?.cancel()
    void releaseSource(source)
  }

  async function nextPiece(): Promise<Uint8Array | undefined> {
    const { done, value } = await nextItem('audio', source)
    return done === true ? undefined : bytesOf(value)
  }

  async function pump(
    stream: LiveTranscription,
    head: Uint8Array,
    take = (bytes: Uint8Array): Uint8Array => bytes,
  ): Promise<void> {
    try {
      await sendPieces(stream, head)
      await readSource(
        'audio',
        source,
        () => stream.hasEnded,
        (piece) => sendPieces(stream, take(bytesOf(piece))),
      )
      await stream.finish()
    } catch (error) {
      // Nobody waits for this function: what it threw would end the process.
      stream.fail(
        GradiumError.is(error)
          ? error
          : configError(`The audio cannot be read. ${plainCause(error)?.message}`),
      )
    }
  }
}

async function sendPieces(live: LiveTranscription, bytes: Uint8Array): Promise<void> {
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    // oxlint-disable-next-line no-await-in-loop -- no faster than the service listens
    await live.drained()
    live.send(bytes.subarray(start, start + pieceBytes))
  }
}

function bytesOf(piece: unknown): Uint8Array {
  if (piece instanceof Uint8Array) return piece
  throw configError('The source of audio yields something other than Uint8Arrays.')
}
