import {
  attemptsOf,
  type Api,
  type Expectation,
  type FaultCell,
} from '@gradium-kit/fixtures/fault-matrix'
import { expect } from 'vitest'
import { runApi, siblingTexts, spokenWords, type Run, type RunOptions } from './runs.ts'
import { count } from './figures-file.ts'
import { Stage, type StageOptions } from './stage.ts'
import { providerFor } from './token-provider.ts'

/** When and how often a fault strikes. */
export interface Strike {
  api: Api
  /** Before anything has been delivered, or after some of it. */
  moment: 'start' | 'middle'
  /** Whether it strikes every attempt, or the first alone. */
  isLasting: boolean
  /** Whether each attempt takes a token. */
  hasTokens?: boolean
}

/** One way in which a fault can come. */
export interface Variant {
  name: string
  /** Where it can come. Default: everywhere. */
  apis?: readonly Api[]
  /** Which of the cell's codes this variant comes to. Default: any. */
  codes?: readonly string[]
  /** The fault strikes before the service is ready; it knows no request of several then. */
  isEarly?: boolean
  stage?: (strike: Strike) => StageOptions
  /** Sets it off. */
  strike?: (stage: Stage, strike: Strike) => void | Promise<void>
  run?: RunOptions
}

const oneWord = spokenWords.slice(0, 1)

/** In which ways the promise of a cell has to be tried. */
function strikesOf(api: Api, { outcome, afterDelivery, hasPartial }: Expectation): Strike[] {
  const strike = (moment: Strike['moment'], isLasting: boolean): Strike => ({
    api,
    moment,
    isLasting,
  })
  switch (outcome) {
    case 'completes':
      return [strike('middle', true)]
    case 'retried':
      return [
        strike('start', false),
        strike('start', true),
        ...(afterDelivery === undefined ? [] : [strike('middle', false)]),
      ]
    case 'resumes':
      return [strike('middle', false), strike('start', true)]
    default:
      return [strike(hasPartial === true ? 'middle' : 'start', true)]
  }
}

/** Makes a fault in every way it can come, and compares what the caller sees with the cell. */
export async function checkCell(cell: FaultCell, variants: readonly Variant[]): Promise<void> {
  const { api, expectation } = cell
  const fitting = variants.filter(({ apis }) => apis?.includes(api) ?? true)
  expect(fitting, 'ways in which the fault can come').not.toHaveLength(0)
  for (const variant of fitting) {
    for (const strike of strikesOf(api, expectation)) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, on two processors
      await checkStrike(cell, variant, strike)
    }
    const { attemptsWithTokens } = expectation
    if (attemptsWithTokens !== undefined) {
      // oxlint-disable-next-line no-await-in-loop
      await checkStrike(cell, variant, { api, moment: 'start', isLasting: true, hasTokens: true })
    }
  }
}

async function checkStrike(cell: FaultCell, variant: Variant, strike: Strike): Promise<void> {
  const options = variant.stage?.(strike) ?? {}
  await using stage = await Stage.start(options)
  if (strike.hasTokens === true) stage.service.credentials.mintWith(providerFor(stage.emulator))
  await variant.strike?.(stage, strike)
  // Whoever answers before it has read an upload resets the connection, and the answer may be lost with it.
  const isBrief = variant.isEarly === true && cell.api === 'restTranscription'
  const run = await runApi(cell.api, stage, isBrief ? { words: oneWord } : variant.run)
  // What \`fetch\` connects to for a next request is none of ours.
  const connections = stage.attempts
  const left = await stage.leftovers()
  count({ leaks: left.length })
  const where = `${cell.name}, ${variant.name}, ${JSON.stringify(strike)}`
  const all = [run.outcome, ...run.siblings, ...run.bystanders]
  expect([...all.flatMap(({ faults }) => faults), ...left], `${where}.`).toEqual([])
  compare(cell, variant, { strike, connections, run, where })
}

interface Seen {
  strike: Strike
  /** Connections that had been made when it was over. */
  connections: number
  run: Run
  where: string
}

function compare(cell: FaultCell, variant: Variant, seen: Seen): void {
  const { outcome: promised } = cell.expectation
  const { isLasting, moment } = seen.strike
  const isAtOnce = promised === 'fails' || (moment === 'middle' && promised === 'retried')
  const isMade = !isAtOnce && (promised === 'completes' || !isLasting)
  if (isMade) compareSuccess(cell, seen)
  else compareFailure(cell, variant, seen, isAtOnce)
  compareOthers(cell, variant, seen)
}

function compareSuccess({ api, expectation }: FaultCell, { run, connections, where }: Seen): void {
  const { error, isWhole } = run.outcome
  expect({ error: error?.message, isWhole }, `${where}.`).toEqual({
    error: undefined,
    isWhole: true,
  })
  const isShared = api === 'multiplexed'
  if (expectation.outcome === 'completes')
    expect(connections, `${where}: connections`).toBe(isShared ? siblingTexts.length : 1)
  else if (!isShared) expect(connections, `${where}: connections`).toBe(2)
}

function compareFailure(
  { api, expectation }: FaultCell,
  variant: Variant,
  { strike, connections, run, where }: Seen,
  isAtOnce: boolean,
): void {
  const { error } = run.outcome
  const { codes, afterDelivery, kind, phase, hasPartial, outcome } = expectation
  const isLater = strike.moment === 'middle' && outcome === 'retried'
  const wanted = variant.codes ?? (isLater ? (afterDelivery ?? codes) : codes)
  expect(wanted, `${where}: ${error?.message}`).toContain(error?.code)
  if (!isLater) {
    const details = {
      ...(kind === undefined ? {} : { kind }),
      ...(phase === undefined ? {} : { phase }),
    }
    expect(error, `${where}.`).toMatchObject(details)
  }
  if (hasPartial === true) expect(error?.partial, `${where}.`).toBeDefined()
  const attempts = isAtOnce && isLater ? 1 : attemptsOf(api, expectation, strike.hasTokens)
  if (api === 'multiplexed') {
    // What is made again may meet a shared socket that is being refused for another, or have to wait for others.
    expect(error?.attempts, `${where}: attempts`).toBeGreaterThan(attempts > 1 ? 1 : 0)
    expect(error?.attempts, `${where}: attempts`).toBeLessThanOrEqual(attempts + 1)
  } else if (error?.code === 'timeout' && attempts === 6) {
    // So many may not fit into an outage when each takes seconds.
    expect(error.attempts, `${where}: attempts`).toBeGreaterThan(2)
    expect(connections, `${where}: connections`).toBe(error.attempts)
  } else if (outcome === 'resumes' && strike.moment === 'middle') {
    // What has worked is tried for as long as the outage may last.
    expect(error?.attempts, `${where}: attempts`).toBeGreaterThanOrEqual(attempts)
    expect(connections, `${where}: connections`).toBe(error?.attempts)
  } else {
    expect(error?.attempts, `${where}: attempts`).toBe(attempts)
    expect(connections, `${where}: connections`).toBe(attempts)
  }
}

function compareOthers({ expectation }: FaultCell, variant: Variant, seen: Seen): void {
  const { outcome: promised, siblings: others, codes } = expectation
  const { run, strike, where } = seen
  if (others === 'fail too' && strike.hasTokens !== true) {
    for (const { error } of run.siblings) expect(codes, `${where}.`).toContain(error?.code)
  }
  if (strike.isLasting && (promised !== 'fails' || variant.isEarly === true)) return
  const rest = others === 'fail too' ? run.bystanders : [...run.siblings, ...run.bystanders]
  for (const { error, isWhole } of rest) {
    expect({ error: error?.message, isWhole }, `${where}: others`).toEqual({
      error: undefined,
      isWhole: true,
    })
  }
}
