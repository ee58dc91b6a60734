import { createServer, type RequestListener } from 'node:http'
import { launchOptions } from '@gradium-kit/fixtures/chromium'
import { startEmulator, type Emulator } from '@gradium-kit/emulator'
import { chromium, type Browser, type JSHandle, type Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type * as page from '../src/page/index.ts'
import { startDevelopment, type Site } from './demo-site.ts'

let browser: Browser
let emulator: Emulator
let site: Site
let tab: Page
let inPage: JSHandle<typeof page>

beforeAll(async () => {
  emulator = await startEmulator({ port: 0, clock: 'instant' })
  vi.stubEnv('GRADIUM_BASE_URL', emulator.url)
  vi.stubEnv('GRADIUM_API_KEY', 'a-key-that-stays-here')
  site = await startDevelopment()
  browser = await chromium.launch(launchOptions())
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await browser.close()
  await site[Symbol.asyncDispose]()
  await emulator.close()
})

beforeEach(async () => {
  tab = await browser.newPage()
  await tab.goto(`${site.url}/page.html`)
  inPage = await tab.evaluateHandle<typeof page>("import('/src/page/index.ts')")
})

afterEach(() => tab.close())

/** Runs a function of the page in the page; answers with what it gave, or with code and sentence of its error. */
function call(name: 'readBackend' | 'requestToken'): Promise<unknown> {
  return inPage.evaluate(async (exports, wanted) => {
    try {
      const { signal } = new AbortController()
      return await exports[wanted]({ signal })
    } catch (error) {
      const { code, message, isRetryable } = error as Record<string, unknown>
      return { code, message, isRetryable }
    }
  }, name)
}

describe('a page', () => {
  it('gets a token and its backend from its own server', async () => {
    expect(await call('requestToken')).toMatch(/^emu_\S+$/u)
    expect(await call('readBackend')).toEqual({ baseUrl: emulator.url, isEmulator: true })
  })

  it.each<[string, RequestListener, string, boolean]>([
    [
      'fails',
      (_, response) => response.writeHead(502).end('{"error":"The server has no usable key."}'),
      'The server has no usable key.',
      true,
    ],
    [
      'forbids',
      (_, response) => response.writeHead(403).end('{"error":"Tokens are for members."}'),
      'Tokens are for members.',
      false,
    ],
    [
      'answers rubbish',
      (_, response) => response.writeHead(200).end('<!doctype html>'),
      'The token route answered 200 without a token.',
      false,
    ],
    [
      'breaks off',
      (request) => request.socket.destroy(),
      'The server of this page does not answer. Is it still running?',
      true,
    ],
  ])('says so in a sentence when the token route %s', async (_, answer, message, isRetryable) => {
    const route = createServer(answer).listen(0, '127.0.0.1')
    await new Promise((resolve) => route.once('listening', resolve))
    const { port } = route.address() as { port: number }
    await tab.route('**/api/token', async (call_) => {
      try {
        await call_.fulfill({ response: await call_.fetch({ url: `http://127.0.0.1:${port}/` }) })
      } catch {
        await call_.abort()
      }
    })
    expect(await call('requestToken')).toEqual({ code: 'token', message, isRetryable })
    route.close()
  })
})

describe('a rehearsal', () => {
  const ask = (state: string): Promise<unknown> =>
    inPage.evaluate(async (exports, name) => {
      exports.rehearseMicrophone(`?microphone=${name}`)
      const permission = async (): Promise<string> =>
        (await navigator.permissions.query({ name: 'microphone' })).state
      const isMissing = (navigator.mediaDevices as MediaDevices | undefined) === undefined
      if (isMissing) return { isMissing, isSecureContext }
      const media = navigator.mediaDevices.getUserMedia({ audio: true })
      const answered = media.then(
        () => 'granted',
        (error: Error) => error.name,
      )
      const waited = new Promise((resolve) => {
        requestAnimationFrame(() => resolve('asks still'))
      })
      const answer = await (name === 'prompt' ? Promise.race([answered, waited]) : answered)
      return { answer, permission: await permission() }
    }, state)

  it.each([
    ['denied', { answer: 'NotAllowedError', permission: 'denied' }],
    ['prompt', { answer: 'asks still', permission: 'prompt' }],
    ['not-found', { answer: 'NotFoundError' }],
    ['busy', { answer: 'NotReadableError' }],
    ['insecure', { isMissing: true, isSecureContext: false }],
    ['unsupported', { isMissing: true, isSecureContext: true }],
    ['nonsense', { answer: 'granted' }],
  ])('of %s makes the browser answer like one in that state', async (state, answer) => {
    expect(await ask(state)).toMatchObject(answer)
  })
})

it('scrolls new text into view, unless its reader has scrolled away', async () => {
  const tops = await inPage.evaluate(async ({ stayAtEnd }) => {
    const captions = document.querySelector<HTMLElement>('.captions')!
    const fromEnd = (): number => captions.scrollHeight - captions.scrollTop - captions.clientHeight
    const add = async (): Promise<number> => {
      for (let line = 0; line < 30; line += 1)
        captions.append(Object.assign(document.createElement('p'), { textContent: 'A line.' }))
      await new Promise((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(resolve))
      })
      return fromEnd()
    }
    const scroll = (to: number): Promise<unknown> =>
      new Promise((resolve) => {
        captions.addEventListener('scroll', () => resolve(undefined), { once: true })
        captions.scrollTop = to
      })
    const end = stayAtEnd(captions)
    const followed = await add()
    await scroll(0)
    const left = await add()
    await scroll(captions.scrollHeight)
    const returned = await add()
    end()
    const ended = await add()
    return { followed, left, returned, ended }
  })
  expect(tops.followed).toBeLessThan(2)
  expect(tops.left).toBeGreaterThan(500)
  expect(tops.returned).toBeLessThan(2)
  expect(tops.ended).toBeGreaterThan(500)
})
