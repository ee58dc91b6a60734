import type { FaultAction, FaultMoment, FaultRule } from '@gradium-kit/emulator'
import type { ProxyRule } from '@gradium-kit/fixtures/fault-proxy'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Lane, complaintsOf } from './lane.ts'
import { apiNames, type Caller } from './operations.ts'

const seed = 20_261_120
const lanes = 6
const runsPerLane = 350

const how = fc.oneof(
  fc.constantFrom<'stall' | 'fin' | 'rst'>('stall', 'fin', 'rst'),
  fc.constantFrom(1000, 1001, 1011, 1012, 1013, 4000).map((closeCode) => ({ closeCode })),
)
const broken = fc.oneof(
  fc.record({ afterMessages: fc.integer({ min: 0, max: 40 }), how }),
  fc.record({ afterBytes: fc.integer({ min: 0, max: 30_000 }), how }),
)
const answer = fc.constantFrom(
  { status: 401 },
  { status: 429, headers: { 'retry-after': '1' } },
  { status: 500, body: 'error from server 1008: API key is revoked or expired' },
  { status: 500, body: 'error from server 1011: Internal server error' },
  { status: 503, body: '<html>upstream</html>' },
  { status: 200, body: '<html>Sign in</html>' },
)

/** What happens to one connection. Most of them break somewhere. */
const proxyRule: fc.Arbitrary<ProxyRule> = fc.oneof(
  { weight: 6, arbitrary: broken.map((down) => ({ down })) },
  { weight: 3, arbitrary: broken.map((up) => ({ up })) },
  { weight: 1, arbitrary: fc.constant({ refuse: true }) },
  { weight: 1, arbitrary: fc.constant({ silent: true }) },
  { weight: 1, arbitrary: answer.map((each) => ({ answer: each })) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 10 }).map((latencyMs) => ({ latencyMs })) },
  { weight: 2, arbitrary: fc.constant({}) },
)

/** What the service itself does. Nothing that nobody could notice: a word it leaves out is not known to be missing. */
const action = fc.constantFrom<FaultAction>(
  { kind: 'error', code: 1011, message: 'Internal server error' },
  { kind: 'error', code: 1008, message: 'Unsupported request' },
  { kind: 'error', code: 1008, message: 'Concurrency limit exceeded.' },
  { kind: 'close', code: 1000 },
  { kind: 'close', code: 1012 },
  { kind: 'reset' },
  { kind: 'fin' },
  { kind: 'stall' },
  { kind: 'deaf' },
  { kind: 'malformed-json' },
  { kind: 'unknown-type' },
  { kind: 'extra-fields' },
  { kind: 'binary' },
  { kind: 'delay', milliseconds: 20 },
)
const moment: fc.Arbitrary<FaultMoment> = fc.oneof(
  fc.constantFrom<FaultMoment>('setup', 'end'),
  fc.integer({ min: 0, max: 40 }).map((afterMessages) => ({ afterMessages })),
)
const emulatorRule: fc.Arbitrary<FaultRule> = fc.record({
  what: action,
  when: moment,
  times: fc.integer({ min: 1, max: 3 }),
})

const caller: fc.Arbitrary<Caller> = fc.record({
  kind: fc.constantFrom('reads', 'reads', 'ignores', 'breaks', 'aborts', 'cancels', 'writes late'),
  after: fc.integer({ min: 0, max: 40 }),
})

const schedule = fc.record({
  api: fc.constantFrom(...apiNames),
  caller,
  proxy: fc.array(proxyRule, { maxLength: 5 }),
  emulator: fc.array(emulatorRule, { maxLength: 1 }),
})

describe(`${lanes * runsPerLane} random schedules of faults, seed ${seed}`, () => {
  it.concurrent.each(Array.from({ length: lanes }, (_, index) => seed + index))(
    'settle, tell the truth and leave nothing behind (seed %i)',
    { timeout: 240_000 },
    async (laneSeed) => {
      await using lane = await Lane.start()
      const property = fc.asyncProperty(schedule, async ({ api, caller: who, ...disturbance }) => {
        expect(complaintsOf(await lane.run(api, who, disturbance))).toEqual([])
      })
      await fc.assert(property, { seed: laneSeed, numRuns: runsPerLane, endOnFailure: false })
    },
  )
})
