import {
  oracleAudio,
  startEmulator,
  type Emulator,
  type EmulatorOptions,
} from '@gradium-kit/emulator'
import { canaryKey } from '@gradium-kit/fixtures/canary'
import { startFaultProxy, type FaultProxy, type ProxyRule } from '@gradium-kit/fixtures/fault-proxy'
import {
  GradiumError,
  createService,
  type GradiumOptions,
  type SpeechEvent,
  type SpeechStream,
  type SpeechStreamResult,
} from '../../src/index.node.ts'
import type { Clock } from '../../src/session/deadline.ts'
import { RetryBudget } from '../../src/session/retry-budget.ts'
import { resolveTimeouts } from '../../src/session/timeouts.ts'
import type { Service } from '../../src/transport/service.ts'
import { voiceId } from '../harness.ts'
import { scaledClock } from '../scaled-clock.ts'

const format = 'pcm_8000'

/** What every stream of these tests asks for. */
export const spokenAs = { voiceId, format } as const

/** What the oracle says for a text, without the tags in it. */
export function oracleBytes(text: string): Buffer {
  return Buffer.from(oracleAudio(text.replaceAll('<flush>', ' '), spokenAs))
}

export interface OracleService extends AsyncDisposable {
  emulator: Emulator
  /** Between the client and the emulator. */
  proxy: FaultProxy
  service: Service
  clock: Clock
}

export interface OracleOptions {
  emulator?: EmulatorOptions
  client?: GradiumOptions
  rules?: readonly ProxyRule[]
  /** Default: waits between attempts pass 50 times faster, deadlines do not. */
  clock?: Clock
}

const speedUp = 50

/** A service that speaks what can be told to the byte, in pieces cut at random, and a client behind a proxy. */
export async function startOracleService(options: OracleOptions = {}): Promise<OracleService> {
  const { clock = scaledClock(speedUp), client, rules = [] } = options
  const emulator = await startEmulator({
    clock: 'instant',
    engine: 'oracle',
    chunkSplit: 'random',
    ...options.emulator,
  })
  const proxy = await startFaultProxy(emulator.url, ...rules)
  const service = createService({ apiKey: canaryKey, baseUrl: proxy.url, ...client })
  const budget = new RetryBudget(clock)
  const timeouts = options.clock === undefined ? slowed(client?.timeouts) : service.timeouts
  Object.assign(service, { clock, budget, timeouts, random: () => 0 })
  return {
    emulator,
    proxy,
    service,
    clock,
    async [Symbol.asyncDispose]() {
      await service.pool?.close()
      await proxy.close()
      await emulator.close()
    },
  }
}

function slowed(wishes: GradiumOptions['timeouts']): Service['timeouts'] {
  const timeouts = resolveTimeouts()
  for (const name of Object.keys(timeouts) as (keyof Service['timeouts'])[])
    timeouts[name] = (wishes?.[name] ?? timeouts[name]) * speedUp
  return timeouts
}

/** All that came of a stream. */
export interface Heard {
  events: SpeechEvent[]
  bytes: Buffer
  words: string[]
  /** Where another session went on. */
  seams: number[]
  result: SpeechStreamResult
  error: GradiumError | undefined
}

/** Reads a stream and tells when a word has come. */
export function follow(
  stream: SpeechStream,
  onEvent: (event: SpeechEvent) => void = () => {},
): {
  heard: Promise<Heard>
  saw: (word: string) => Promise<void>
} {
  const seen = new Set<string>()
  const waiting = new Map<string, () => void>()
  const heard = hear(stream, (event) => {
    onEvent(event)
    if (event.type !== 'word') return
    seen.add(event.text)
    waiting.get(event.text)?.()
  })
  const saw = async (word: string): Promise<void> => {
    if (!seen.has(word)) await new Promise<void>((resolve) => waiting.set(word, resolve))
  }
  return { heard, saw }
}

/** Reads a stream to its end, however that comes. */
export async function hear(
  stream: SpeechStream,
  onEvent: (event: SpeechEvent) => void = () => {},
): Promise<Heard> {
  const events: SpeechEvent[] = []
  let error: unknown
  try {
    for await (const event of stream) {
      events.push(event)
      onEvent(event)
    }
  } catch (thrown) {
    error = thrown
  }
  if (error !== undefined && !GradiumError.is(error)) throw error
  const result = (error === undefined ? await stream.result : error.partial) as SpeechStreamResult
  const pieces = events.flatMap((event) => (event.type === 'audio' ? [event] : []))
  const bytes = Buffer.concat(pieces.map(({ audio }) => audio))
  const words = events.flatMap((event) => (event.type === 'word' ? [event.text] : []))
  const seams = events.flatMap((event) => (event.type === 'seam' ? [event.atSeconds] : []))
  return { events, bytes, words, seams, result, error }
}

/** What is wrong with raw audio that was said: pieces that do not follow each other, or hold half a sample. */
export function flawsOf({ events }: Heard, bytesPerSecond = 16_000): string[] {
  const flaws: string[] = []
  let bytes = 0
  let end = 0
  for (const [index, event] of events.entries()) {
    if (event.type === 'ready' && index > 0) flaws.push(`ready again at ${index}`)
    if (event.type === 'word' && event.endSeconds < event.startSeconds)
      flaws.push(`odd ${event.text}`)
    if (event.type !== 'audio') continue
    if (event.audio.length % 2 !== 0) flaws.push(`half a sample at ${index}`)
    if (Math.abs(event.startSeconds - end) > 1.01 / 8_000)
      flaws.push(`a jump from ${end} to ${event.startSeconds}`)
    bytes += event.audio.length
    end = event.endSeconds
    if (Math.abs(end - bytes / bytesPerSecond) > 1.01 / 8_000)
      flaws.push(`${bytes} bytes end at ${end}`)
  }
  return flaws
}
