import { describe, expect, test } from 'vitest'
import { Address, checkId } from '../../src/transport/address.ts'
import { restUrl } from '../../src/transport/http.ts'
import { callUntyped, errorOf, titled } from '../outcome.ts'

describe('the addresses of the service', () => {
  test.each([
    [undefined, 'api.gradium.ai'],
    ['auto', 'api.gradium.ai'],
    ['eu', 'eu.api.gradium.ai'],
    ['us', 'us.api.gradium.ai'],
  ] as const)('of the region %s are on %s', (region, host) => {
    const address = new Address({ region })
    expect(restUrl(address, 'voices/')).toBe(`https://${host}/api/voices/`)
    expect(address.socket('speech')).toBe(`wss://${host}/api/speech/tts`)
    expect(address.socket('transcription')).toBe(`wss://${host}/api/speech/asr`)
    expect(address.socket('translation')).toBe(`wss://${host}/api/speech/s2s`)
  })

  test.each(['', 'de', 'EU', '__proto__', 'constructor', null])('%j is no region', (region) => {
    const error = errorOf(() => Reflect.construct(Address, [{ region }]))
    expect(error.code).toBe('config')
    expect(error.message).toBe('region is one of auto, eu, us.')
  })
})

test.each([
  ['https://example.com', 'https://example.com'],
  ['https://example.com/', 'https://example.com'],
  ['https://example.com/a/b///', 'https://example.com/a/b'],
  ['https://EXAMPLE.com:443/a/../b', 'https://example.com/b'],
  ['https://example.com:8443/api', 'https://example.com:8443/api'],
  ['  https://example.com/api\n', 'https://example.com/api'],
  ['http://localhost:3000/api', 'http://localhost:3000/api'],
  ['http://a.localhost/', 'http://a.localhost'],
  ['http://127.0.0.1:80', 'http://127.0.0.1'],
  ['http://127.1.2.3:8080', 'http://127.1.2.3:8080'],
  ['http://0x7f.1:8080', 'http://127.0.0.1:8080'],
  ['http://[::1]:8080/', 'http://[::1]:8080'],
])('the base URL %j is %s', (baseUrl, base) => {
  const address = new Address({ baseUrl })
  expect(restUrl(address, 'usages/credits')).toBe(`${base}/usages/credits`)
  expect(address.socket('speech')).toBe(`${base.replace('http', 'ws')}/speech/tts`)
})

const secret = 'hunter2'

test.each(
  titled([
    '',
    'api.gradium.ai/api',
    '//api.gradium.ai',
    '/api',
    'https://',
    'ftp://example.com',
    'ws://localhost',
    'wss://example.com',
    'file:///etc/passwd',
    'data:text/plain,x',
    'javascript:alert(1)',
    `https://user:${secret}@example.com`,
    `https://${secret}@example.com`,
    `https://example.com/?token=${secret}`,
    `https://example.com/#${secret}`,
    'https://exa mple.com',
    'http://example.com',
    'http://10.0.0.1',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://notlocalhost',
    'http://127.0.0.1@example.com',
    'http://[::2]',
    'http://0.0.0.0',
    5,
    null,
    {},
  ]),
)('the base URL %s is refused without being quoted', (_title, baseUrl) => {
  const error = errorOf(() => Reflect.construct(Address, [{ baseUrl }]))
  expect(error.code).toBe('config')
  expect(error.message).toMatch(/^baseUrl [^\n]+\.$/)
  expect(JSON.stringify([error, error.stack, error.cause])).not.toContain(secret)
})

test('a base URL of very many slashes takes no time', () => {
  const start = performance.now()
  const path = '/'.repeat(300_000)
  expect(restUrl(new Address({ baseUrl: `https://example.com${path}x${path}` }), 'a')).toMatch(
    /x\/a$/,
  )
  expect(performance.now() - start).toBeLessThan(1_000)
})

test('a key travels in clear only where that was asked for', () => {
  const baseUrl = 'http://10.0.0.1:9000'
  expect(new Address({ baseUrl, allowInsecure: true }).socket('speech')).toBe(
    'ws://10.0.0.1:9000/speech/tts',
  )
  expect(errorOf(() => new Address({ baseUrl })).message).toContain('allowInsecure')
})

test('neither query nor token can leave their place', () => {
  const address = new Address({ baseUrl: 'https://example.com/api' })
  const hostile = '../../x?token=1&a=b#c%2e\r\n\0//evil 😀'
  const rest = new URL(
    restUrl(address, 'voices/', { a: hostile, limit: 0, is: false, no: undefined }),
  )
  expect(rest.origin + rest.pathname).toBe('https://example.com/api/voices/')
  expect([...rest.searchParams]).toEqual([
    ['a', hostile],
    ['limit', '0'],
    ['is', 'false'],
  ])
  expect(rest.hash).toBe('')
  const socket = new URL(address.socket('speech', hostile))
  expect(socket.host + socket.pathname).toBe('example.com/api/speech/tts')
  expect([...socket.searchParams]).toEqual([['token', hostile]])
})

test.each(['a', 'YTpq7expH9539ERJ', '_-0', '__proto__', 'constructor', 'x'.repeat(128)])(
  'the id %s is accepted',
  (id) => {
    expect(checkId('voiceId', id)).toBe(id)
  },
)

test.each(
  titled([
    '',
    '.',
    '..',
    '../../x',
    '//evil',
    'https://evil',
    '%2e%2e%2f',
    '?token=',
    '#',
    'a/b',
    'a\\b',
    'a b',
    'a\n',
    '\na',
    'a\0',
    'a\r\nb',
    'é',
    'ＡＢ',
    '😀',
    'a:b',
    'a;b',
    'a@b',
    'x'.repeat(129),
    'x'.repeat(100_000),
    5,
    null,
    undefined,
    ['a'],
    {},
  ]),
)('the id %s is refused without being quoted', (_title, id) => {
  const error = errorOf(() => callUntyped(checkId, 'voiceId', id))
  expect(error.code).toBe('config')
  expect(error.message).toBe('voiceId is made of 1 to 128 letters, digits, "-" and "_".')
})
