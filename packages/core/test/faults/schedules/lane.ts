import { getEventListeners } from 'node:events'
import type { FaultRule } from '@gradium-kit/emulator'
import type { ProxyRule } from '@gradium-kit/fixtures/fault-proxy'
import type { GradiumOptions } from '../../../src/index.node.ts'
import { count } from '../figures-file.ts'
import { Stage, createClient } from '../stage.ts'
import { follow, type Verdict } from './follow.ts'
import { startOperations, type ApiName, type Caller } from './operations.ts'

/** What a schedule does, from its first connection on. */
export interface Disturbance {
  /** One for each connection in turn. */
  proxy: readonly ProxyRule[]
  emulator: readonly FaultRule[]
}

/** Short enough that an operation is over within `deadlineMs` however it goes. */
const timeouts = {
  tokenMs: 1_000,
  connectMs: 1_000,
  readyMs: 1_000,
  firstAudioMs: 2_000,
  idleMs: 2_000,
  progressMs: 2_000,
  flushMs: 1_000,
  finishMs: 2_000,
  pingMs: 1_500,
  pongMs: 1_000,
  closeMs: 1_000,
  headersMs: 3_000,
  bodyIdleMs: 2_000,
}
const maxOutageMs = 10_000
/** An outage, the last attempt with every one of its waits, and some. */
const deadlineMs = 60_000 + 250

/** A service, a proxy and a client that one schedule after the other uses. */
export class Lane implements AsyncDisposable {
  readonly stage: Stage
  #translated = new Uint8Array()

  private constructor(stage: Stage) {
    this.stage = stage
  }

  static async start(client: GradiumOptions = {}, speed = 25): Promise<Lane> {
    const retry = { maxRetries: 3, maxOutageMs, baseMs: 50, ...client.retry }
    const stage = await Stage.start({
      speed,
      client: { timeouts, ...client, retry },
      emulator: { credits: 1e9, journalLimit: 2_000 },
    })
    const lane = new Lane(stage)
    lane.#translated = await lane.#listenToTranslation()
    return lane
  }

  /** Runs one schedule and counts what went wrong; nothing should. */
  async run(api: ApiName, caller: Caller, disturbance: Disturbance): Promise<Verdict[]> {
    const { stage } = this
    const first = stage.attempts
    stage.emulator.faults.clear()
    for (const rule of disturbance.emulator) stage.emulator.faults.add(rule)
    stage.proxy.setRules(
      ...disturbance.proxy.map((rule, index) => ({ ...rule, connection: first + 1 + index })),
    )
    const controller = new AbortController()
    const operations = startOperations(api, {
      client: stage.client,
      clock: stage.clock,
      signal: controller.signal,
      isLate: caller.kind === 'writes late',
      translated: this.#translated,
    })
    const context = { clock: stage.clock, abort: () => controller.abort(), deadlineMs }
    const verdicts = await Promise.all(operations.map((each) => follow(each, caller, context)))
    const leaks = await stage.leftovers()
    const listeners = getEventListeners(controller.signal, 'abort').length
    if (listeners > 0) leaks.push(`${listeners} listeners are left on the signal`)
    if (leaks.length > 0) verdicts[0]?.faults.push(...leaks)
    count({
      schedules: 1,
      leaks: leaks.length,
      unsettled: verdicts.filter(({ isUnsettled }) => isUnsettled).length,
      falseSuccess: verdicts.filter(({ isFalseSuccess }) => isFalseSuccess).length,
    })
    return verdicts
  }

  async #listenToTranslation(): Promise<Uint8Array<ArrayBuffer>> {
    const { clock, emulator } = this.stage
    const { client } = createClient({ baseUrl: emulator.url }, clock)
    const { signal } = new AbortController()
    const surroundings = { client, clock, signal, isLate: false, translated: new Uint8Array() }
    const [operation] = startOperations('translation', surroundings)
    const pieces: Uint8Array[] = []
    for await (const { audio } of operation?.events ?? [])
      if (audio !== undefined) pieces.push(audio)
    return Buffer.concat(pieces)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]()
  }
}

/** What was wrong with a schedule, as sentences. */
export function complaintsOf(verdicts: readonly Verdict[]): string[] {
  return verdicts.flatMap(({ isUnsettled, isFalseSuccess, faults }) => [
    ...(isUnsettled ? ['It never settled.'] : []),
    ...(isFalseSuccess ? ['It ended well although something is missing.'] : []),
    ...faults,
  ])
}
