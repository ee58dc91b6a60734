import { expect, it } from 'vitest'
import { streamSpeech } from '../../src/index.node.ts'
import { follow, oracleBytes, spokenAs, startOracleService } from '../speech/oracle-service.ts'

const requests = 500

it('of 500 requests on shared sockets each hears its own audio alone, though others are cancelled or impossible', async () => {
  await using oracle = await startOracleService({
    emulator: { credits: Number.MAX_SAFE_INTEGER },
    client: { retry: { maxRetries: 100, maxOutageMs: Infinity } },
  })
  const ends = new Map<string, number>()
  let next = 0

  async function speak(index: number): Promise<void> {
    const text = Array.from({ length: 2 + (index % 6) }, (_, at) => `w${index}x${at}`).join(' ')
    const isPoisoned = index % 100 === 50
    const isCancelled = index % 10 === 3
    const stream = streamSpeech(oracle.service, {
      text,
      ...spokenAs,
      ...(isPoisoned ? { voiceId: 'no-such-voice' } : {}),
      resume: index % 2 === 0 ? 'segment' : undefined,
    })
    let events = 0
    const { heard } = follow(stream, () => {
      events += 1
      if (isCancelled && events === index % 37) stream.cancel()
    })
    if (isCancelled && index % 37 === 0) stream.cancel()
    const { bytes, error } = await heard
    const own = oracleBytes(text)
    expect(bytes.equals(own.subarray(0, bytes.length))).toBe(true)
    if (error === undefined) expect(bytes).toHaveLength(own.length)
    if (isPoisoned) expect(error).toMatchObject({ code: 'policy', attempts: 1 })
    else if (index % 2 === 0) expect(error?.code).toBe(isCancelled ? 'aborted' : undefined)
    const end = error?.code ?? 'whole'
    ends.set(end, (ends.get(end) ?? 0) + 1)
  }

  async function work(): Promise<void> {
    while (next < requests) await speak(next++)
  }

  await Promise.all(Array.from({ length: 48 }, work))
  const { aborted = 0, policy = 0, whole = 0, truncated = 0 } = Object.fromEntries(ends)
  expect(policy).toBe(5)
  expect(aborted).toBeGreaterThan(30)
  expect(whole + truncated + aborted + policy).toBe(requests)
  expect(whole).toBeGreaterThan(400)
  await oracle.service.pool!.close()
  const last = streamSpeech(oracle.service, { text: 'The last one.', ...spokenAs, dedicated: true })
  expect((await follow(last).heard).error).toBeUndefined()
  expect(oracle.emulator.contexts).toBe(0)
  expect(oracle.emulator.violations.filter(({ text }) => !text?.includes('voice'))).toEqual([])
}, 30_000)
