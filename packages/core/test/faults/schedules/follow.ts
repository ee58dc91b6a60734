import { findCanaries } from '@gradium-kit/fixtures/canary'
import { GradiumError } from '../../../src/index.node.ts'
import type { ScaledClock } from '../scaled-clock.ts'
import type { Caller, Operation } from './operations.ts'

/** What became of an operation, and what should not have. */
export interface Verdict {
  error?: GradiumError
  isUnsettled: boolean
  isFalseSuccess: boolean
  faults: string[]
}

interface Reading {
  audio: Uint8Array | undefined
  thrown: unknown
  hasEnded: boolean
}

/** Lets a caller do to an operation what it does, and waits until all of it has settled, or should have. */
export async function follow(
  operation: Operation,
  caller: Caller,
  { clock, abort, deadlineMs }: { clock: ScaledClock; abort: () => void; deadlineMs: number },
): Promise<Verdict> {
  const faults: string[] = []
  let timer: unknown
  const late = new Promise<'late'>((resolve) => {
    timer = clock.setTimeout(() => resolve('late'), deadlineMs)
  })
  const settled = Promise.all([
    read(operation, caller, abort, faults),
    operation.result.then(
      (value) => ({ value }),
      (error: unknown) => ({ error }),
    ),
  ])
  const both = await Promise.race([settled, late])
  clock.clearTimeout(timer)
  if (both === 'late') return { isUnsettled: true, isFalseSuccess: false, faults }
  const [reading, end] = both
  if (reading.audio !== undefined && !operation.isTrue(reading.audio))
    faults.push('audio that was never said')
  if ('value' in end) {
    const isFalseSuccess = !operation.isWhole(
      end.value,
      reading.hasEnded ? reading.audio : undefined,
    )
    if (reading.thrown !== undefined) faults.push('thrown although it ended well')
    return { isUnsettled: false, isFalseSuccess, faults }
  }
  faults.push(...findCanaries(end.error))
  if (!GradiumError.is(end.error)) {
    faults.push(`an error of another kind: ${String(end.error)}`)
    return { isUnsettled: false, isFalseSuccess: false, faults }
  }
  const isRead = reading.hasEnded && operation.events !== undefined && caller.kind !== 'breaks'
  if (isRead && reading.thrown !== end.error) faults.push('ended in two ways')
  return { error: end.error, isUnsettled: false, isFalseSuccess: false, faults }
}

async function read(
  { events, cancel }: Operation,
  { kind, after }: Caller,
  abort: () => void,
  faults: string[],
): Promise<Reading> {
  const reading: Reading = { audio: undefined, thrown: undefined, hasEnded: false }
  const act = kind === 'aborts' ? abort : kind === 'cancels' ? cancel : undefined
  if (events === undefined || kind === 'ignores') {
    // oxlint-disable-next-line no-await-in-loop -- turn after turn
    for (let turn = 0; turn < after; turn += 1)
      await new Promise((resolve) => setImmediate(resolve))
    act?.()
    return reading
  }
  const iterator = events[Symbol.asyncIterator]()
  const pieces: Uint8Array[] = []
  let seen = 0
  try {
    for (;;) {
      if (seen++ === after) act?.()
      // oxlint-disable-next-line no-await-in-loop -- one event after the other
      const next = await iterator.next()
      if (next.done === true) break
      if (next.value.audio !== undefined) pieces.push(next.value.audio)
      if (kind === 'breaks' && seen > after) {
        // oxlint-disable-next-line no-await-in-loop
        await iterator.return?.()
        return reading
      }
    }
  } catch (error) {
    reading.thrown = error
  }
  const next = await iterator.next()
  if (next.done !== true) faults.push('something follows the end')
  return { ...reading, audio: Buffer.concat(pieces), hasEnded: true }
}
