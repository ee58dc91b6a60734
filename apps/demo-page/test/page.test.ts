import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { launchOptions } from '@gradium-kit/fixtures/chromium'
import type { AxeResults } from 'axe-core'
import { chromium, type Browser, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPreview, type Site } from './demo-site.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
let browser: Browser
let site: Site

beforeAll(async () => {
  site = await startPreview()
  browser = await chromium.launch(launchOptions())
})

afterAll(async () => {
  await browser.close()
  await site[Symbol.asyncDispose]()
})

type Look = Parameters<Browser['newContext']>[0]

async function withPage(
  path: string,
  look: Look,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext(look)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(site.url + path, { waitUntil: 'load' })
  await use(page)
  await context.close()
  expect(complaints).toEqual([])
}

const paths = ['/page.html', '/index.html']

describe.each(paths)('%s', (path) => {
  it.each(['light', 'dark'] as const)(
    'has nothing that axe objects to, %s',
    async (colorScheme) => {
      for (const width of [375, 1440]) {
        await withPage(path, { colorScheme, viewport: { width, height: 900 } }, async (page) => {
          await page.evaluate(axe)
          const { violations, passes } = await page.evaluate<AxeResults>('axe.run()')
          expect(passes.length).toBeGreaterThan(20)
          expect(
            violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
          ).toEqual([])
        })
      }
    },
  )

  it('never scrolls sideways', async () => {
    for (const width of [320, 375, 768, 992, 1440]) {
      await withPage(path, { viewport: { width, height: 800 } }, async (page) => {
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect({ width, overflow }).toEqual({ width, overflow: 0 })
      })
    }
  })

  it('shows where the keyboard is, at every stop', async () => {
    await withPage(path, {}, async (page) => {
      const stops = await page.locator('button, select, textarea, input, a, summary').count()
      for (let stop = 0; stop < stops; stop += 1) {
        await page.keyboard.press('Tab')
        const { width, name } = await page.evaluate(() => {
          const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement!)
          const { outerHTML } = document.activeElement!
          return { width: outlineStyle === 'solid' ? outlineWidth : '0', name: outerHTML }
        })
        expect({ name, width }).toEqual({ name, width: '2px' })
      }
    })
  })

  it('has targets that a finger hits', async () => {
    await withPage(path, { viewport: { width: 375, height: 800 } }, async (page) => {
      for (const control of await page.locator('button, select, textarea, input').all()) {
        const box = await control.boundingBox()
        expect(Math.min(box!.width, box!.height)).toBeGreaterThanOrEqual(36)
      }
    })
  })

  it('moves nothing for those who do not want it', async () => {
    await withPage(path, { reducedMotion: 'reduce' }, async (page) => {
      const moving = await page.evaluate(() =>
        [...document.querySelectorAll('*')]
          .flatMap((element) => [getComputedStyle(element), getComputedStyle(element, '::before')])
          .filter(
            ({ animationName, transitionDuration }) =>
              animationName !== 'none' || Number.parseFloat(transitionDuration) > 0,
          ),
      )
      expect(moving).toEqual([])
    })
  })
})

it('marks the word being heard without moving the others', async () => {
  await withPage('/page.html', {}, async (page) => {
    const lines = (): Promise<number[][]> =>
      page.evaluate(() =>
        [...document.querySelectorAll('.reading span')].map((word) => {
          const { x, y, width } = word.getBoundingClientRect()
          return [x, y, width]
        }),
      )
    const before = await lines()
    await page.evaluate(() => {
      document.querySelector('.is-current')?.classList.remove('is-current')
      document.querySelectorAll('.reading span')[20]?.classList.add('is-current')
    })
    expect(await lines()).toEqual(before)
  })
})

it('tells open, current and unheard words apart by more than colour', async () => {
  const decoration = (page: Page, selector: string): Promise<string> =>
    page.locator(selector).evaluate((word) => {
      const { textDecorationLine, textDecorationStyle } = getComputedStyle(word)
      return `${textDecorationLine} ${textDecorationStyle}`
    })
  await withPage('/page.html', { forcedColors: 'active' }, async (page) => {
    expect(await decoration(page, '.is-open')).toBe('underline dotted')
    expect(await decoration(page, '.is-current')).toBe('underline solid')
    expect(await decoration(page, '.reading > :first-child')).toBe('none solid')
    expect(await decoration(page, '.turns .is-unheard')).toBe('line-through solid')
  })
  await withPage('/index.html', {}, async (page) => {
    expect(await decoration(page, '.reading > .is-unheard')).toBe('line-through solid')
  })
})

it('shows what is pressed and what is switched on without its own colours', async () => {
  await withPage('/index.html', { forcedColors: 'active' }, async (page) => {
    const background = (name: string, isPressed: boolean): Promise<string> =>
      page
        .getByRole('button', { name, pressed: isPressed })
        .first()
        .evaluate((button) => getComputedStyle(button).backgroundColor)
    expect(await background('Mute', true)).not.toBe(await background('Mute', false))
  })
})
