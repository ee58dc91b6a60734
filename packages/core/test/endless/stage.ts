import {
  startEmulator,
  type Emulator,
  type EmulatorOptions,
  type OracleSpeech,
} from '@gradium-kit/emulator'
import { canaryKey } from '@gradium-kit/fixtures/canary'
import { startFaultProxy, type FaultProxy } from '@gradium-kit/fixtures/fault-proxy'
import { createService, type GradiumOptions } from '../../src/index.node.ts'
import { RetryBudget } from '../../src/session/retry-budget.ts'
import {
  transcribeLive,
  type LiveTranscription,
} from '../../src/transcription/live-transcription.ts'
import type {
  TranscriptionEvent,
  TranscriptionStreamOptions,
} from '../../src/transcription/stream-options.ts'
import type { Transcript } from '../../src/transcription/segments.ts'
import type { Service } from '../../src/transport/service.ts'
import { FakeClock } from '../session/fake-clock.ts'

const frameBytes = 3_840
const bytesPerMs = 48
/** Time that passes with each turn of the event loop; the audio limit of the emulator needs no clock, the other one its own. */
const turnMs = 20
const manualTurnMs = 160

/** How a stage is set. */
export interface StageOptions {
  limitSeconds?: number
  /** Whether the service counts audio or time. */
  limit?: 'audio' | 'time'
  emulator?: EmulatorOptions
  client?: GradiumOptions
}

/**
 * A client before a fault proxy before an oracle, all in one event loop, whose turns are the time of the client: nothing
 * waits for real, and a busy machine changes nothing.
 */
export class Stage implements AsyncDisposable {
  readonly emulator: Emulator
  readonly proxy: FaultProxy
  readonly clock: FakeClock
  readonly service: Service
  /** The most requests that the service has worked on at once. */
  mostRequests = 0
  readonly #isTimed: boolean
  readonly #due: { atMs: number; run: () => void }[] = []

  private constructor(emulator: Emulator, proxy: FaultProxy, options: StageOptions) {
    this.emulator = emulator
    this.proxy = proxy
    this.#isTimed = options.limit === 'time'
    const clock = new FakeClock()
    const { limitSeconds = 300, client } = options
    const shared = createService({
      apiKey: canaryKey,
      baseUrl: proxy.url,
      maxSessionSeconds: limitSeconds,
      ...client,
    })
    this.clock = clock
    this.service = { ...shared, clock, budget: new RetryBudget(clock), random: () => 0.5 }
  }

  static async open(options: StageOptions = {}): Promise<Stage> {
    const { limit = 'audio', limitSeconds = 300 } = options
    const emulator = await startEmulator({
      engine: 'oracle',
      clock: limit === 'time' ? 'manual' : 'instant',
      sessionLimitSeconds: limitSeconds,
      credits: 1e9,
      journalLimit: 1e6,
      ...options.emulator,
      compatibility: { isLimitAudioTime: limit === 'audio', ...options.emulator?.compatibility },
    })
    return new Stage(emulator, await startFaultProxy(emulator.url), options)
  }

  /** Has something happen at a time. */
  readonly at = (seconds: number, run: () => void): void => {
    this.#due.push({ atMs: seconds * 1_000, run })
  }

  /** Lets one turn pass; returns how long it was. */
  async turn(): Promise<number> {
    const passedMs = this.#isTimed ? manualTurnMs : turnMs
    this.clock.advance(passedMs)
    for (const due of this.#due.filter(({ atMs }) => atMs <= this.clock.now())) {
      this.#due.splice(this.#due.indexOf(due), 1)
      due.run()
    }
    if (this.#isTimed) await this.emulator.clock.advance(passedMs)
    await new Promise((resolve) => setImmediate(resolve))
    this.mostRequests = Math.max(this.mostRequests, this.emulator.contexts)
    return passedMs
  }

  /** Lets time pass until something is so. */
  async until(isSo: () => boolean, withinSeconds = 120): Promise<void> {
    const end = this.clock.now() + withinSeconds * 1_000
    while (!isSo()) {
      if (this.clock.now() > end) throw new Error(`In vain for ${withinSeconds} s: ${String(isSo)}`)
      await this.turn()
    }
  }

  /** Lets time pass. */
  async pass(seconds: number): Promise<void> {
    const end = this.clock.now() + seconds * 1_000
    while (this.clock.now() < end) await this.turn()
  }

  transcribe(options: TranscriptionStreamOptions = {}): LiveTranscription {
    return transcribeLive(this.service, options)
  }

  /** The result, once all is done. */
  async finish(live: LiveTranscription): Promise<Transcript> {
    return this.settled(live.finish())
  }

  /** What a promise comes to while time passes. */
  async settled<Value>(promise: Promise<Value>, withinSeconds = 240): Promise<Value> {
    let isSettled = false
    const watched = promise.finally(() => (isSettled = true))
    watched.catch(() => {})
    await this.until(() => isSettled, withinSeconds)
    return watched
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.proxy.close()
    await this.emulator.close()
  }
}

/** Somebody who speaks: sends what has been spoken, at the pace of speech, in pieces of a size. */
export class Microphone {
  readonly #stage: Stage
  readonly #live: LiveTranscription
  readonly #speech: OracleSpeech
  readonly #pieceBytes: number
  #position = 0
  #spokenBytes = 0

  constructor(
    stage: Stage,
    live: LiveTranscription,
    speech: OracleSpeech,
    pieceBytes: number = frameBytes,
  ) {
    this.#stage = stage
    this.#live = live
    this.#speech = speech
    this.#pieceBytes = pieceBytes
  }

  /** Speaks up to a second of the speech, by default to its end. */
  async speak(untilSeconds = Infinity, afterTurn?: () => void): Promise<void> {
    const end = Math.min(untilSeconds * 1_000 * bytesPerMs, this.#speech.frameCount * frameBytes)
    while (this.#position < end) {
      this.#spokenBytes = Math.min(end, this.#spokenBytes + (await this.#stage.turn()) * bytesPerMs)
      while (this.#position < this.#spokenBytes) {
        const next = Math.min(this.#position + this.#pieceBytes, end)
        if (next > this.#spokenBytes) break
        this.#live.send(bytesOf(this.#speech, this.#position, next))
        this.#position = next
      }
      afterTurn?.()
    }
  }
}

function bytesOf(speech: OracleSpeech, from: number, to: number): Uint8Array {
  const first = Math.floor(from / frameBytes)
  const frames: Uint8Array[] = []
  for (let index = first; index * frameBytes < to; index += 1) frames.push(speech.frame(index))
  const joined = frames.length === 1 ? frames[0]! : Buffer.concat(frames)
  return joined.subarray(from - first * frameBytes, to - first * frameBytes)
}

/** Reads everything, and keeps it. */
export function readAll(live: LiveTranscription): TranscriptionEvent[] {
  const events: TranscriptionEvent[] = []
  void (async () => {
    for await (const event of live) events.push(event)
  })().catch(() => {})
  return events
}
