import { describe, expect, it } from 'vitest'
import type { GradiumError } from '../../src/index.node.ts'
import { RequestSeries, type RequestSeriesOptions } from '../../src/transport/request-series.ts'
import type { ServerMessage } from '../../src/protocol/server-messages.ts'
import { spokenAs, startOracleService, type OracleService } from '../speech/oracle-service.ts'
import { WatchedClock } from './watched-clock.ts'

const setup = { voiceId: spokenAs.voiceId, outputFormat: spokenAs.format }

/** A series that says a text, tries again as long as it may, and notes what happens. */
class Teller {
  readonly notes: string[] = []
  readonly series: RequestSeries
  canRetry = true
  isComplete = false
  readonly #ends: (GradiumError | undefined)[] = []
  #onEnd = (): void => {}

  constructor({ service }: OracleService, options: Partial<RequestSeriesOptions> = {}) {
    this.series = new RequestSeries(
      service,
      { endpoint: 'speech', setup, connection: undefined, ...options },
      {
        onRequest: (request) => {
          this.notes.push('request')
          request.start()
          request.send(`{"type":"text","text":"Hi."${request.suffix}`)
          request.end(() => 10_000)
        },
        onMessage: (message) => this.#note(message),
        onComplete: () => this.#end(undefined),
        canRetry: () => this.canRetry,
        isComplete: () => this.isComplete,
        onFailed: (error) => this.#end(error),
      },
    )
  }

  /** Resolves when it has ended so often, with the error if there is one. */
  async ended(count = 1): Promise<GradiumError | undefined> {
    if (this.#ends.length < count) await new Promise<void>((resolve) => (this.#onEnd = resolve))
    return this.#ends[count - 1]
  }

  #end(error: GradiumError | undefined): void {
    this.#ends.push(error)
    this.#onEnd()
  }

  #note({ type }: ServerMessage): void {
    if (type !== this.notes.at(-1)) this.notes.push(type)
  }
}

describe('a series of requests', () => {
  it('makes a request, hands its messages on, and ends with it', async () => {
    await using oracle = await startOracleService()
    const teller = new Teller(oracle)
    expect(teller.series.isOpen).toBe(false)
    teller.series.open()
    expect(teller.series.isOpen).toBe(true)
    expect(await teller.ended()).toBeUndefined()
    expect(teller.notes).toEqual(['request', 'ready', 'text', 'audio'])
    expect(teller.series).toMatchObject({ isOpen: false, request: undefined })
    await teller.series.close()
  })

  it('makes the request again when it fails', async () => {
    const down = { afterMessages: 1, how: 'fin' } as const
    await using oracle = await startOracleService({ rules: [{ connection: 1, down }] })
    const teller = new Teller(oracle)
    teller.series.open()
    expect(await teller.ended()).toBeUndefined()
    expect(teller.notes).toEqual(['request', 'ready', 'request', 'ready', 'text', 'audio'])
    expect(teller.series.outage.attempts).toBe(2)
  })

  it('fails with what the owner cannot mend, and says how many attempts there were', async () => {
    await using oracle = await startOracleService({
      rules: [
        { connection: 1, refuse: true },
        { connection: 2, down: { afterMessages: 1, how: 'fin' } },
      ],
    })
    const teller = new Teller(oracle)
    teller.series.open()
    await oracle.proxy.waitFor(() => oracle.proxy.attempts.length === 2)
    teller.canRetry = false
    expect(await teller.ended()).toMatchObject({ code: 'truncated', attempts: 2 })
    expect(teller.series.isOpen).toBe(false)
  })

  it('is complete when nothing is missing, unless the service says that it is wrong', async () => {
    for (const [closeCode, outcome] of [
      [1011, undefined],
      [1008, 'policy'],
    ] as const) {
      const down = { afterMessages: 1, how: { closeCode } } as const
      await using oracle = await startOracleService({ rules: [{ connection: 1, down }] })
      const teller = new Teller(oracle)
      teller.isComplete = true
      teller.series.open()
      expect((await teller.ended())?.code).toBe(outcome)
      expect(teller.notes).toEqual(['request', 'ready'])
    }
  })

  it('counts a failure after a complete request as another outage', async () => {
    const clock = new WatchedClock()
    const retry = { maxRetries: 1, maxOutageMs: 30_000 }
    await using oracle = await startOracleService({ clock, client: { retry } })
    oracle.proxy.setRules({ connection: 1, refuse: true }, { connection: 3, refuse: true })
    const teller = new Teller(oracle)
    for (const round of [1, 2]) {
      teller.series.open()
      await clock.saw(100, round)
      clock.advance(100)
      expect(await teller.ended(round)).toBeUndefined()
      clock.advance(60_000)
    }
    expect(oracle.proxy.attempts).toHaveLength(4)
  })

  it('reports nothing once it is stopped', async () => {
    await using oracle = await startOracleService()
    const teller = new Teller(oracle)
    teller.series.open()
    teller.series.stop()
    await teller.series.close()
    expect(teller.notes).toEqual(['request'])
    expect(teller.series.isOpen).toBe(false)
  })

  it('is refused with a connection for something else', async () => {
    await using oracle = await startOracleService()
    const { Connection } = await import('../../src/transport/connection.ts')
    await using connection = new Connection(oracle.service, 'transcription')
    expect(() => new Teller(oracle, { connection })).toThrow(/connect\('speech'\)/)
  })

  it.each([
    { big: 1n },
    {
      toJSON: () => {
        throw new Error('no')
      },
    },
  ])(
    'is refused with settings that are no JSON, before it waits for anything',
    async (settings) => {
      await using oracle = await startOracleService()
      expect(() => new Teller(oracle, { setup: { ...setup, settings } })).toThrow(/as JSON/)
    },
  )
})
