import { expect, it } from 'vitest'
import { startEmulator } from '../../src/index.ts'
import { start } from './raw-client.ts'

it.each([
  [undefined, true],
  ['http://localhost:4301', true],
  ['http://127.0.0.1', true],
  ['http://[::1]:3000', true],
  ['http://app.localhost', true],
  ['https://shop.example', true],
  ['https://evil.example', false],
  ['http://localhost.evil.example', false],
  ['http://127.0.0.1.evil.example', false],
  ['null', false],
])('lets pages of %s in: %s', async (origin, isAllowed) => {
  await using emulator = await start({ allowedOrigins: ['https://shop.example'] })
  const headers = { 'x-api-key': 'k', ...(origin === undefined ? {} : { origin }) }
  const socket = emulator.open('/speech/tts', headers)
  const outcome = await socket.opened.then(
    () => '101',
    (error: unknown) => String(error),
  )
  expect(outcome).toContain(isAllowed ? '101' : '403')
  socket.socket.terminate()
  const reply = await emulator.call('/usages/credits', { headers })
  expect(reply.status).toBe(isAllowed ? 200 : 403)
  expect(reply.headers.get('access-control-allow-origin')).toBe(isAllowed ? (origin ?? null) : null)
})

it('answers preflights of local pages', async () => {
  await using emulator = await start()
  const reply = await emulator.call('/api-keys/token', {
    method: 'OPTIONS',
    headers: { origin: 'http://localhost:4301', 'access-control-request-headers': 'x-api-key' },
  })
  expect(reply.status).toBe(204)
  expect(reply.headers.get('access-control-allow-headers')).toContain('x-api-key')
})

it('binds loopback only unless it is exposed on purpose', async () => {
  await expect(startEmulator({ host: '0.0.0.0' })).rejects.toThrow('only binds loopback addresses')
  await using exposed = await startEmulator({ host: '0.0.0.0', isExposed: true })
  expect(exposed.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/api$/)
})

it('says which port is busy', async () => {
  await using emulator = await start()
  const port = Number(new URL(emulator.url).port)
  await expect(startEmulator({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is in use.`)
})
