import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  transition,
  type RequestAction,
  type RequestEvent,
  type RequestStatus,
} from '../../src/session/request-machine.ts'

const events = ['end-sent', 'ready', 'data', 'unknown', 'end-of-stream', 'error', 'closed'] as const

/** Status by status, what each event above leads to. */
const table: Readonly<Record<RequestStatus, readonly string[]>> = {
  starting: [
    'starting-ended ignore',
    'open deliver',
    'failed fail-order',
    'starting deliver',
    'failed fail-truncated',
    'failed fail',
    'failed fail-connection',
  ],
  'starting-ended': [
    'starting-ended ignore',
    'draining deliver',
    'failed fail-order',
    'starting-ended deliver',
    'failed fail-order',
    'failed fail',
    'failed fail-connection',
  ],
  open: [
    'draining ignore',
    'open ignore',
    'open deliver',
    'open deliver',
    'failed fail-truncated',
    'failed fail',
    'failed fail-truncated',
  ],
  draining: [
    'draining ignore',
    'draining ignore',
    'draining deliver',
    'draining deliver',
    'completed complete',
    'failed fail',
    'failed fail-truncated',
  ],
  completed: events.map(() => 'completed ignore'),
  failed: events.map(() => 'failed ignore'),
}

const statuses = ['starting', 'starting-ended', 'open', 'draining', 'completed', 'failed'] as const
const rows = statuses.flatMap((status) =>
  table[status].map((result, index) => [status, events[index]!, result] as const),
)

test.each(rows)('%s with %s is %s', (status, event, result) => {
  const next = transition(status, event)
  expect(`${next.status} ${next.action}`).toBe(result)
})

const terminal: ReadonlySet<RequestAction> = new Set([
  'complete',
  'fail',
  'fail-order',
  'fail-connection',
  'fail-truncated',
])

function run(sequence: readonly RequestEvent[]): {
  status: RequestStatus
  actions: RequestAction[]
} {
  let status: RequestStatus = 'starting'
  const actions = sequence.map((event) => {
    const next = transition(status, event)
    status = next.status
    return next.action
  })
  return { status, actions }
}

const sequence = fc.array(fc.constantFrom(...events), { maxLength: 30 })

test('whatever happens, a request ends at most once, and nothing is delivered after that', () => {
  fc.assert(
    fc.property(sequence, (happened) => {
      const { status, actions } = run(happened)
      const ends = actions.flatMap((action, index) => (terminal.has(action) ? [index] : []))
      const hasEnded = status === 'completed' || status === 'failed'
      expect(ends).toHaveLength(hasEnded ? 1 : 0)
      expect(actions.slice((ends[0] ?? actions.length) + 1)).not.toContain('deliver')
    }),
    { numRuns: 5_000 },
  )
})

test('a closed connection always ends a request', () => {
  fc.assert(
    fc.property(sequence, (happened) => {
      const { actions } = run([...happened, 'closed'])
      expect(actions.filter((action) => terminal.has(action))).toHaveLength(1)
    }),
  )
})

test('a request completes only when it was ready and its end was sent', () => {
  fc.assert(
    fc.property(sequence, (happened) => {
      const { actions } = run([...happened, 'end-of-stream'])
      const before = new Set(happened.slice(0, Math.max(actions.indexOf('complete'), 0)))
      const isEarned = before.has('ready') && before.has('end-sent')
      expect(isEarned || !actions.includes('complete')).toBe(true)
    }),
    { numRuns: 5_000 },
  )
})

test('a transition allocates nothing', () => {
  expect(transition('open', 'data')).toBe(transition('open', 'data'))
  expect(transition('failed', 'data')).toBe(transition('failed', 'closed'))
})
