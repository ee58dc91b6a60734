import { describe, expect, it } from 'vitest'
import { GradiumError, streamSpeech, type SpeechStream } from '../../src/index.node.ts'
import type { ProxyRule } from '@gradium-kit/fixtures/fault-proxy'
import { WatchedClock } from '../transport/watched-clock.ts'
import {
  follow,
  hear,
  oracleBytes,
  spokenAs,
  startOracleService,
  type OracleService,
} from './oracle-service.ts'

const text = 'One two three four. Five six seven eight. Nine ten.'

interface State {
  rule: Omit<ProxyRule, 'connection'>
  /** Resolves when the stream is in it. */
  reached: (oracle: OracleService, clock: WatchedClock, stream: SpeechStream) => Promise<void>
}

const states: Record<string, State> = {
  'before it is connected': { rule: {}, reached: async () => {} },
  'while it connects': {
    rule: { silent: true },
    reached: ({ proxy }) => proxy.waitFor(() => proxy.attempts.length === 1),
  },
  'before it is ready': {
    rule: { down: { afterMessages: 0, how: 'stall' } },
    reached: ({ proxy }) => proxy.waitFor(() => proxy.log.some(({ type }) => type === 'stalled')),
  },
  'before the first audio': {
    rule: { down: { afterMessages: 1, how: 'stall' } },
    reached: ({ proxy }) => proxy.waitFor(() => proxy.log.some(({ type }) => type === 'stalled')),
  },
  'in the middle of the audio': {
    rule: { down: { afterMessages: 20, how: 'stall' } },
    reached: async (_oracle, _clock, stream) => {
      for await (const event of { [Symbol.asyncIterator]: () => unclosed(stream) })
        if (event.type === 'audio') return
    },
  },
  'between two attempts': {
    rule: { refuse: true },
    reached: async ({ proxy }, clock) => {
      await proxy.waitFor(() => proxy.log.some(({ type }) => type === 'refused'))
      await clock.saw(100)
    },
  },
}

/** An iterator that does not end the stream when its reader stops. */
function unclosed(stream: SpeechStream): AsyncIterator<{ type: string }> {
  const events = stream[Symbol.asyncIterator]()
  return { next: () => events.next() }
}

const ways: Record<string, (stream: SpeechStream, abort: AbortController) => unknown> = {
  cancel: (stream) => stream.cancel(),
  'a signal': (_stream, abort) => abort.abort(),
  close: (stream) => stream.close(),
}

describe.each([
  ['a shared socket', false],
  ['a socket of its own', true],
])('on %s', (_where, dedicated) => {
  describe.each(Object.entries(states))('%s', (_state, { rule, reached }) => {
    it.each(Object.entries(ways))(
      '%s ends a stream at once, and its sockets',
      async (_way, stop) => {
        const clock = new WatchedClock()
        await using oracle = await startOracleService({ clock, rules: [rule] })
        const abort = new AbortController()
        const { signal } = abort
        const options = { text, dedicated, signal, resume: 'segment', ...spokenAs } as const
        const stream = streamSpeech(oracle.service, options)
        await reached(oracle, clock, stream)
        const started = performance.now()
        const stopped = stop(stream, abort)
        const error = await stream.result.catch((reason: unknown) => reason)
        expect(performance.now() - started).toBeLessThan(50)
        expect(error).toBeInstanceOf(GradiumError)
        expect(error).toMatchObject({ code: 'aborted', name: 'AbortError' })
        expect(await hear(stream)).toMatchObject({ events: [], error: { code: 'aborted' } })
        // What does not answer is cut after the time for a closing handshake.
        clock.advance(2_000)
        await stopped
        const { proxy } = oracle
        await proxy.waitFor(() => !proxy.connections.some(({ isOpen }) => isOpen))
        expect(clock.timers).toBe(0)
        const attempts = proxy.attempts.length
        clock.advance(60_000)
        expect(proxy.attempts).toHaveLength(attempts)
      },
    )
  })
})

describe('a caller of speech', () => {
  it.each(['', ' ', '\n\t', '\0', '<flush>'])(
    'who has nothing to say (%j) is done',
    async (blank) => {
      await using oracle = await startOracleService()
      const heard = await hear(streamSpeech(oracle.service, { text: blank, ...spokenAs }))
      expect(heard.error).toBeUndefined()
      expect(heard.bytes).toHaveLength(0)
      expect(heard.result).toMatchObject({ words: [], durationSeconds: 0, remainingText: '' })
    },
  )

  it('who says nothing after all is done too', async () => {
    await using oracle = await startOracleService()
    const stream = streamSpeech(oracle.service, spokenAs)
    stream.flush()
    stream.write('  ')
    stream.flush()
    stream.end()
    stream.end()
    stream.flush()
    expect(await hear(stream)).toMatchObject({ error: undefined, words: [] })
  })

  it('may flush first and after every word', async () => {
    await using oracle = await startOracleService()
    const stream = streamSpeech(oracle.service, spokenAs)
    const { heard, saw } = follow(stream)
    stream.flush()
    for (const word of ['One', 'two', 'three.']) {
      stream.write(word)
      stream.flush()
      await saw(word)
    }
    stream.end()
    const { bytes, error, result } = await heard
    expect(error).toBeUndefined()
    expect(bytes.equals(oracleBytes('One two three.'))).toBe(true)
    expect(result.spokenText).toBe('One two three.')
  })

  it('may end while there is no connection', async () => {
    await using oracle = await startOracleService()
    oracle.proxy.refuse()
    const stream = streamSpeech(oracle.service, spokenAs)
    await oracle.proxy.waitFor(() => oracle.proxy.attempts.length === 2)
    stream.write('Last words')
    stream.end()
    expect(() => stream.write('more')).toThrow(/write was called after end/)
    oracle.proxy.refuse(false)
    const heard = await hear(stream)
    expect(heard.error).toBeUndefined()
    expect(heard.words).toEqual(['Last', 'words'])
  })

  it('who ends without a word while there is no connection is done at once', async () => {
    const clock = new WatchedClock()
    await using oracle = await startOracleService({ clock })
    oracle.proxy.refuse()
    const stream = streamSpeech(oracle.service, spokenAs)
    await oracle.proxy.waitFor(() => oracle.proxy.attempts.length === 1)
    stream.end()
    expect(await hear(stream)).toMatchObject({ error: undefined, words: [] })
    expect(clock.timers).toBe(0)
  })

  it('who writes more than may wait is told so', async () => {
    await using oracle = await startOracleService({ client: { maxQueuedBytes: 10_000 } })
    oracle.proxy.refuse()
    const stream = streamSpeech(oracle.service, spokenAs)
    for (let count = 0; count < 1_100; count += 1) stream.write('ten chars. ')
    expect((await hear(stream)).error).toMatchObject({ code: 'backpressure' })
  })
})
