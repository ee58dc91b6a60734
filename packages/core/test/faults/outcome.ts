import { findCanaries } from '@gradium-kit/fixtures/canary'
import { GradiumError } from '../../src/index.node.ts'

/** How an operation went. */
export interface Outcome {
  /** Everything that the service had to say has come, and nothing else. */
  isWhole: boolean
  /** What has come is true as far as it goes. */
  isTrue: boolean
  error?: GradiumError
  /** Events that were read. */
  events: readonly { type: string }[]
  /** What no operation may do, as sentences. */
  faults: string[]
  /** When it was over, on the clock of `performance.now()`. */
  endedAt: number
}

type Settled<Value> = { value: Value } | { error: unknown }

export async function settled<Value>(promise: Promise<Value>): Promise<Settled<Value>> {
  try {
    return { value: await promise }
  } catch (error) {
    return { error }
  }
}

/** Reads a stream to its end and notes what a stream must not do: end twice, go on, or end in two ways. */
export async function readToEnd<Event extends { type: string }, Value>(
  stream: AsyncIterable<Event>,
  result: Promise<Value>,
  onEvent: (event: Event) => void = () => {},
): Promise<{ events: Event[]; end: Settled<Value>; faults: string[] }> {
  const iterator = stream[Symbol.asyncIterator]()
  const events: Event[] = []
  const faults: string[] = []
  let thrown: unknown
  try {
    for (;;) {
      // oxlint-disable-next-line no-await-in-loop -- one event after the other
      const next = await iterator.next()
      if (next.done === true) break
      events.push(next.value)
      onEvent(next.value)
    }
  } catch (error) {
    thrown = error
  }
  const end = await settled(result)
  const after = await settled(iterator.next())
  if (!('value' in after) || after.value.done !== true) faults.push('Something follows the end.')
  const error = 'error' in end ? end.error : undefined
  if (error !== thrown) faults.push('The iteration and the result end in two ways.')
  return { events, end, faults }
}

/** The error of an end, checked for what no error may be. */
export function errorOf(end: Settled<unknown>, faults: string[]): GradiumError | undefined {
  if (!('error' in end)) return undefined
  const { error } = end
  faults.push(...findCanaries(error))
  if (GradiumError.is(error)) return error
  faults.push(`The error is none of ours: ${String(error)}`)
  return new GradiumError('config', String(error))
}
