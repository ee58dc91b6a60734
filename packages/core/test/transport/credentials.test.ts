import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { GradiumError } from '../../src/errors.ts'
import { Credentials, type TokenProvider } from '../../src/transport/credentials.ts'
import { errorOf, titled } from '../outcome.ts'
import { FakeClock } from '../session/fake-clock.ts'

const key = 'gd_very-secret-key'

function signal(): AbortSignal {
  return new AbortController().signal
}

async function failureOf(promise: Promise<unknown>): Promise<GradiumError> {
  const error: unknown = await promise.then(
    () => new Error('It succeeded.'),
    (reason: unknown) => reason,
  )
  if (GradiumError.is(error)) return error
  throw error
}

/** Credentials whose provider returns anything at all. */
function providing(provide: (context: { signal: AbortSignal }) => unknown): Credentials {
  const credentials: unknown = Reflect.construct(Credentials, [undefined, provide])
  if (credentials instanceof Credentials) return credentials
  throw new Error('These are no credentials.')
}

describe('an API key', () => {
  test('is given out, and only that', () => {
    const credentials = new Credentials(key, undefined)
    expect(credentials.apiKey()).toBe(key)
    expect(credentials.hasTokenProvider).toBe(false)
  })

  test.each(
    titled([
      '',
      ' ',
      'a b',
      ' a',
      'a ',
      'a\n',
      'a\r\nx-other: 1',
      'a\0',
      'é',
      'a\u2028',
      '😀',
      'a\u007f',
      'x'.repeat(1_025),
      5,
      {},
    ]),
  )('%s is refused without being quoted', (_title, wrong) => {
    const error = errorOf(() => Reflect.construct(Credentials, [wrong, undefined]))
    expect(error.code).toBe('config')
    expect(error.message).toMatch(/^The API key is empty or holds [^\n]+\.$/)
    expect(error.message.length).toBeLessThan(150)
  })

  test('that is missing is a sentence about what to do', () => {
    const without = new Credentials(undefined, undefined)
    expect(errorOf(() => without.apiKey()).message).toMatch(/GRADIUM_API_KEY.*npx gradium-emulator/)
    const withTokens = new Credentials(undefined, () => 'token')
    expect(errorOf(() => withTokens.apiKey()).message).toMatch(/needs an API key.*on your server/)
  })
})

test('neither key nor token can be printed, written or cloned', async () => {
  const credentials = new Credentials(key, () => 'very-secret-token')
  await credentials.token(1_000, signal())
  const shown = [
    inspect(credentials, { showHidden: true, depth: Infinity, getters: false }),
    JSON.stringify(credentials),
    JSON.stringify(Object.entries(credentials)),
    inspect(structuredClone(credentials), { showHidden: true, depth: Infinity }),
    Object.keys(credentials).join(),
    String(credentials),
  ]
  expect(shown.join('\n')).not.toContain('very-secret')
})

describe('a token provider', () => {
  test.each<[string, TokenProvider]>([
    ['a string', () => 'token-1'],
    ['an object', () => ({ token: 'token-1' })],
    ['a promise', async () => 'token-1'],
    [
      'a promise of the answer of the service',
      async () => ({ token: 'token-1', expires_at: '2026-05-23T12:00:00Z' }),
    ],
  ])('may return %s', async (_name, provide) => {
    expect(await new Credentials(undefined, provide).token(1_000, signal())).toBe('token-1')
  })

  test('is asked once for each token, and what it returned is not used again', async () => {
    let calls = 0
    const credentials = new Credentials(undefined, () => `token-${(calls += 1)}`)
    expect(await credentials.token(1_000, signal())).toBe('token-1')
    expect(await credentials.token(1_000, signal())).toBe('token-2')
    expect(calls).toBe(2)
  })

  test('that returns the same token twice is told so', async () => {
    const credentials = new Credentials(undefined, () => 'the-same-token')
    await credentials.token(1_000, signal())
    const error = await failureOf(credentials.token(1_000, signal()))
    expect(error).toMatchObject({ code: 'token', phase: 'token', isRetryable: false })
    expect(error.message).toContain('already used')
    expect(error.message).not.toContain('the-same-token')
  })

  test('that returns the API key is refused', async () => {
    const credentials = new Credentials(key, () => key)
    const error = await failureOf(credentials.token(1_000, signal()))
    expect(error.code).toBe('token')
    expect(error.message).not.toContain(key)
  })

  test.each(
    titled([
      undefined,
      null,
      '',
      ' ',
      'a b',
      'a\r\nb',
      'é',
      5,
      [],
      {},
      { token: '' },
      { token: 5 },
      { token: null },
      'x'.repeat(4_097),
    ]),
  )('that returns %s is told what to return', async (_title, junk) => {
    const error = await failureOf(providing(() => junk).token(1_000, signal()))
    expect(error).toMatchObject({ code: 'token', phase: 'token', isRetryable: false })
    expect(error.message).toMatch(/^The token provider returned no token: [^\n]+\.$/)
  })

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new TypeError('fetch failed')
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('fetch failed'))],
  ])('that %s is worth another try, and its error is the cause', async (_name, fail) => {
    const error = await failureOf(providing(fail).token(1_000, signal()))
    expect(error).toMatchObject({ code: 'token', phase: 'token', isRetryable: true })
    expect(error.cause).toMatchObject({ name: 'TypeError', message: 'fetch failed' })
  })

  test.each(titled([undefined, null, 'text', 5]))(
    'that throws %s fails all the same',
    async (_title, thrown) => {
      const error = await failureOf(providing(() => Promise.reject(thrown)).token(1_000, signal()))
      expect(error).toMatchObject({ code: 'token', isRetryable: true })
      expect('cause' in error).toBe(false)
    },
  )

  test('may throw an error of ours, which is passed on', async () => {
    const own = new GradiumError('auth', 'Sign in first.')
    expect(await failureOf(providing(() => Promise.reject(own)).token(1_000, signal()))).toBe(own)
  })

  test('that takes too long is told to stop', async () => {
    let isAborted = false
    const credentials = providing(
      ({ signal: wanted }) =>
        new Promise(() => wanted.addEventListener('abort', () => (isAborted = true))),
    )
    const clock = new FakeClock()
    const failure = failureOf(credentials.token(20, signal(), clock))
    clock.advance(20)
    const error = await failure
    expect(error).toMatchObject({ code: 'timeout', phase: 'token', isRetryable: true })
    expect(error.message).toBe('The token provider gave no token within 20 ms.')
    expect(isAborted).toBe(true)
  })

  test.each([Infinity, 3_000_000_000])('may take %d ms', async (timeoutMs) => {
    const clock = new FakeClock()
    let give: (token: string) => void = () => {}
    const credentials = providing(() => new Promise((resolve) => (give = resolve)))
    const token = credentials.token(timeoutMs, signal(), clock)
    clock.advance(2_000_000_000)
    give('late')
    expect(await token).toBe('late')
  })

  test('is told when its token is no longer wanted', async () => {
    const controller = new AbortController()
    let isAborted = false
    const credentials = providing(({ signal: wanted }) => {
      wanted.addEventListener('abort', () => (isAborted = true))
      queueMicrotask(() => controller.abort())
      return new Promise(() => {})
    })
    const error = await failureOf(credentials.token(Infinity, controller.signal))
    expect(error).toMatchObject({ code: 'aborted', phase: 'token', name: 'AbortError' })
    expect(isAborted).toBe(true)
  })

  test('may abort and throw at once', async () => {
    const unhandled: unknown[] = []
    const record = (reason: unknown): number => unhandled.push(reason)
    process.on('unhandledRejection', record)
    const controller = new AbortController()
    const credentials = providing(() => {
      controller.abort()
      throw new TypeError('fetch failed')
    })
    const error = await failureOf(credentials.token(1_000, controller.signal))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', record)
    expect(error.code).toBe('aborted')
    expect(unhandled).toEqual([])
  })

  test('is not waited for when nobody wants a token any more', async () => {
    const credentials = providing(() => new Promise(() => {}))
    const error = await failureOf(credentials.token(500, AbortSignal.abort()))
    expect(error.code).toBe('aborted')
  })

  test('of the caller stays when there is a key to mint with', async () => {
    const own = new Credentials(key, () => 'own')
    own.mintWith(() => 'minted')
    expect(await own.token(1_000, signal())).toBe('own')
    const minting = new Credentials(key, undefined)
    minting.mintWith(() => 'minted')
    expect(await minting.token(1_000, signal())).toBe('minted')
    const neither = new Credentials(undefined, undefined)
    neither.mintWith(() => 'minted')
    expect((await failureOf(neither.token(1_000, signal()))).code).toBe('config')
  })
})

describe('what the service echoes', () => {
  test('loses the key and the tokens', async () => {
    let calls = 0
    const credentials = new Credentials(key, () => `token-number-${(calls += 1)}`)
    for (let run = 0; run < 3; run += 1) await credentials.token(1_000, signal())
    const text = `${key} token-number-1 token-number-3 ${key}`
    expect(credentials.redact(text)).toBe('[redacted] [redacted] [redacted] [redacted]')
    expect(credentials.redact('nothing')).toBe('nothing')
  })

  test('loses a token in the form that it has in a URL', async () => {
    const credentials = new Credentials(undefined, () => 'ab+cd/ef==')
    await credentials.token(1_000, signal())
    const echo = 'Cannot GET /api/speech/tts?token=ab%2Bcd%2Fef%3D%3D'
    expect(credentials.redact(echo)).toBe('Cannot GET /api/speech/tts?token=[redacted]')
  })

  test('loses the key however many tokens there were', async () => {
    let calls = 0
    const credentials = new Credentials(key, () => `token-number-${(calls += 1)}.`)
    for (let run = 0; run < 50; run += 1) await credentials.token(1_000, signal())
    expect(credentials.redact(`${key} token-number-50.`)).toBe('[redacted] [redacted]')
  })
})
