import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { canCreateCable, createCable } from '@gradium-kit/fixtures/namespace'
import { expect, it } from 'vitest'
import { Gradium } from '../../../src/index.node.ts'
import { measure } from '../figures-file.ts'
import { settled } from '../outcome.ts'

const reason = canCreateCable()
if (reason !== undefined && process.env['CI'] !== undefined)
  throw new Error(`Links that die without a word must be tested here, but ${reason}.`)

it.skipIf(reason !== undefined)(
  'a pulled cable is noticed within 15 s when nothing is going on, and within 5 s while audio flows',
  { timeout: 60_000 },
  async () => {
    await using cable = await createCable()
    const program = fileURLToPath(new URL('../programs/service.ts', import.meta.url))
    const service = cable.exec(process.execPath, [program, cable.guestAddress])
    const [line] = await once(service.stdout, 'data')
    const gradium = new Gradium({
      apiKey: 'any',
      baseUrl: String(line).trim(),
      allowInsecure: true,
      retry: { maxRetries: 0 },
    })
    const idle = gradium.speech.stream({ dedicated: true })
    idle.write('One two ')
    const busy = gradium.transcription.live()
    const heard = busy[Symbol.asyncIterator]()
    const spoken = idle[Symbol.asyncIterator]()
    expect(await heard.next()).toMatchObject({ value: { type: 'ready' } })
    expect(await spoken.next()).toMatchObject({ value: { type: 'ready' } })
    const speaking = setInterval(() => busy.send(new Uint8Array(3_840)), 80)
    // A second of it is heard; then the last word of either side was just now.
    for (let seconds = 0; seconds < 1;) {
      // oxlint-disable-next-line no-await-in-loop -- one event after the other
      const { value } = await heard.next()
      if (value?.type === 'step') seconds = value.totalDurationSeconds
    }
    const ends = { idle: endOf(idle.result), busy: endOf(busy.result) }
    await cable.pull()
    const pulledAt = performance.now()
    const [idleAt, busyAt] = await Promise.all([ends.idle, ends.busy])
    clearInterval(speaking)
    const seconds = (at: number): number => Math.round((at - pulledAt) / 10) / 100
    measure({ halfOpenIdleSeconds: seconds(idleAt), halfOpenBusySeconds: seconds(busyAt) })
    expect(seconds(busyAt)).toBeLessThanOrEqual(5)
    expect(seconds(idleAt)).toBeLessThanOrEqual(15)
  },
)

/** When it ends with an error that says that the link or the service is gone. */
async function endOf(result: Promise<unknown>): Promise<number> {
  const end = await settled(result)
  expect(end).toMatchObject({ error: { isRetryable: true } })
  return performance.now()
}
