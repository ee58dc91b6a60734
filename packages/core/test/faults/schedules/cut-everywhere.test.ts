import type { ProxyRule } from '@gradium-kit/fixtures/fault-proxy'
import { describe, expect, it } from 'vitest'
import { Lane, complaintsOf, type Disturbance } from './lane.ts'
import { apiNames, type ApiName } from './operations.ts'

const reads = { kind: 'reads', after: 0 } as const
const undisturbed: Disturbance = { proxy: [], emulator: [] }
const kinds = ['fin', 'rst', 'close 1000'] as const
type Kind = (typeof kinds)[number]

const isOverHttp = (api: ApiName): boolean => api.endsWith('HTTP')
/** What follows the last audio of a session that is lost for good is not made again. */
const continues: ReadonlySet<ApiName> = new Set(['transcription', 'resumed speech'])

/** Lets so many messages of the service pass on the first connection, and then ends it. */
function cutAfter(api: ApiName, messages: number, kind: Kind): Disturbance {
  if (isOverHttp(api)) {
    const what = { kind: kind === 'rst' ? 'reset' : 'fin' } as const
    return { proxy: [], emulator: [{ when: { afterMessages: messages }, what, times: 1 }] }
  }
  const how = kind === 'close 1000' ? { closeCode: 1000 } : kind
  const rule: ProxyRule = { down: { afterMessages: messages, how } }
  return { proxy: [rule], emulator: [] }
}

/** How many messages the service sends on its first connection when nothing is wrong. */
async function messagesOf(lane: Lane, api: ApiName): Promise<number> {
  const { emulator } = lane.stage
  const before = emulator.sessions.length
  expect(complaintsOf(await lane.run(api, reads, undisturbed))).toEqual([])
  return emulator.sessions[before]?.sentMessages ?? 0
}

describe.each(apiNames)('%s, cut after every message', (api) => {
  it.each([
    ['with retries', 3],
    ['without', 0],
  ])('%s', { timeout: 120_000 }, async (_title, maxRetries) => {
    await using lane = await Lane.start({ timeouts: {}, retry: { maxRetries, baseMs: 1 } }, 20)
    const count = await messagesOf(lane, api)
    expect(count).toBeGreaterThan(8)
    const endings = isOverHttp(api) ? kinds.slice(0, 2) : kinds
    for (const kind of endings) {
      for (let messages = 0; messages <= count; messages += 1) {
        // oxlint-disable-next-line no-await-in-loop -- one place after the other
        const verdicts = await lane.run(api, reads, cutAfter(api, messages, kind))
        const place = `${kind} after ${messages} of ${count}`
        expect(complaintsOf(verdicts), `${place}: complaints`).toEqual([])
        const [{ error } = {}] = verdicts
        // A reset may take the last messages with it.
        const isEnded = messages === count && kind !== 'rst'
        if (isEnded || (maxRetries > 0 && continues.has(api)))
          expect(error?.message, `${place}: ended well`).toBeUndefined()
        // Where every word of a text has come with its audio, the end marker adds nothing to it.
        const isAllSaid = api === 'resumed speech' && messages === count - 1
        if (maxRetries === 0 && messages < count && !isAllSaid)
          expect(['truncated', 'connection'], `${place}: failed`).toContain(error?.code)
      }
    }
  })
})
