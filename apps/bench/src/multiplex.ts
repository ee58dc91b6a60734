import { Gradium, GradiumError, type SpeechStream } from '@gradium-kit/core'
import { oracleAudio, startEmulator } from '@gradium-kit/emulator'

/** What came of many requests that shared sockets. */
export interface MultiplexFigures {
  requests: number
  /** Came whole, byte by byte. */
  whole: number
  cancelled: number
  poisoned: number
  /** Had begun on a socket that a poisoned request ended. */
  truncated: number
  /** Ended in a way that none of these may. */
  odd: number
  /** Bytes that are not those of the request's own text at their place. */
  mixedBytes: number
  /** What the service still works on in the end. */
  contexts: number
  seconds: number
}

const inFlight = 48
const cancelledShare = 0.1
const poisonedShare = 0.01
const voice = { voiceId: 'YTpq7expH9539ERJ', format: 'pcm_8000' } as const

/** A linear congruential generator: the same requests in every run. */
function seeded(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
}

/** Speaks so many texts over the shared sockets of one client, cancels some and asks for impossible ones in between. */
export async function multiplex(requests: number, seed = 1): Promise<MultiplexFigures> {
  const started = performance.now()
  await using emulator = await startEmulator({
    engine: 'oracle',
    clock: 'instant',
    chunkSplit: 'random',
    journalLimit: 100,
    credits: Number.MAX_SAFE_INTEGER,
  })
  const retry = { maxRetries: 1_000, maxOutageMs: Infinity, baseMs: 1 }
  const gradium = new Gradium({ apiKey: 'bench', baseUrl: emulator.url, retry })
  const random = seeded(seed)
  const figures = { whole: 0, cancelled: 0, poisoned: 0, truncated: 0, odd: 0, mixedBytes: 0 }
  let next = 0

  async function speak(index: number): Promise<void> {
    const words = Array.from({ length: 2 + Math.floor(random() * 6) }, (_, at) => `w${index}x${at}`)
    const text = words.join(' ')
    const kind = random()
    const isPoisoned = kind < poisonedShare
    const isCancelled = !isPoisoned && kind < poisonedShare + cancelledShare
    const stream = gradium.speech.stream({
      text,
      ...voice,
      ...(isPoisoned ? { voiceId: 'no-such-voice' } : {}),
      resume: random() < 0.5 ? 'segment' : undefined,
    })
    const cancelAfter = isCancelled ? Math.floor(random() * 20) : Infinity
    const { bytes, code } = await read(stream, cancelAfter)
    const own = oracleAudio(text, voice)
    for (let at = 0; at < bytes.length; at += 1) if (bytes[at] !== own[at]) figures.mixedBytes += 1
    if (code === undefined && bytes.length === own.length) figures.whole += 1
    else if (code === 'aborted' && isCancelled) figures.cancelled += 1
    else if (code === 'policy' && isPoisoned) figures.poisoned += 1
    else if (code === 'truncated') figures.truncated += 1
    else figures.odd += 1
  }

  async function work(): Promise<void> {
    // oxlint-disable-next-line no-await-in-loop -- each worker has one request at a time
    while (next < requests) await speak(next++)
  }

  await Promise.all(Array.from({ length: inFlight }, work))
  await gradium.close()
  for (let turn = 0; turn < 10_000 && emulator.contexts > 0; turn += 1)
    // oxlint-disable-next-line no-await-in-loop -- what was cancelled last is still being put away
    await new Promise((resolve) => setImmediate(resolve))
  const { contexts } = emulator
  return { requests, ...figures, contexts, seconds: (performance.now() - started) / 1_000 }
}

/** Reads a stream, cancels it after so many events, and tells how it ended. */
async function read(
  stream: SpeechStream,
  cancelAfter: number,
): Promise<{ bytes: Uint8Array; code: string | undefined }> {
  const pieces: Uint8Array[] = []
  let events = 0
  let code: string | undefined
  if (cancelAfter === 0) stream.cancel()
  try {
    for await (const event of stream) {
      if (event.type === 'audio') pieces.push(event.audio)
      events += 1
      if (events === cancelAfter) stream.cancel()
    }
  } catch (error) {
    if (!GradiumError.is(error)) throw error
    code = error.code
  }
  return { bytes: Buffer.concat(pieces), code }
}

/** One line of figures. */
export function multiplexLine(figures: MultiplexFigures): string {
  const { requests, whole, cancelled, poisoned, truncated, odd, mixedBytes, contexts } = figures
  const ends = `whole=${whole} cancelled=${cancelled} poisoned=${poisoned} truncated=${truncated} odd=${odd}`
  const rest = `mixed_bytes=${mixedBytes} contexts=${contexts} real_s=${figures.seconds.toFixed(1)}`
  return `mux requests=${requests} ${ends} ${rest}`
}
