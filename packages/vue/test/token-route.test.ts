import { startEmulator } from '@gradium-kit/emulator'
import { expect, it, onTestFinished, vi } from 'vitest'

vi.stubGlobal('defineEventHandler', <Handler>(handler: Handler): Handler => handler)
const { default: POST } = await import('../examples/nuxt/gradium-token.post.ts')

/** What a browser asks, from a page of this kind of site. */
function ask(site: string): Promise<Response> {
  const headers = { 'sec-fetch-site': site }
  return POST({ headers: new Headers(headers) })
}

it('the token route of Nuxt answers with a fresh token, never with the key, and with 502 when there is none', async () => {
  const emulator = await startEmulator({ clock: 'instant' })
  onTestFinished(() => emulator.close())
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.stubEnv('GRADIUM_BASE_URL', emulator.url)
  vi.stubEnv('GRADIUM_API_KEY', 'server-side')
  const first = await ask('same-origin')
  expect(first.headers.get('cache-control')).toBe('no-store')
  const [token, other] = [await first.text(), await (await ask('same-origin')).text()]
  expect(token).not.toBe(other)
  expect(token).not.toContain('server-side')

  const told = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => told.mockRestore())
  vi.stubEnv('GRADIUM_API_KEY', '')
  const refused = await ask('same-origin')
  expect(refused.status).toBe(502)
  expect(await refused.text()).toBe('')
  expect(told).toHaveBeenCalledOnce()
})

it('the token route of Nuxt gives other sites nothing', async () => {
  for (const site of ['cross-site', 'same-site', 'none']) {
    const refused = await ask(site)
    expect([refused.status, await refused.text()]).toEqual([403, ''])
  }
})
