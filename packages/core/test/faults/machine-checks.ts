import { type ChildProcess, execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { startEmulator, type FaultRule } from '@gradium-kit/emulator'
import { attemptsOf, type FaultCell } from '@gradium-kit/fixtures/fault-matrix'
import { expect, vi } from 'vitest'
import type { CellCheck } from './matrix.ts'
import { settled } from './outcome.ts'
import { format, runApi, speechText, voiceId, type Run } from './runs.ts'
import { Stage } from './stage.ts'
import { providerFor } from './token-provider.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const listening: ReadonlySet<string> = new Set(['transcription', 'restTranscription'])

/** The link goes dead at a place, and the machine sleeps. */
async function asleep(
  api: FaultCell['api'],
  when: NonNullable<FaultRule['when']>,
  onWake = (): void => {},
): Promise<Run & { stage: Stage }> {
  await using stage = await Stage.start()
  if (api === 'token') stage.service.credentials.mintWith(providerFor(stage.emulator))
  const match = api === 'multiplexed' ? { voice: voiceId } : {}
  stage.emulator.faults.add({ match, when, what: { kind: 'deaf' }, times: 1 })
  const sleeping = stage.emulator
    .waitFor(({ kind }) => kind === 'fault')
    .then(() => {
      stage.clock.stall(hourMs)
      return onWake()
    })
  const run = await runApi(api === 'token' ? 'transcription' : api, stage)
  await sleeping
  expect([...run.outcome.faults, ...(await stage.leftovers())]).toEqual([])
  return { ...run, stage }
}

async function sleeps({ api, expectation }: FaultCell): Promise<void> {
  const { outcome: promised, codes, afterDelivery } = expectation
  const middle = listening.has(api) ? { afterMessages: 60 } : { afterAudio: 3 }
  const later = await asleep(api, middle)
  if (promised === 'resumes') {
    expect(later.outcome).toMatchObject({ isWhole: true })
    expect(later.stage.attempts).toBe(2)
    return
  }
  expect(afterDelivery ?? codes).toContain(later.outcome.error?.code)
  expect(later.outcome.error?.partial).toBeDefined()
  for (const each of later.siblings) expect(each).toMatchObject({ isWhole: true })
  if (promised !== 'retried') return
  const early = await asleep(api, { afterMessages: 1 })
  for (const each of [early.outcome, ...early.siblings])
    expect(each).toMatchObject({ isWhole: true })
}

/** The provider is asked again once the machine is awake. */
async function mintedAwake(): Promise<void> {
  await using stage = await Stage.start()
  const askedAt: number[] = []
  const provider = providerFor(stage.emulator)
  stage.service.credentials.mintWith((context) => {
    askedAt.push(stage.clock.now())
    return provider(context)
  })
  stage.emulator.faults.add({ when: { afterMessages: 60 }, what: { kind: 'deaf' }, times: 1 })
  const woken = stage.emulator
    .waitFor(({ kind }) => kind === 'fault')
    .then(() => stage.clock.stall(hourMs))
  const { outcome } = await runApi('transcription', stage)
  await woken
  expect(outcome).toMatchObject({ isWhole: true, faults: [] })
  expect(askedAt).toHaveLength(2)
  expect(askedAt[1]! - askedAt[0]!).toBeGreaterThan(hourMs)
}

/** Something happens to this process just when the service has said something. */
async function amid({ api }: FaultCell, happen: (stage: Stage) => void): Promise<void> {
  await using stage = await Stage.start()
  const happened = stage.emulator
    .waitFor(({ direction, index, kind }) => kind === 'http' || (direction === 'out' && index > 5))
    .then(() => happen(stage))
  const run = await runApi(api, stage)
  await happened
  for (const each of [run.outcome, ...run.siblings, ...run.bystanders])
    expect(each).toMatchObject({ isWhole: true, faults: [] })
  expect(stage.attempts).toBe(api === 'multiplexed' ? 4 : 1)
  expect(await stage.leftovers()).toEqual([])
}

async function clockJumps(cell: FaultCell): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    await amid(cell, () => vi.setSystemTime(Date.now() + dayMs))
    await amid(cell, () => vi.setSystemTime(Date.now() - 2 * dayMs))
  } finally {
    vi.useRealTimers()
  }
}

/** More than every timeout passes before this process looks at anything again. */
const stuck: CellCheck = (cell) => amid(cell, ({ clock }) => clock.stall(20_000))

async function networkFlaps({ api, expectation }: FaultCell): Promise<void> {
  await using lost = await Stage.start()
  lost.proxy.refuse()
  const failed = await runApi(api, lost)
  expect(expectation.codes).toContain(failed.outcome.error?.code)
  if (api !== 'multiplexed')
    expect(failed.outcome.error?.attempts).toBe(attemptsOf(api, expectation))
  expect([...failed.outcome.faults, ...(await lost.leftovers())]).toEqual([])
  await using back = await Stage.start()
  back.proxy.refuse()
  back.onRetry = () => back.proxy.refuse(false)
  const early = await runApi(api, back)
  expect(early.outcome).toMatchObject({ isWhole: true, faults: [] })
  const isListening = expectation.outcome === 'resumes'
  if (expectation.afterDelivery === undefined && !isListening) return
  await using amidst = await Stage.start()
  amidst.onRetry = () => amidst.proxy.refuse(amidst.retriedAt.length < 3)
  const places = { transcription: 60, speech: 12, multiplexed: 12 }
  const most = api in places ? places[api as keyof typeof places] : 0
  const gone = amidst.proxy
    .waitFor(() =>
      amidst.proxy.connections.some(({ id, messagesDown }) => id === 1 && messagesDown > most),
    )
    .then(() => {
      amidst.proxy.refuse()
      return amidst.proxy.connections[0]?.cut('rst')
    })
  const { outcome } = await runApi(api, amidst)
  await gone
  if (isListening) expect(outcome).toMatchObject({ isWhole: true, faults: [] })
  else expect(outcome).toMatchObject({ faults: [], isTrue: true })
  if (outcome.error !== undefined) expect(expectation.afterDelivery).toContain(outcome.error.code)
}

/** Every way in which a caller gives up. */
async function givenUp({ api }: FaultCell): Promise<void> {
  if (api === 'restSpeech' || api === 'restTranscription') {
    await using stage = await Stage.start({ emulator: { clock: 'realtime' } })
    stage.emulator.faults.add({ when: { afterMessages: 3 }, what: { kind: 'stall' } })
    const controller = new AbortController()
    const struck = stage.emulator
      .waitFor(({ kind }) => kind === 'fault')
      .then(() => controller.abort())
    const { outcome } = await runApi(api, stage, { signal: controller.signal })
    await struck
    expect(outcome).toMatchObject({ faults: [], error: { code: 'aborted' } })
    expect(await stage.leftovers()).toEqual([])
    return
  }
  const dedicated = api === 'speech'
  const ways: ((stage: Stage, stream: ReturnType<typeof open>) => unknown)[] = [
    (_stage, stream) => stream.cancel(),
    (_stage, stream) => stream.close(),
    (_stage, stream) => stream[Symbol.asyncDispose](),
    (_stage, stream) => stream[Symbol.asyncIterator]().return?.(),
    ...(api === 'multiplexed' ? [({ client }: Stage) => client.close()] : []),
  ]
  const open = (stage: Stage): ReturnType<typeof speak> | ReturnType<typeof listen> =>
    api === 'transcription' ? listen(stage) : speak(stage, dedicated)
  for (const giveUp of ways) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await using stage = await Stage.start()
    const stream = open(stage)
    const iterator = stream[Symbol.asyncIterator]()
    // oxlint-disable-next-line no-await-in-loop
    expect(await iterator.next()).toMatchObject({ value: { type: 'ready' } })
    void giveUp(stage, stream)
    // oxlint-disable-next-line no-await-in-loop
    expect(await settled<unknown>(stream.result)).toMatchObject({ error: { code: 'aborted' } })
    // oxlint-disable-next-line no-await-in-loop
    const after = await settled<{ done?: boolean | undefined }>(iterator.next())
    if ('value' in after) expect(after.value.done).toBe(true)
    // oxlint-disable-next-line no-await-in-loop
    expect(await stage.leftovers()).toEqual([])
  }
}

function speak({ client }: Stage, dedicated: boolean): ReturnType<typeof client.speech.stream> {
  const stream = client.speech.stream({ voiceId, format, dedicated })
  stream.write(speechText)
  return stream
}

function listen({ client }: Stage): ReturnType<typeof client.transcription.live> {
  return client.transcription.live({ format })
}

/** In a program that may open no more sockets, and in one that may again before the second attempt. */
async function noSockets(cell: FaultCell): Promise<void> {
  const { api, expectation } = cell
  await using emulator = await startEmulator({ engine: 'oracle' })
  const child = fork(new URL('programs/no-sockets.ts', import.meta.url), [emulator.url, api], {
    execArgv: [],
  })
  const answer = await new Promise<unknown>((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`The program ended with ${code}.`)))
    child.on('message', (message: { files?: 'none' | 'usual' }) => {
      if (message.files === undefined) resolve(message)
      else limitFiles(child, message.files)
    })
  })
  const exited = once(child, 'exit')
  child.kill('SIGKILL')
  await exited
  expect(answer).toMatchObject({
    lasting: { code: 'connection', attempts: attemptsOf(api, expectation) },
    once: 'ok',
    traps: [],
    ...(api === 'multiplexed' ? { sibling: 'ok' } : {}),
  })
}

function limitFiles(child: ChildProcess, files: 'none' | 'usual'): void {
  const limit = `--nofile=${files === 'none' ? 0 : 256}:256`
  execFileSync('prlimit', ['--pid', String(child.pid), limit])
  child.send(files)
}

/** Faults of the machine and of the network around it. */
export const machineChecks: Readonly<Record<string, CellCheck>> = {
  F37: (cell) => (cell.api === 'token' ? mintedAwake() : sleeps(cell)),
  F38: clockJumps,
  F39: stuck,
  F40: networkFlaps,
  F41: givenUp,
  F43: noSockets,
}
