import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { streamSpeech } from '../../src/index.node.ts'
import type { Cut } from '@gradium-kit/fixtures/fault-proxy'
import { flawsOf, follow, oracleBytes, spokenAs, startOracleService } from './oracle-service.ts'

const how = fc.constantFrom<Cut[]>('rst', 'fin', { closeCode: 1011 }, { closeCode: 1000 })
const blow = fc.record({ how, afterEvents: fc.integer({ min: 0, max: 400 }), isAll: fc.boolean() })
const storm = fc.record({
  streams: fc.integer({ min: 1, max: 40 }),
  blows: fc.array(blow, { maxLength: 6 }),
  isRefusing: fc.boolean(),
})

it('whatever breaks under many streams, each that may resume is spoken whole, and the others say what they lack', async () => {
  await fc.assert(
    fc.asyncProperty(storm, async ({ streams, blows, isRefusing }) => {
      await using oracle = await startOracleService({
        emulator: { credits: Number.MAX_SAFE_INTEGER },
        client: { retry: { maxRetries: 100, maxOutageMs: Infinity } },
      })
      const { proxy } = oracle
      const plan = blows.toSorted((a, b) => a.afterEvents - b.afterEvents)
      let events = 0
      const onEvent = (): void => {
        events += 1
        const next = plan[0]
        if (next === undefined || events < next.afterEvents) return
        plan.shift()
        if (next.isAll) proxy.cutAll(next.how)
        else proxy.connections[0]?.cut(next.how)
        if (!isRefusing) return
        proxy.refuse()
        const isRefused = (): boolean => proxy.log.some(({ type }) => type === 'refused')
        // Nobody may come any more.
        proxy.waitFor(isRefused).then(
          () => proxy.refuse(false),
          () => {},
        )
      }
      const texts = Array.from({ length: streams }, (_, index) =>
        Array.from({ length: 3 + (index % 9) }, (_each, at) => `s${index}w${at}`).join(' '),
      )
      const heard = await Promise.all(
        texts.map((text, index) => {
          const resume = index % 2 === 0 ? 'segment' : undefined
          return follow(streamSpeech(oracle.service, { text, ...spokenAs, resume }), onEvent).heard
        }),
      )
      for (const [index, each] of heard.entries()) {
        const text = texts[index]!
        const { bytes, error, result, words } = each
        expect(flawsOf(each)).toEqual([])
        expect(words).toEqual(text.split(' ').slice(0, words.length))
        expect(`${result.spokenText} ${result.remainingText}`.trim()).toBe(text)
        if (error === undefined) expect(bytes.equals(oracleBytes(text))).toBe(true)
        else {
          expect(index % 2).toBe(1)
          expect(['truncated', 'internal']).toContain(error.code)
          expect(bytes.length).toBeGreaterThan(0)
          expect(oracleBytes(text).subarray(0, bytes.length).equals(bytes)).toBe(true)
        }
      }
    }),
    { numRuns: 25, seed: 17 },
  )
}, 120_000)
