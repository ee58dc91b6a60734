import { request } from 'node:http'
import { Gradium } from '@gradium-kit/core'
import { startEmulator, type Emulator } from '@gradium-kit/emulator'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { startDevelopment, startPreview, type Site } from './demo-site.ts'

const key = 'a-key-that-stays-here'
let emulator: Emulator
let development: Site
let shipped: Site

beforeAll(async () => {
  emulator = await startEmulator({ port: 0, clock: 'instant', keys: [key] })
  vi.stubEnv('GRADIUM_BASE_URL', emulator.url)
  development = await startDevelopment()
  shipped = await startPreview()
})

afterAll(async () => {
  await development[Symbol.asyncDispose]()
  await shipped[Symbol.asyncDispose]()
  await emulator.close()
})

beforeEach(() => {
  vi.stubEnv('GRADIUM_BASE_URL', emulator.url)
  vi.stubEnv('GRADIUM_API_KEY', key)
})

afterEach(() => {
  vi.unstubAllEnvs()
})

interface Answer {
  status: number | undefined
  headers: Record<string, unknown>
  body: string
}

/** A request with exactly these headers, which `fetch` would not send. */
function ask(url: string, method: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body }),
      )
    })
    call.on('error', reject).end()
  })
}

function askForToken(site: Site): Promise<Answer> {
  return ask(`${site.url}/api/token`, 'POST', { origin: site.url })
}

describe.each([
  ['development', () => development],
  ['preview', () => shipped],
])('the routes of the %s server', (_, current) => {
  it('give the page a token that the service accepts', async () => {
    const { status, headers, body } = await askForToken(current())
    expect(status).toBe(200)
    expect(headers['cache-control']).toBe('no-store')
    const { token } = JSON.parse(body)
    const page = new Gradium({ token: () => token, baseUrl: emulator.url })
    const { words } = await page.speech.stream({ text: 'Hello there.' }).result
    expect(words.map(({ text }) => text)).toEqual(['Hello', 'there.'])
  })

  it('give a fresh token each time', async () => {
    const [one, other] = [await askForToken(current()), await askForToken(current())]
    expect(JSON.parse(one.body)).not.toEqual(JSON.parse(other.body))
  })

  it('refuse whoever is not this page', async () => {
    const { url } = current()
    const { host } = new URL(url)
    const strangers = [
      {},
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { origin: 'not a URL' },
      { origin: 'http://127.0.0.1:1' },
      { origin: url, 'sec-fetch-site': 'cross-site' },
      { origin: url, 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { host: 'evil.example', origin: 'http://evil.example' },
      { host: `evil.example:${host.split(':')[1]}`, origin: 'http://evil.example' },
    ]
    for (const headers of strangers) {
      const answer = await ask(`${url}/api/token`, 'POST', headers)
      expect({ headers, status: answer.status }).toEqual({ headers, status: 403 })
      expect(answer.body).not.toContain('emu_')
    }
  })

  it('want POST', async () => {
    const { status, headers, body } = await ask(`${current().url}/api/token`, 'GET')
    expect(status).toBe(405)
    expect(headers['allow']).toBe('POST')
    expect(JSON.parse(body)).toEqual({ error: 'Ask for a token with POST.' })
  })

  it.each([
    ['refused', 'wrong-key', 'Gradium refused the server’s key. Check GRADIUM_API_KEY.'],
    ['missing', '', 'The server has no usable GRADIUM_API_KEY. Set it and start again.'],
  ])(
    'say in a sentence that the key is %s, and show nothing of it',
    async (_case, wrong, error) => {
      vi.stubEnv('GRADIUM_API_KEY', wrong)
      const { status, body } = await askForToken(current())
      expect(status).toBe(502)
      expect(JSON.parse(body)).toEqual({ error })
    },
  )

  it('say at once that the service cannot be reached', async () => {
    vi.stubEnv('GRADIUM_BASE_URL', 'http://127.0.0.1:9/api')
    const { status, body } = await askForToken(current())
    expect(status).toBe(502)
    const error = 'The server cannot reach Gradium. Check the network and GRADIUM_BASE_URL.'
    expect(JSON.parse(body)).toEqual({ error })
    const config = await ask(`${current().url}/api/config`, 'GET')
    expect(JSON.parse(config.body)).toEqual({
      baseUrl: 'http://127.0.0.1:9/api',
      isEmulator: false,
    })
  })

  it('tell the page what it talks to, and never the key', async () => {
    vi.stubEnv('GRADIUM_BASE_URL', emulator.url.replace('http://', `http://user:${key}@`))
    const { headers, body } = await ask(`${current().url}/api/config`, 'GET')
    expect(JSON.parse(body)).toEqual({ baseUrl: emulator.url, isEmulator: true })
    expect(headers['cache-control']).toBe('no-store')
  })
})

describe('the policy of the page', () => {
  it('is strict on every answer of the preview server', async () => {
    const service = new URL(emulator.url).host
    for (const path of ['/page.html', '/api/config', '/nothing.js']) {
      const { headers } = await ask(shipped.url + path, 'GET')
      expect(headers['content-security-policy']).toBe(
        `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self' http://${service} ws://${service}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
      )
      expect(headers['x-content-type-options']).toBe('nosniff')
    }
  })

  it('is left out where hot reload needs inline scripts', async () => {
    const { headers } = await ask(`${development.url}/page.html`, 'GET')
    expect(headers['content-security-policy']).toBeUndefined()
  })
})

it('does not start with a base URL that is none', async () => {
  vi.stubEnv('GRADIUM_BASE_URL', 'api.gradium.ai')
  await expect(startDevelopment()).rejects.toThrow('GRADIUM_BASE_URL is not a URL.')
})
