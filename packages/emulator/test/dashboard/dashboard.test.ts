import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dashboardResponse } from '../../src/dashboard/dashboard.ts'
import { outputFormats } from '../../src/wire/audio-format.ts'

const source = new URL('../../src/dashboard/', import.meta.url)
const page = readFileSync(new URL('public/index.html', source), 'utf8')
const client = new URL('client/', source)
const scripts = readdirSync(client)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(name, client), 'utf8'))
  .join('\n')

describe('the dashboard', () => {
  it('answers for its own files only', async () => {
    expect(await dashboardResponse('/__emulator/sessions')).toBeUndefined()
    expect(await dashboardResponse('/__emulator/../package.json')).toBeUndefined()
    expect(await dashboardResponse('/__emulator/dashboard.d.ts')).toBeUndefined()
    const styles = ['/style.css', '/panels.css']
    const scriptPaths = ['/app.js', '/playback-worklet.js', '/capture-worklet.js']
    const paths = ['', '/', ...styles, ...scriptPaths]
    for (const path of paths) {
      // oxlint-disable-next-line no-await-in-loop -- a table of cases
      expect(await dashboardResponse(`/__emulator${path}`)).toBeDefined()
    }
  })

  it('allows nothing but its own files and the emulator', async () => {
    const response = await dashboardResponse('/__emulator/')
    const policy = response?.headers['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toMatch(/unsafe|blob:|\*|https?:/u)
  })

  it('has neither script nor style inside the page', () => {
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/u)
  })

  it('says that it is an emulator', () => {
    expect(page).toContain('This is a local emulator, not Gradium.')
  })

  it('never reads text as markup', () => {
    expect(scripts).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/u)
  })

  it('has a label for every control', () => {
    const controls = [...page.matchAll(/<(?:input|select|textarea|meter)\s+id="([^"]+)"/gu)]
    expect(controls.length).toBeGreaterThan(8)
    const unlabelled = controls.filter(
      ([, id]) =>
        !page.includes(`for="${id}"`) &&
        !new RegExp(`<label[^>]*>\\s*<input id="${id}"`, 'u').test(page),
    )
    expect(unlabelled).toEqual([])
  })

  it('asks for the key in a field that is not a password', () => {
    const [field] = /<input\s+id="key"[^>]*>/u.exec(page) ?? []
    expect(field).toMatch(/class="secret"\s+type="text"[^>]+autocomplete="off"/u)
    expect(page).not.toContain('type="password"')
  })

  it('lets the keyboard reach what scrolls, under a name', () => {
    const areas = [...page.matchAll(/<(\w+) class="scroll[^>]*>/gu)].map(([tag]) => tag)
    expect(areas).toHaveLength(2)
    for (const area of areas) {
      expect(area).toContain('tabindex="0" role="region"')
      const title = /aria-labelledby="([^"]+)"/u.exec(area)?.[1]
      expect(page).toMatch(new RegExp(`<h3 id="${title}">\\w+</h3>`, 'u'))
    }
  })

  it('offers every output format, those it cannot play apart and disabled', () => {
    const groups = [...page.matchAll(/<optgroup label="([^"]+)">(.*?)<\/optgroup>/gsu)]
    const [played = [], silent = []] = groups.map(([, , options = '']) =>
      [...options.matchAll(/<option( disabled)?>(\w+)</gu)].map(([, off, name]) => [name, !off]),
    )
    expect(groups.map(([, label]) => label)).toEqual([
      'Can be played here',
      'Cannot be played here',
    ])
    expect(silent).toEqual([['opus', false]])
    expect(played.every(([, isOffered]) => isOffered)).toBe(true)
    const otherNames = ['pcm', 'mulaw_8000']
    const offered = [...played, ...silent].map(([name]) => String(name))
    expect([...offered, ...otherNames].toSorted()).toEqual([...outputFormats.keys()].toSorted())
  })

  it('has every element its scripts ask for', () => {
    const ids = [...scripts.matchAll(/element\(\s*'([^']+)'/gu)].map(([, id]) => id)
    expect(ids.length).toBeGreaterThan(20)
    for (const id of ids) expect(page).toContain(`id="${id}"`)
  })
})
