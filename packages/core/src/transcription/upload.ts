import { WavReader, detectContainer, type AudioContainer } from '@gradium-kit/audio'
import { configError, type GradiumError } from '../errors.ts'
import { formatInfo, type AudioFormat } from '../protocol/formats.ts'
import { concatBytes } from '../protocol/lines.ts'
import { releaseSource, sourceError } from '../session/source.ts'
import { chunksOf } from '../transport/chunks.ts'

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
  body: BodyInit
  /** Undefined for a stream. */
  byteLength: number | undefined
  /** The error of a stream that has failed; what `fetch` says of it tells nothing. */
  sourceFailure(): GradiumError | undefined
}

type OpenSource = Pick<Upload, 'body' | 'byteLength' | 'sourceFailure'> & { head: Uint8Array }

const headBytes = 4_096

const names: Readonly<Partial<Record<AudioContainer, string>>> = {
  mp3: 'an MP3',
  aac: 'an AAC (ADTS) file',
  mp4: 'an MP4 or M4A',
  webm: 'a WebM',
  flac: 'a FLAC',
  aiff: 'an AIFF',
  amr: 'an AMR',
  caf: 'a CAF',
  'ogg-vorbis': 'an Ogg Vorbis file',
  'ogg-flac': 'an Ogg FLAC file',
  'ogg-other': 'an Ogg file without Opus',
}

/**
 * Looks at the first bytes of audio and decides how to send it. Throws `config`, before anything is sent, for empty audio,
 * for containers the service does not read, and where the bytes are not what the caller says.
 */
export async function prepareUpload(
  source: AudioSource,
  wanted: AudioFormat | undefined,
): Promise<Upload> {
  const { head, ...opened } = await openSource(source)
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

function decideFormat(head: Uint8Array, wanted: AudioFormat | undefined): AudioFormat {
  const container = detectContainer(head)
  const found = container === 'wav' ? 'wav' : container === 'ogg-opus' ? 'opus' : undefined
  const encoding = wanted === undefined ? undefined : formatInfo(wanted, 'input').encoding
  // Any bytes can be raw samples, and a few of those look like an MPEG frame.
  const isRaw = encoding !== undefined && encoding !== 'wav' && encoding !== 'opus'
  if (
    container !== undefined &&
    found === undefined &&
    !(isRaw && (container === 'mp3' || container === 'aac'))
  ) {
    throw configError(
      `The audio is ${names[container] ?? `in the container ${container}`}, which Gradium does not transcribe. Convert it to WAV or Ogg Opus, for instance with: ffmpeg -i input -ar 24000 -ac 1 output.wav`,
    )
  }
  if (wanted === undefined) {
    if (found !== undefined) return found
    throw configError(
      'The audio is neither WAV nor Ogg Opus. If it is raw samples, name their format, such as pcm_24000.',
    )
  }
  if (found !== undefined && encoding !== found) {
    throw configError(
      `The audio is ${found === 'wav' ? 'a WAV' : 'Ogg Opus'}, not ${wanted}: leave format out, or correct it.`,
    )
  }
  if (found === undefined && !isRaw)
    throw configError(
      `The audio is not ${wanted === 'wav' ? 'a WAV' : 'Ogg Opus'}. Name the format that it has.`,
    )
  return wanted
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

async function openSource(source: AudioSource): Promise<OpenSource> {
  if (source instanceof ArrayBuffer) return openBytes(new Uint8Array(source))
  if (source instanceof Uint8Array) return openBytes(source)
  if (source instanceof Blob) {
    const head = new Uint8Array(await source.slice(0, headBytes).arrayBuffer())
    return { head, body: source, byteLength: source.size, sourceFailure: neverFails }
  }
  if (source instanceof ReadableStream) return openStream(chunksOf(source))
  if (typeof source === 'object' && source !== null && Symbol.asyncIterator in source) {
    return openStream(source[Symbol.asyncIterator]())
  }
  throw configError(
    'The audio is a Uint8Array, an ArrayBuffer, a Blob, or a stream of Uint8Arrays.',
  )
}

function openBytes(bytes: Uint8Array): OpenSource {
  return {
    head: bytes.subarray(0, headBytes),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- fetch itself refuses shared memory
    body: bytes as Uint8Array<ArrayBuffer>,
    byteLength: bytes.length,
    sourceFailure: neverFails,
  }
}

function neverFails(): undefined {}

async function openStream(iterator: AsyncIterator<Uint8Array>): Promise<OpenSource> {
  let failure: GradiumError | undefined
  const pieces: Uint8Array[] = []
  let length = 0
  let isDone = false
  while (length < headBytes && !isDone) {
    // oxlint-disable-next-line no-await-in-loop -- a stream comes in order
    const bytes = await nextBytes(iterator)
    if (bytes === undefined) isDone = true
    else {
      pieces.push(bytes)
      length += bytes.length
    }
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
  const { done, value } = await iterator.next().catch((error: unknown) => {
    throw sourceError('audio', error)
  })
  if (done === true) return undefined
  if (value instanceof Uint8Array) return value
  await releaseSource(iterator)
  throw configError('The stream of audio yields something other than Uint8Arrays.')
}
