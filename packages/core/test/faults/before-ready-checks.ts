import { once } from 'node:events'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { createServer as createTlsServer } from 'node:https'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { startEmulator, type Emulator, type FaultMatch } from '@gradium-kit/emulator'
import { createAuthority } from '@gradium-kit/fixtures/certificate'
import { attemptsOf, faultCell, type Api, type FaultCell } from '@gradium-kit/fixtures/fault-matrix'
import { startBlackhole } from '@gradium-kit/fixtures/fault-proxy'
import { expect } from 'vitest'
import type { GradiumOptions, TokenProvider } from '../../src/index.node.ts'
import type { CellCheck } from './matrix.ts'
import { runApi, voiceId, type Run } from './runs.ts'
import { Stage, within, type StageOptions } from './stage.ts'
import { providerFor } from './token-provider.ts'

/** Runs an API where it cannot succeed, and compares its error with the cell. */
export async function expectFailure(
  { name, api, expectation }: FaultCell,
  options: StageOptions,
  about: Record<string, unknown> = {},
): Promise<void> {
  await using stage = await Stage.start(options)
  const { outcome, siblings, bystanders } = await runApi(api, stage)
  const { codes, kind, phase } = expectation
  const where = `${name} without a chance`
  const all = [outcome, ...siblings, ...bystanders]
  expect(await stage.leftovers(), `${where}: left`).toEqual([])
  expect(
    all.flatMap(({ faults }) => faults),
    `${where}: faults`,
  ).toEqual([])
  for (const { error } of all) expect(codes, `${where}: ${error?.message}`).toContain(error?.code)
  const attempts = attemptsOf(api, expectation)
  // Streams of one client share its budget: not each gets all its attempts in time.
  const isShared = api === 'multiplexed' && attempts > 1
  expect(outcome.error, `${where}: ${outcome.error?.message}`).toMatchObject({
    ...(isShared ? {} : { attempts }),
    ...(kind === undefined ? {} : { kind }),
    ...(phase === undefined ? {} : { phase }),
    ...about,
  })
}

const to = (baseUrl: string, more: GradiumOptions = {}): StageOptions => ({
  client: { baseUrl, allowInsecure: true, ...more },
})

/** No resolver has a name whose part is longer than 63 characters, and none has to be asked. */
const noName = `http://${'x'.repeat(64)}.invalid/api`

async function freePort(): Promise<number> {
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server has no other address
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Nobody listens; then, in the second part, somebody does before the second attempt. */
async function refused(cell: FaultCell): Promise<void> {
  const port = await freePort()
  await expectFailure(cell, to(`http://127.0.0.1:${port}/api`))
  let late: Promise<Emulator> | undefined
  const retry = { baseMs: 8_000 }
  await using stage = await Stage.start(to(`http://127.0.0.1:${port}/api`, { retry }))
  stage.service.random = () => {
    late ??= startEmulator({ port, engine: 'oracle' })
    return 0.999
  }
  const { outcome } = await runApi(cell.api, stage)
  expect(outcome).toMatchObject({ isWhole: true, faults: [] })
  await stage.client.close()
  await (await late)?.close()
}

/** Three certificates, of which each is wrong in another way. */
async function untrusted(cell: FaultCell): Promise<void> {
  const authority = createAuthority()
  const trusted = getCACertificates('default')
  const hour = 3_600_000
  const expired = {
    validFrom: new Date(Date.now() - 3 * hour),
    validTo: new Date(Date.now() - hour),
  }
  const servers = [
    { certificate: authority.issue(expired), isTrusted: true },
    { certificate: authority.issue({ names: ['elsewhere.example'] }), isTrusted: true },
    { certificate: authority.issue(), isTrusted: false },
  ]
  for (const { certificate, isTrusted } of servers) {
    const server = createTlsServer(certificate).listen(0, '127.0.0.1')
    try {
      // oxlint-disable-next-line no-await-in-loop -- what is trusted is so for the whole process
      await once(server, 'listening')
      setDefaultCACertificates(isTrusted ? [...trusted, authority.cert] : trusted)
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server has no other address
      const { port } = server.address() as AddressInfo
      // oxlint-disable-next-line no-await-in-loop
      await expectFailure(cell, to(`https://127.0.0.1:${port}/api`))
    } finally {
      setDefaultCACertificates(trusted)
      server.closeAllConnections()
      server.close()
    }
  }
}

async function vanishing(cell: FaultCell): Promise<void> {
  await using blackhole = await startBlackhole()
  await expectFailure(cell, to(blackhole.url))
}

interface Wait {
  stage?: StageOptions
  match?: FaultMatch
  isUnderWay: (stage: Stage) => boolean
}

/** The caller gives up while the connection, a token or the service is waited for. */
async function abortedEarly(cell: FaultCell): Promise<void> {
  const { api } = cell
  const client = { retry: { maxRetries: 0 } }
  await abortDuring(cell, {
    stage: { client, rules: [{ connection: 'all', silent: true }] },
    isUnderWay: ({ attempts }) => attempts > 0,
  })
  if (api === 'restSpeech' || api === 'restTranscription') return
  let asked: AbortSignal | undefined
  const token: TokenProvider = ({ signal }) => {
    asked = signal
    return new Promise(() => {})
  }
  const provided = api === 'token' ? faultCell(`${cell.fault.id} speech`) : cell
  const isUnderWay = (): boolean => asked !== undefined
  await abortDuring(provided, { stage: { client: { ...client, token } }, isUnderWay })
  expect(asked?.aborted).toBe(true)
}

/** As before, and while the service works on the setup of this request alone. */
async function abortedAnywhere(cell: FaultCell): Promise<void> {
  await abortedEarly(cell)
  const match = cell.api === 'multiplexed' ? { voice: voiceId } : {}
  const isUnderWay = ({ emulator }: Stage): boolean =>
    emulator.journal.some(({ kind }) => kind === 'fault')
  const { siblings, bystanders } = await abortDuring(cell, { match, isUnderWay })
  for (const each of [...siblings, ...bystanders]) expect(each).toMatchObject({ isWhole: true })
}

async function abortDuring({ api, expectation }: FaultCell, wait: Wait): Promise<Run> {
  await using stage = await Stage.start(wait.stage)
  if (wait.match !== undefined)
    stage.emulator.faults.add({
      match: wait.match,
      when: 'setup',
      what: { kind: 'stall' },
      times: 1,
    })
  const controller = new AbortController()
  const running = runApi(api, stage, { signal: controller.signal })
  expect(await within(5000, () => wait.isUnderWay(stage))).toBe(true)
  const abortedAt = performance.now()
  const workedBefore = process.cpuUsage()
  controller.abort()
  const run = await running
  const worked = process.cpuUsage(workedBefore)
  expect(run.outcome).toMatchObject({ faults: [], error: { code: 'aborted', name: 'AbortError' } })
  // On a busy machine time passes in which this process gets no processor.
  const tookMs = Math.min(run.outcome.endedAt - abortedAt, (worked.user + worked.system) / 1000)
  expect(tookMs).toBeLessThanOrEqual(expectation.withinMs ?? 0)
  expect(await stage.leftovers()).toEqual([])
  return run
}

interface Provider {
  token: (good: TokenProvider) => TokenProvider
  code: 'token' | 'timeout'
  attempts: number
}

const providers: Readonly<Record<string, Provider>> = {
  throws: {
    token: () => () => {
      throw new Error('No session.')
    },
    code: 'token',
    attempts: 3,
  },
  hangs: { token: () => () => new Promise(() => {}), code: 'timeout', attempts: 3 },
  'returns nonsense': { token: () => () => 'two words', code: 'token', attempts: 1 },
}

/** The token provider does what it should not, always, or the first time alone. */
async function misprovided(cell: FaultCell): Promise<void> {
  const api = cell.api === 'token' ? 'speech' : cell.api
  for (const [name, { token, code, attempts }] of Object.entries(providers)) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const run = await runWithProvider(api, token)
    const where = `${cell.name}: the provider ${name}`
    const isLess = api === 'multiplexed' && code === 'timeout'
    const counted = { attempts: isLess ? expect.any(Number) : attempts }
    expect(run.outcome, `${where}, always`).toMatchObject({
      faults: [],
      error: { code, phase: 'token', ...counted },
    })
    for (const { error } of run.siblings) expect(error, `${where}: others`).toMatchObject({ code })
    if (attempts === 1) continue
    let isFirst = true
    // oxlint-disable-next-line no-await-in-loop
    const { outcome } = await runWithProvider(api, (good) => (context) => {
      const provider = isFirst ? token(good) : good
      isFirst = false
      return provider(context)
    })
    expect(outcome, `${where}, once`).toMatchObject({ faults: [], isWhole: true })
  }
  let first: Promise<string | { token: string }> | undefined
  const { outcome } = await runWithProvider(
    api,
    (good) => async (context) => (first ??= Promise.resolve(good(context))),
    { rules: [{ connection: 1, down: { afterMessages: 0, how: 'rst' } }] },
  )
  const isShared = api === 'multiplexed'
  if (!isShared) expect(outcome.error?.message).toMatch(/connection|already used/)
  expect(outcome.faults).toEqual([])
}

async function runWithProvider(
  api: Api,
  token: (good: TokenProvider) => TokenProvider,
  options: StageOptions = {},
): Promise<Run> {
  const inner: { provider?: TokenProvider } = {}
  const asked: TokenProvider = (context) => inner.provider?.(context) ?? ''
  await using stage = await Stage.start({ ...options, client: { token: asked } })
  inner.provider = token(providerFor(stage.emulator))
  const run = await runApi(api, stage)
  expect(await stage.leftovers()).toEqual([])
  return run
}

/** Faults that take more than the service to make. */
export const beforeReadyChecks: Readonly<Record<string, CellCheck>> = {
  F01: (cell) => expectFailure(cell, to(noName)),
  F02: refused,
  F03: untrusted,
  F04: vanishing,
  F14: (cell) => (cell.api === 'token' ? abortedEarly(cell) : abortedAnywhere(cell)),
  F15: misprovided,
}
