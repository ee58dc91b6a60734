import type { ProxyRule } from '@gradium-kit/fixtures/fault-proxy'
import { describe, expect, it } from 'vitest'
import { streamSpeech, type SpeechStreamOptions } from '../../src/index.node.ts'
import {
  flawsOf,
  hear,
  oracleBytes,
  spokenAs,
  startOracleService,
  type Heard,
} from './oracle-service.ts'

const text = 'One two three four. Five six, seven eight nine ten.'
const words = text.split(' ')

async function heardWith(
  rule: Omit<ProxyRule, 'connection'>,
  options: SpeechStreamOptions = {},
): Promise<Heard & { attempts: number }> {
  await using oracle = await startOracleService({ rules: [{ connection: 1, ...rule }] })
  const heard = await hear(streamSpeech(oracle.service, { text, ...spokenAs, ...options }))
  return { ...heard, attempts: oracle.proxy.attempts.length }
}

/** What holds for speech that broke off, whatever the reason. */
function expectHonest(heard: Heard): void {
  const { result, bytes } = heard
  expect(`${result.spokenText} ${result.remainingText}`.trim()).toBe(text)
  expect(oracleBytes(text).subarray(0, bytes.length).equals(bytes)).toBe(true)
  const spoken = oracleBytes(result.spokenText ?? '')
  expect(spoken.length).toBeLessThanOrEqual(bytes.length)
  const next = oracleBytes((result.remainingText ?? '').split(' ')[0] ?? '')
  if (next.length > 0) expect(spoken.length + next.length).toBeGreaterThan(bytes.length)
  expect(result.durationSeconds).toBeCloseTo(bytes.length / 16_000, 3)
  expect(result.spokenSeconds).toBeCloseTo(spoken.length / 16_000, 3)
  expect(result.words.map((word) => word.text).join(' ')).toBe(result.spokenText)
  expect(heard.words).toEqual(words.slice(0, heard.words.length))
  expect(flawsOf(heard)).toEqual([])
}

describe('a break after the first audio', () => {
  it.each([
    ['fin', 'fin', 'truncated'],
    ['a close with 1000', { closeCode: 1000 }, 'truncated'],
    ['a close with 1011', { closeCode: 1011 }, 'internal'],
    ['a close with 1012', { closeCode: 1012 }, 'internal'],
    ['a close with 1013', { closeCode: 1013 }, 'limit'],
    ['a close with 1008', { closeCode: 1008 }, 'policy'],
  ] as const)('is told with what was said and what was not: %s', async (_name, how, code) => {
    for (let afterMessages = 4; afterMessages < 100; afterMessages += 9) {
      const heard = await heardWith({ down: { afterMessages, how } })
      expect(heard.bytes.length).toBeGreaterThan(0)
      expect(heard.error).toMatchObject({ code, phase: 'stream' })
      expectHonest(heard)
      expect(heard.attempts).toBe(1)
    }
  })

  it('can be made good by hand, without a word that is heard twice', async () => {
    for (let afterMessages = 4; afterMessages < 60; afterMessages += 5) {
      await using oracle = await startOracleService({
        rules: [{ connection: 1, down: { afterMessages, how: 'fin' } }],
      })
      const first = await hear(streamSpeech(oracle.service, { text, ...spokenAs }))
      const { spokenSeconds = NaN, remainingText } = first.result
      const rest = await hear(streamSpeech(oracle.service, { text: remainingText, ...spokenAs }))
      const kept = first.bytes.subarray(0, Math.round(spokenSeconds * 8_000) * 2)
      expect(Buffer.concat([kept, rest.bytes]).equals(oracleBytes(text))).toBe(true)
    }
  })

  it('is told after one attempt also when the way there took several', async () => {
    await using oracle = await startOracleService({
      rules: [
        { connection: 1, refuse: true },
        { connection: 2, down: { afterMessages: 20, how: 'fin' } },
      ],
    })
    const heard = await hear(streamSpeech(oracle.service, { text, ...spokenAs }))
    expect(heard.error).toMatchObject({ code: 'truncated', attempts: 2 })
    expectHonest(heard)
  })

  it('counts what was written later as not said', async () => {
    await using oracle = await startOracleService()
    const stream = streamSpeech(oracle.service, spokenAs)
    stream.write('One two three four. Five six, ')
    stream.flush()
    const events = stream[Symbol.asyncIterator]()
    for (let next = await events.next(); next.value?.type !== 'word'; next = await events.next());
    stream.write('seven eight ')
    oracle.proxy.cutAll('fin')
    stream.write('nine te')
    const error = await stream.result.catch((reason: unknown) => reason)
    const { spokenText, remainingText } = (error as { partial: Heard['result'] }).partial
    expect(`${spokenText} ${remainingText}`.trim()).toBe(
      'One two three four. Five six, seven eight nine te',
    )
  })
})

describe('with a connection of the caller’s', () => {
  it.each([undefined, 'segment'] as const)(
    'a break is told, and nothing held back counts as heard: resume %s',
    async (resume) => {
      await using oracle = await startOracleService()
      for (let afterMessages = 4; afterMessages < 60; afterMessages += 11) {
        const { Connection } = await import('../../src/transport/connection.ts')
        const number = oracle.proxy.attempts.length + 1
        oracle.proxy.setRules({ connection: number, down: { afterMessages, how: 'fin' } })
        const connection = new Connection(oracle.service, 'speech')
        const stream = streamSpeech(oracle.service, { text, ...spokenAs, resume, connection })
        const heard = await hear(stream)
        expect(heard.error).toMatchObject({ code: 'truncated', attempts: 1 })
        expectHonest(heard)
        expect(oracle.proxy.attempts).toHaveLength(number)
      }
    },
  )
})

describe('speech that is cancelled in the middle', () => {
  it.each([undefined, 'segment'] as const)('says what was heard: resume %s', async (resume) => {
    await using oracle = await startOracleService({ emulator: { clock: 'realtime', speed: 10 } })
    const stream = streamSpeech(oracle.service, { text, ...spokenAs, resume })
    let bytes = 0
    for await (const event of stream) {
      if (event.type !== 'audio') continue
      bytes += event.audio.length
      if (bytes > 16_000) break
    }
    const error = await stream.result.catch((reason: unknown) => reason)
    const { spokenText, remainingText } = (error as { partial: Heard['result'] }).partial
    expect(error).toMatchObject({ code: 'aborted' })
    expect(`${spokenText} ${remainingText}`).toBe(text)
  })
})
