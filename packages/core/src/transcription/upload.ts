import { WavReader } from '@gradium-kit/audio'
import { configError, type GradiumError } from '../errors.ts'
import { formatInfo, type AudioFormat } from '../protocol/formats.ts'
import { concatBytes } from '../protocol/lines.ts'
import { unsharedBytes } from '../protocol/unshared-bytes.ts'
import { nextItem, releaseSource } from '../session/source.ts'
import { untilAborted } from '../transport/abortable.ts'
import { chunksOf } from '../transport/chunks.ts'
import { decideFormat } from './audio-kind.ts'

/** Recorded audio: bytes, a `Blob`, or a stream of bytes. */
export type AudioSource =
  | Uint8Array
  | ArrayBuffer
  | Blob
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>

/** Audio whose beginning has been looked at. */
export interface Upload {
  format: AudioFormat
  mediaType: string
  body: NonNullable<RequestInit['body']>
  /** Undefined for a stream. */
  byteLength: number | undefined
  /** The error of a stream that has failed; what `fetch` says of it tells nothing. */
  sourceFailure(): GradiumError | undefined
}

type OpenSource = Pick<Upload, 'body' | 'byteLength' | 'sourceFailure'> & { head: Uint8Array }

const headBytes = 4_096

/**
 * Looks at the first bytes of audio and decides how to send it. Throws `config`, before anything is sent, for empty audio,
 * for containers the service does not read, and where the bytes are not what the caller says.
 */
export async function prepareUpload(
  source: AudioSource,
  wanted: AudioFormat | undefined,
  signal?: AbortSignal,
): Promise<Upload> {
  const { head, ...opened } = await openSource(source, signal)
  try {
    if (head.length === 0) throw configError('The audio is empty.')
    const { name, mediaType, encoding } = formatInfo(decideFormat(head, wanted), 'input')
    if (encoding === 'wav') checkWav(head)
    return { format: name, mediaType, ...opened }
  } catch (error) {
    if (opened.body instanceof ReadableStream) await opened.body.cancel()
    throw error
  }
}

function checkWav(head: Uint8Array): void {
  const reader = new WavReader()
  try {
    reader.push(head)
  } catch (error) {
    throw configError(
      `The WAV cannot be read: ${error instanceof Error ? error.message : 'its header is broken'}`,
    )
  }
  const { format } = reader
  if (format === undefined) return
  const { encoding, bitsPerSample } = format
  if (encoding === 'pcm' && [16, 24, 32].includes(bitsPerSample)) return
  throw configError(
    `The WAV holds ${bitsPerSample}-bit ${encoding} samples; Gradium transcribes 16, 24 and 32-bit PCM. Convert it, for instance with: ffmpeg -i input.wav -c:a pcm_s16le output.wav`,
  )
}

async function openSource(
  source: AudioSource,
  signal: AbortSignal | undefined,
): Promise<OpenSource> {
  if (source instanceof ArrayBuffer) return openBytes(new Uint8Array(source))
  if (source instanceof Uint8Array) return openBytes(source)
  if (source instanceof Blob) {
    const head = new Uint8Array(await source.slice(0, headBytes).arrayBuffer())
    return { head, body: source, byteLength: source.size, sourceFailure: neverFails }
  }
  if (source instanceof ReadableStream) return openStream(chunksOf(source), signal)
  if (typeof source === 'object' && source !== null && Symbol.asyncIterator in source) {
    return openStream(source[Symbol.asyncIterator](), signal)
  }
  throw configError(
    'The audio is a Uint8Array, an ArrayBuffer, a Blob, or a stream of Uint8Arrays.',
  )
}

function openBytes(bytes: Uint8Array): OpenSource {
  return {
    head: bytes.subarray(0, headBytes),
    body: unsharedBytes(bytes),
    byteLength: bytes.length,
    sourceFailure: neverFails,
  }
}

function neverFails(): undefined {}

async function openStream(
  iterator: AsyncIterator<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<OpenSource> {
  let failure: GradiumError | undefined
  const pieces: Uint8Array[] = []
  let length = 0
  let isDone = false
  try {
    while (length < headBytes && !isDone) {
      // oxlint-disable-next-line no-await-in-loop -- a stream comes in order
      const bytes = await untilAborted(nextBytes(iterator), signal)
      if (bytes === undefined) isDone = true
      else {
        pieces.push(bytes)
        length += bytes.length
      }
    }
  } catch (error) {
    void releaseSource(iterator)
    throw error
  }
  const head = concatBytes(pieces)
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      if (head.length > 0) controller.enqueue(head)
      if (isDone) controller.close()
    },
    pull: async (controller) => {
      const bytes = await nextBytes(iterator).catch((error: GradiumError) => {
        failure = error
        throw error
      })
      if (bytes === undefined) controller.close()
      else controller.enqueue(bytes)
    },
    cancel: async () => {
      await iterator.return?.()
    },
  })
  return { head, body, byteLength: undefined, sourceFailure: () => failure }
}

async function nextBytes(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
  const { done, value } = await nextItem('audio', iterator)
  if (done === true) return undefined
  if (value instanceof Uint8Array) return value
  await releaseSource(iterator)
  throw configError('The stream of audio yields something other than Uint8Arrays.')
}
