import { startEmulator, type Emulator, type EmulatorOptions } from '@gradium-kit/emulator'
import { canaryKey } from '@gradium-kit/fixtures/canary'
import { startFaultProxy, type FaultProxy, type ProxyRule } from '@gradium-kit/fixtures/fault-proxy'
import { GradiumClient } from '../../src/client.ts'
import { createService, type GradiumOptions } from '../../src/index.node.ts'
import { RetryBudget } from '../../src/session/retry-budget.ts'
import { ConnectionPool } from '../../src/transport/pool.ts'
import type { Service } from '../../src/transport/service.ts'
import { startRewriter, type Rewrite, type Rewriter } from './rewriter.ts'
import { ScaledClock } from './scaled-clock.ts'

/** What a fault needs before anything begins. */
export interface StageOptions {
  emulator?: EmulatorOptions
  client?: GradiumOptions
  rewrite?: Rewrite
  rules?: readonly ProxyRule[]
  /** How much faster than real time the client lives. Default 20. */
  speed?: number
}

/** A client of its own clock. What it does on the network is real. */
export function createClient(
  options: GradiumOptions,
  clock: ScaledClock,
): { client: GradiumClient; service: Service } {
  const service: Service = {
    ...createService({
      apiKey: canaryKey,
      // Sockets that are kept for a next request are not ours, and would hide how many connections were made.
      fetch: (input, init) =>
        globalThis.fetch(input, {
          ...init,
          headers: { ...(init?.headers as Record<string, string>), connection: 'close' },
        }),
      ...options,
    }),
    clock,
    budget: new RetryBudget(clock),
  }
  service.pool = new ConnectionPool(service, 'speech')
  return { client: new GradiumClient(service), service }
}

/** A client, a proxy that breaks its connections, and the service behind it. */
export class Stage implements AsyncDisposable {
  readonly emulator: Emulator
  readonly proxy: FaultProxy
  readonly clock: ScaledClock
  readonly client: GradiumClient
  readonly service: Service
  /** When another attempt was decided on, on the client's clock. */
  readonly retriedAt: number[] = []
  onRetry = (): void => {}
  readonly #rewriter: Rewriter | undefined

  private constructor(
    emulator: Emulator,
    rewriter: Rewriter | undefined,
    proxy: FaultProxy,
    { client, speed = 20 }: StageOptions,
  ) {
    this.emulator = emulator
    this.#rewriter = rewriter
    this.proxy = proxy
    this.clock = new ScaledClock(speed)
    const made = createClient({ baseUrl: proxy.url, ...client }, this.clock)
    this.client = made.client
    this.service = made.service
    made.service.random = () => {
      this.retriedAt.push(this.clock.now())
      this.onRetry()
      return Math.random()
    }
  }

  static async start(options: StageOptions = {}): Promise<Stage> {
    const emulator = await startEmulator({ engine: 'oracle', ...options.emulator })
    const { rewrite, rules = [] } = options
    const rewriter = rewrite && (await startRewriter(emulator.url, rewrite))
    const proxy = await startFaultProxy(rewriter?.url ?? emulator.url, ...rules)
    return new Stage(emulator, rewriter, proxy, options)
  }

  /** Connections that the client has made. */
  get attempts(): number {
    return this.proxy.attempts.length
  }

  /** Ends the client and says what it leaves behind. Everything has a second of real time to go. */
  async leftovers(): Promise<string[]> {
    await this.client.close()
    const { clock, proxy } = this
    // What was stalled would keep the end of the client from the service.
    for (const connection of proxy.connections) connection.resume()
    const isGone = await within(1000, () => this.#sockets === 0 && clock.timers === 0)
    return isGone ? [] : [`${this.#sockets} sockets and ${clock.timers} timers are left`]
  }

  /** Without those that `fetch` of Node opens for requests to come and says nothing on. */
  get #sockets(): number {
    return this.proxy.connections.filter(({ bytesUp }) => bytesUp > 0).length
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close()
    await this.proxy.close()
    await this.#rewriter?.[Symbol.asyncDispose]()
    await this.emulator.close()
  }
}

/** A process that gets no processor time has had no time. */
const fewestTurns = 2_000

/** Looks at every turn of the event loop whether something is so, for so long. */
export async function within(milliseconds: number, isSo: () => boolean): Promise<boolean> {
  const end = performance.now() + milliseconds
  for (let turns = 0; !isSo(); turns += 1) {
    if (turns > fewestTurns && performance.now() > end) return false
    // oxlint-disable-next-line no-await-in-loop -- turn after turn
    await new Promise((resolve) => setImmediate(resolve))
  }
  return true
}
