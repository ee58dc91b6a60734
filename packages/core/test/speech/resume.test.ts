import type { FaultRule } from '@gradium-kit/emulator'
import type { ProxyRule } from '@gradium-kit/fixtures/fault-proxy'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { streamSpeech } from '../../src/index.node.ts'
import {
  flawsOf,
  hear,
  oracleBytes,
  spokenAs,
  startOracleService,
  type Heard,
} from './oracle-service.ts'

const text = 'No no no, three four. Five six, seven no eight nine. Ten!'
const words = text.split(' ')

async function resumed(
  rules: readonly ProxyRule[],
  said: string | AsyncIterable<string> = text,
): Promise<Heard & { attempts: number }> {
  await using oracle = await startOracleService({ rules })
  const stream = streamSpeech(oracle.service, { text: said, ...spokenAs, resume: 'segment' })
  const heard = await hear(stream)
  expect(oracle.emulator.violations).toEqual([])
  return { ...heard, attempts: oracle.proxy.attempts.length }
}

function expectWhole(heard: Heard): void {
  expect(heard.error).toBeUndefined()
  expect(heard.words).toEqual(words)
  expect(heard.result.words.map((word) => word.text)).toEqual(words)
  expect(heard.bytes.equals(oracleBytes(text))).toBe(true)
  expect(flawsOf(heard)).toEqual([])
  const starts = heard.result.words.map((word) => word.startSeconds)
  expect(starts).toEqual(starts.toSorted((a, b) => a - b))
  const spokenSeconds = heard.result.words.at(-1)?.endSeconds
  expect(heard.result).toMatchObject({ spokenText: text, spokenSeconds, remainingText: '' })
  expect(heard.result.durationSeconds).toBeCloseTo(heard.bytes.length / 16_000, 5)
}

describe("resume: 'segment'", () => {
  it('says every word once, wherever one cut comes', async () => {
    let seams = 0
    for (let afterMessages = 0; ; afterMessages += 1) {
      const heard = await resumed([{ connection: 1, down: { afterMessages, how: 'fin' } }])
      expectWhole(heard)
      for (const seam of heard.seams) {
        const ends = heard.result.words.map((word) => word.endSeconds)
        expect(ends.some((end) => Math.abs(end - seam) < 1e-6)).toBe(true)
      }
      seams += heard.seams.length
      if (heard.attempts === 1 && heard.seams.length === 0 && afterMessages > 50) break
    }
    expect(seams).toBeGreaterThan(20)
  }, 60_000)

  it('says every word once under any schedule of cuts', async () => {
    const how = fc.constantFrom('fin' as const, { closeCode: 1011 }, { closeCode: 1000 })
    const cut = fc.record({ afterMessages: fc.integer({ min: 0, max: 80 }), how })
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 5 }), async (cuts) => {
        const rules = cuts.map((down, index) => ({ connection: index + 1, down }))
        const heard = await resumed(rules)
        expectWhole(heard)
        expect(heard.attempts).toBeLessThanOrEqual(cuts.length + 1)
      }),
      { numRuns: 60, seed: 11 },
    )
  }, 60_000)

  it('ends at the end of a word when it fails for good', async () => {
    const cut = fc.integer({ min: 3, max: 90 })
    await fc.assert(
      fc.asyncProperty(cut, async (afterMessages) => {
        const last = { closeCode: 1008 }
        const heard = await resumed([
          { down: { afterMessages, how: 'fin' } },
          { connection: 2, down: { afterMessages: 2, how: last } },
        ])
        const { spokenText, remainingText } = heard.result
        if (heard.error === undefined) return expectWhole(heard)
        expect(heard.error).toMatchObject({ code: 'policy', attempts: 2 })
        expect(`${spokenText} ${remainingText}`.trim()).toBe(text)
        expect(heard.bytes.equals(oracleBytes(spokenText ?? ''))).toBe(true)
        expect(heard.words.join(' ')).toBe(spokenText)
      }),
      { numRuns: 20, seed: 5 },
    )
  }, 60_000)

  it('goes on when the connection breaks while nothing is left to say yet', async () => {
    await using oracle = await startOracleService()
    const stream = streamSpeech(oracle.service, { ...spokenAs, resume: 'segment' })
    const heard = hear(stream)
    stream.write('No no no, three four. ')
    stream.flush()
    await oracle.emulator.waitFor(({ message }) => message?.['text'] === 'four.')
    oracle.proxy.cutAll('fin')
    await oracle.proxy.waitFor(() => oracle.proxy.log.some(({ type }) => type === 'closed'))
    stream.write('Five six, seven no eight nine. Ten!')
    stream.end()
    const { bytes, words: heardWords, error } = await heard
    expect(error).toBeUndefined()
    expect(heardWords).toEqual(words)
    expect(bytes.equals(oracleBytes(text))).toBe(true)
  })

  const silences: readonly [string, FaultRule][] = [
    ['its link goes dead', { what: { kind: 'deaf' }, when: { afterAudio: 12 } }],
    ['the service falls silent', { what: { kind: 'stall' }, when: { afterAudio: 12 } }],
    ['the end alone does not come', { what: { kind: 'drop' }, when: 'end' }],
  ]
  describe.each([false, true])('with dedicated: %s', (dedicated) => {
    it.each(silences)('says every word once when %s after the whole text', async (_name, rule) => {
      await using oracle = await startOracleService({ client: { timeouts: { idleMs: 300 } } })
      oracle.emulator.faults.add({ ...rule, match: { route: 'tts' }, times: 1 })
      const stream = streamSpeech(oracle.service, {
        text,
        ...spokenAs,
        dedicated,
        resume: 'segment',
      })
      const heard = await hear(stream)
      expectWhole(heard)
      expect(heard.seams).toHaveLength(rule.when === 'end' ? 0 : 1)
      expect(oracle.proxy.attempts).toHaveLength(rule.when === 'end' ? 1 : 2)
    })
  })

  it('without it tells that trying again gives all of it', async () => {
    await using oracle = await startOracleService({ client: { timeouts: { idleMs: 300 } } })
    oracle.emulator.faults.add({ what: { kind: 'deaf' }, when: { afterAudio: 12 }, times: 1 })
    const { error } = await hear(streamSpeech(oracle.service, { text, ...spokenAs }))
    expect(error).toMatchObject({ code: 'timeout', phase: 'finish', isRetryable: true })
    expect(error?.message).toMatch(/try again for all of it\.$/)
    expect(oracle.proxy.attempts).toHaveLength(1)
  })

  it('says pauses once too', async () => {
    const said = 'No <break time="0.4s" /> no no, three <break time="0.8s" /> four.'
    const whole = await resumed([], said)
    for (let afterMessages = 3; afterMessages < 60; afterMessages += 5) {
      const heard = await resumed([{ connection: 1, down: { afterMessages, how: 'fin' } }], said)
      expect(heard.error).toBeUndefined()
      expect(heard.words).toEqual(['No', 'no', 'no,', 'three', 'four.'])
      expect(heard.bytes.equals(whole.bytes)).toBe(true)
    }
  })

  it('is for raw formats', async () => {
    await using oracle = await startOracleService()
    for (const format of ['wav', 'opus'] as const)
      expect(() => streamSpeech(oracle.service, { text, format, resume: 'segment' })).toThrow(
        `resume: 'segment' needs a raw format (pcm, ulaw or alaw), not ${format}.`,
      )
    expect(() => streamSpeech(oracle.service, { text, resume: 'word' as 'segment' })).toThrow(
      "resume takes 'segment'.",
    )
  })
})
