import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { streamSpeech } from '../../src/index.node.ts'
import type { Clock } from '../../src/session/deadline.ts'
import { FakeClock } from '../session/fake-clock.ts'
import {
  flawsOf,
  follow,
  hear,
  oracleBytes,
  spokenAs,
  startOracleService,
  type Heard,
  type OracleOptions,
} from './oracle-service.ts'

const limited: OracleOptions = {
  client: { maxSessionSeconds: 30 },
  emulator: { sessionLimitSeconds: 30, compatibility: { isLimitAudioTime: true } },
}

/** The same on a clock that jumps, for which no pong comes in time. */
function timed(clock: Clock): OracleOptions {
  return { ...limited, clock, client: { maxSessionSeconds: 30, timeouts: { pingMs: Infinity } } }
}

function oracleSeconds(text: string): number {
  return oracleBytes(text).length / 16_000
}

/** A text of words that the oracle speaks at 13 characters a second or faster. */
function longText(characters: number): string {
  const words: string[] = []
  let length = 0
  for (let index = 0; length < characters; index += 1) {
    const word = `${'abcdefghij'.repeat(2).slice(index % 7, (index % 7) + 6 + (index % 5))}${index}`
    words.push(index % 9 === 8 ? `${word}.` : word)
    length += word.length + 1
  }
  return words.join(' ')
}

describe('a text longer than a session', () => {
  it('of 30,000 characters is spoken whole, in sessions that do not outlive their limit', async () => {
    const text = longText(30_000)
    await using oracle = await startOracleService(limited)
    const heard = await hear(streamSpeech(oracle.service, { text, ...spokenAs }))
    expect(heard.error).toBeUndefined()
    expect(heard.words).toEqual(text.split(' '))
    expect(heard.bytes.equals(oracleBytes(text))).toBe(true)
    expect(flawsOf(heard)).toEqual([])
    expect(heard.result).toMatchObject({ spokenText: text, remainingText: '' })
    const { sessions } = oracle.emulator
    expect(sessions.length).toBeGreaterThan(80)
    expect(heard.seams).toHaveLength(sessions.length - 1)
    for (const session of sessions) expect(session.sentAudioSeconds).toBeLessThan(30)
    const sentenceEnds = heard.result.words.flatMap(({ text: word, endSeconds }) =>
      word.endsWith('.') ? [endSeconds] : [],
    )
    for (const seam of heard.seams)
      expect(sentenceEnds.some((end) => Math.abs(end - seam) < 1e-6)).toBe(true)
    expect(oracle.emulator.violations).toEqual([])
  }, 60_000)

  it('is resumed when a session of it breaks, with all before and after it', async () => {
    const text = longText(1_500)
    const cut = fc.record({
      connection: fc.integer({ min: 1, max: 6 }),
      afterMessages: fc.integer({ min: 0, max: 400 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { maxLength: 4 }), async (cuts) => {
        const rules = cuts.map(({ connection, afterMessages }) => ({
          connection,
          down: { afterMessages, how: 'fin' as const },
        }))
        await using oracle = await startOracleService({ ...limited, rules })
        const stream = streamSpeech(oracle.service, { text, ...spokenAs, resume: 'segment' })
        const heard = await hear(stream)
        expect(heard.error).toBeUndefined()
        expect(heard.bytes.equals(oracleBytes(text))).toBe(true)
        expect(heard.words).toEqual(text.split(' '))
        expect(flawsOf(heard)).toEqual([])
      }),
      { numRuns: 15, seed: 3 },
    )
  }, 60_000)

  it('says what was spoken in all sessions when one breaks, and what was not', async () => {
    const text = longText(1_500)
    const down = { afterMessages: 100, how: 'fin' } as const
    await using oracle = await startOracleService({ ...limited, rules: [{ connection: 3, down }] })
    const heard = await hear(streamSpeech(oracle.service, { text, ...spokenAs }))
    expect(heard.error).toMatchObject({ code: 'truncated' })
    const { spokenText = '', remainingText } = heard.result
    expect(`${spokenText} ${remainingText}`).toBe(text)
    expect(spokenText.length).toBeGreaterThan(600)
    expect(heard.seams).toHaveLength(2)
    expect(heard.bytes.equals(oracleBytes(text).subarray(0, heard.bytes.length))).toBe(true)
    expect(flawsOf(heard)).toEqual([])
  })

  it('has one header, so one session, in a container', async () => {
    await using oracle = await startOracleService({ client: { maxSessionSeconds: 30 } })
    const text = longText(1_000)
    const heard = await hear(
      streamSpeech(oracle.service, { text, voiceId: spokenAs.voiceId, format: 'wav' }),
    )
    expect(heard.words).toEqual(text.split(' '))
    expect(heard.seams).toEqual([])
    expect(heard.bytes.indexOf('RIFF', 1)).toBe(-1)
  })
})

describe('a model that is slower than a session', () => {
  it('is spoken in the next session from the end of a sentence on', async () => {
    const clock = new FakeClock()
    await using oracle = await startOracleService(timed(clock))
    const stream = streamSpeech(oracle.service, spokenAs)
    const { heard, saw } = follow(stream)
    stream.write('One two three. ')
    stream.flush()
    await saw('three.')
    clock.advance(24_000)
    stream.write('Four five six seven. Eight ')
    stream.flush()
    await saw('Eight')
    clock.advance(24_000)
    stream.write('nine ')
    clock.advance(4_500)
    stream.write('ten')
    stream.end()
    const { bytes, words, seams, error } = await heard
    const text = 'One two three. Four five six seven. Eight nine ten'
    expect(error).toBeUndefined()
    expect(words.join(' ')).toBe(text)
    expect(bytes.equals(oracleBytes(text))).toBe(true)
    expect(seams).toEqual([
      oracleSeconds('One two three.'),
      oracleSeconds('One two three. Four five six seven. Eight nine'),
    ])
    expect(oracle.emulator.violations).toEqual([])
  })

  it('on a socket that is not new says there only what it lives long enough for', async () => {
    const clock = new FakeClock()
    await using oracle = await startOracleService(timed(clock))
    const say = (text: string): Promise<Heard> =>
      hear(streamSpeech(oracle.service, { text, ...spokenAs }))
    expect((await say('Before.')).error).toBeUndefined()
    clock.advance(23_000)
    const stream = streamSpeech(oracle.service, spokenAs)
    const { heard, saw } = follow(stream)
    stream.write('Hello there. ')
    stream.flush()
    await saw('there.')
    const text = longText(600)
    stream.write(text)
    stream.end()
    const { bytes, error } = await heard
    expect(error).toBeUndefined()
    expect(bytes.equals(oracleBytes(`Hello there. ${text}`))).toBe(true)
    const [first] = oracle.emulator.sessions
    expect(first).toMatchObject({ requestCount: 2 })
    // 7 s are left of its 30.
    expect(first!.sentAudioSeconds).toBeLessThan(8)
    expect(oracle.emulator.sessions.length).toBeGreaterThan(2)
  })

  it('that writes nothing more for a whole session loses nothing', async () => {
    const clock = new FakeClock()
    await using oracle = await startOracleService(timed(clock))
    const stream = streamSpeech(oracle.service, spokenAs)
    const { heard, saw } = follow(stream)
    for (const word of ['alpha.', 'beta', 'gamma.', 'delta']) {
      stream.write(`${word} `)
      stream.flush()
      await saw(word)
      for (const milliseconds of [24_000, 4_500]) clock.advance(milliseconds)
    }
    stream.end()
    const { bytes, words, error } = await heard
    expect(error).toBeUndefined()
    expect(words).toEqual(['alpha.', 'beta', 'gamma.', 'delta'])
    expect(bytes.equals(oracleBytes('alpha. beta gamma. delta'))).toBe(true)
  })
})
