import type { ProxyRule } from '@gradium-kit/fixtures/fault-proxy'
import { describe, expect, it } from 'vitest'
import { streamSpeech } from '../../src/index.node.ts'
import { flawsOf, hear, oracleBytes, spokenAs, startOracleService } from './oracle-service.ts'

const text = 'One two three four. Five six seven, eight nine ten. Eleven twelve!'
const words = text.split(' ')

const early: Record<string, Omit<ProxyRule, 'connection'>> = {
  'a refused connection': { refuse: true },
  'half a handshake': { down: { afterBytes: 20, how: 'fin' } },
  'a reset after the handshake': { down: { afterMessages: 0, how: 'rst' } },
  'an end without a close frame': { down: { afterMessages: 0, how: 'fin' } },
  'an end after ready': { down: { afterMessages: 1, how: 'fin' } },
  'a reset after ready': { down: { afterMessages: 1, how: 'rst' } },
  'an end after the first word, before its audio': { down: { afterMessages: 2, how: 'fin' } },
  'a close with 1000': { down: { afterMessages: 1, how: { closeCode: 1000 } } },
  'a close with 1001': { down: { afterMessages: 0, how: { closeCode: 1001 } } },
  'a close with 1011': { down: { afterMessages: 1, how: { closeCode: 1011 } } },
  'a close with 1012': { down: { afterMessages: 2, how: { closeCode: 1012 } } },
  'a close with 1013': { down: { afterMessages: 1, how: { closeCode: 1013 } } },
  'status 429': { answer: { status: 429, headers: { 'retry-after': '2' } } },
  'status 503': { answer: { status: 503 } },
}

describe.each([false, true])('with dedicated: %s', (dedicated) => {
  it.each(Object.entries(early))(
    '%s before the first audio is not noticed',
    async (_name, rule) => {
      await using oracle = await startOracleService({
        rules: [
          { connection: 1, ...rule },
          { connection: 2, ...rule },
        ],
      })
      const heard = await hear(streamSpeech(oracle.service, { text, dedicated, ...spokenAs }))
      expect(heard.error).toBeUndefined()
      expect(heard.bytes.equals(oracleBytes(text))).toBe(true)
      expect(heard.words).toEqual(words)
      expect(heard.result.words.map((word) => word.text)).toEqual(words)
      expect(heard.events[0]).toMatchObject({ type: 'ready' })
      expect(flawsOf(heard)).toEqual([])
      expect(heard.seams).toEqual([])
      expect(heard.result).toMatchObject({ spokenText: text, remainingText: '' })
      expect(oracle.proxy.attempts).toHaveLength(3)
      expect(oracle.emulator.violations).toEqual([])
    },
  )
})

it('a header that came before the first audio comes once', async () => {
  for (const afterMessages of [1, 2, 3]) {
    await using oracle = await startOracleService({
      rules: [{ connection: 1, down: { afterMessages, how: 'fin' } }],
      emulator: { chunkSplit: 'frames' },
    })
    const options = { text, voiceId: spokenAs.voiceId, format: 'wav', dedicated: true } as const
    const heard = await hear(streamSpeech(oracle.service, options))
    expect(heard.error).toBeUndefined()
    expect(heard.bytes.indexOf('RIFF')).toBe(0)
    expect(heard.bytes.indexOf('RIFF', 1)).toBe(-1)
    expect(heard.words).toEqual(words)
  }
})

it('a service that is silent before it is ready is left for another attempt', async () => {
  await using oracle = await startOracleService({
    rules: [{ connection: 1, down: { afterMessages: 0, how: 'stall' } }],
    client: { timeouts: { readyMs: 50 } },
  })
  const heard = await hear(streamSpeech(oracle.service, { text, ...spokenAs }))
  expect(heard.error).toBeUndefined()
  expect(heard.bytes.equals(oracleBytes(text))).toBe(true)
})

it('a service that has forgotten the first audio is left for another attempt', async () => {
  await using oracle = await startOracleService({
    rules: [{ connection: 1, down: { afterMessages: 1, how: 'stall' } }],
    client: { timeouts: { firstAudioMs: 50 } },
  })
  const heard = await hear(streamSpeech(oracle.service, { text, ...spokenAs }))
  expect(heard.error).toBeUndefined()
  expect(heard.bytes.equals(oracleBytes(text))).toBe(true)
  expect(flawsOf(heard)).toEqual([])
})

it('text written while there is no connection is not lost', async () => {
  await using oracle = await startOracleService()
  oracle.proxy.refuse()
  const stream = streamSpeech(oracle.service, spokenAs)
  stream.write('One two ')
  await oracle.proxy.waitFor(() => oracle.proxy.attempts.length === 2)
  stream.write('three fo')
  stream.flush()
  await oracle.proxy.waitFor(() => oracle.proxy.attempts.length === 3)
  stream.write('ur. Five ')
  stream.end()
  oracle.proxy.refuse(false)
  const heard = await hear(stream)
  expect(heard.error).toBeUndefined()
  expect(heard.words).toEqual(['One', 'two', 'three', 'fo', 'ur.', 'Five'])
  expect(heard.bytes.equals(oracleBytes('One two three fo ur. Five'))).toBe(true)
})

it('a model that goes on writing does not notice either', async () => {
  await using oracle = await startOracleService({
    rules: [1, 2].map((connection) => ({ connection, up: { afterMessages: 3, how: 'rst' } })),
  })
  const { proxy } = oracle
  async function* model(): AsyncGenerator<string> {
    for (const [index, word] of words.entries()) {
      if (index === 3) await proxy.waitFor(() => proxy.attempts.length === 2)
      if (index === 6) await proxy.waitFor(() => proxy.attempts.length === 3)
      yield `${word} `
    }
  }
  const heard = await hear(streamSpeech(oracle.service, { text: model(), ...spokenAs }))
  expect(heard.error).toBeUndefined()
  expect(heard.bytes.equals(oracleBytes(text))).toBe(true)
  expect(heard.words).toEqual(words)
  expect(flawsOf(heard)).toEqual([])
})

it('attempts end with the last error, which says how many there were', async () => {
  await using oracle = await startOracleService({ client: { retry: { maxRetries: 3 } } })
  oracle.proxy.refuse()
  const heard = await hear(streamSpeech(oracle.service, { text, ...spokenAs }))
  expect(heard.error).toMatchObject({ code: 'connection', attempts: 4, isRetryable: true })
  expect(heard.result).toMatchObject({ spokenText: '', remainingText: text, words: [] })
  expect(oracle.proxy.attempts).toHaveLength(4)
})

it('what was refused for good is tried once', async () => {
  await using oracle = await startOracleService({ emulator: { keys: ['another'] } })
  const heard = await hear(streamSpeech(oracle.service, { text, ...spokenAs }))
  expect(heard.error).toMatchObject({ code: 'auth', attempts: 1 })
  expect(oracle.proxy.attempts).toHaveLength(1)
})
