import { describe, expect, it } from 'vitest'
import { createService, type GradiumOptions } from '../../src/index.node.ts'
import { dial } from '../../src/transport/dial.ts'
import type { Socket, SocketHandlers, SocketRequest } from '../../src/transport/socket.ts'

const socket = {} as Socket
const handlers = {} as SocketHandlers
const never = new AbortController().signal

/** What a platform is asked to open. */
async function dialled(
  options: GradiumOptions,
  { signal = never, hasSocketHeaders = true } = {},
): Promise<SocketRequest[]> {
  const requests: SocketRequest[] = []
  const service = createService({ baseUrl: 'https://voice.example/api', ...options })
  service.platform = {
    ...service.platform,
    hasSocketHeaders,
    openSocket: (request, given) => {
      expect(given).toBe(handlers)
      requests.push(request)
      return socket
    },
  }
  const opened = await dial(service, 'transcription', signal, handlers)
  expect(opened).toBe(requests.length === 0 ? undefined : socket)
  return requests
}

describe('a socket', () => {
  it('carries the key in a header, and never in the address', async () => {
    const [request] = await dialled({ apiKey: 'secret-key', source: 'mine', maxMessageBytes: 99 })
    expect(request).toMatchObject({
      url: 'wss://voice.example/api/speech/asr',
      headers: { 'x-api-key': 'secret-key', 'x-api-source': 'mine' },
      maxMessageBytes: 99,
    })
    expect(request!.redact('bad secret-key')).toBe('bad [redacted]')
  })

  it('carries a token in the address, and no header beside it', async () => {
    const [request] = await dialled({ token: () => 'a/b+c' })
    expect(request!.headers).toEqual({})
    expect(new URL(request!.url).searchParams.get('token')).toBe('a/b+c')
    expect(request!.redact('bad a/b+c')).toBe('bad [redacted]')
  })

  it('is not opened when nobody waits for it any more', async () => {
    const abort = new AbortController()
    const token = (): string => {
      abort.abort()
      return 'too-late'
    }
    await expect(dialled({ token }, { signal: abort.signal })).rejects.toMatchObject({
      code: 'aborted',
    })
    expect(await dialled({ apiKey: 'k' }, { signal: AbortSignal.abort() })).toEqual([])
  })

  it('needs a token where a socket has no headers, and a key or a token anywhere', async () => {
    await expect(dialled({ apiKey: 'k' }, { hasSocketHeaders: false })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(/Pass `token`/),
    })
    await expect(dialled({ apiKey: '' })).rejects.toMatchObject({ code: 'config' })
  })

  it('passes on that the token provider failed', async () => {
    const token = (): Promise<string> => Promise.reject(new Error('no session'))
    await expect(dialled({ token })).rejects.toMatchObject({ code: 'token', phase: 'token' })
  })
})
