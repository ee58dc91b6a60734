import { describe, expect, it } from 'vitest'
import { frequencyOf, amplitudeAt, asFloat, indexOfSamples, largestStep, tone } from './signals.ts'
import { distinctSamples, Stage } from './stage.ts'

describe('what comes out', () => {
  it.each([24_000, 44_100, 48_000])(
    'T23 is what was sent, bit for bit, at %i Hz, cut anywhere and of any length',
    async (rateHz) => {
      const stage = await Stage.open(rateHz)
      const samples = distinctSamples(24_011)
      const bytes = new Uint8Array(samples.buffer)
      const ended = stage.next('end')
      for (let at = 0, size = 1; at < bytes.length; size = (size * 5 + 3) % 4_001)
        stage.player.write(bytes.subarray(at, (at += size)))
      stage.player.end()
      await ended
      expect(indexOfSamples(stage.tap.samples, asFloat(samples))).toBeGreaterThanOrEqual(0)
      expect(stage.story).toEqual(['start', 'end'])
      expect(stage.player.underruns).toBe(0)
      expect(stage.player.position()).toEqual({
        heardSeconds: 24_011 / rateHz,
        bufferedSeconds: 0,
      })
    },
  )

  it('T23 loses nothing over a stall of 300 ms', async () => {
    const stage = await Stage.open(48_000)
    const samples = distinctSamples(30_001)
    const dry = stage.next('underrun')
    stage.player.write(samples.subarray(0, 10_001))
    await dry
    await stage.tap.heardFor(0.3)
    const ended = stage.next('end')
    stage.player.write(samples.subarray(10_001))
    stage.player.end()
    await ended
    const heard = stage.tap.samples
    const first = indexOfSamples(heard, asFloat(samples.subarray(0, 10_001)))
    const second = indexOfSamples(heard, asFloat(samples.subarray(10_001)))
    expect(first).toBeGreaterThanOrEqual(0)
    expect(second - first).toBeGreaterThan(10_001 + 0.3 * 48_000)
    expect(stage.story).toEqual(['start', 'underrun', 'end'])
    expect(stage.player.underruns).toBe(1)
  })

  it.each(
    [16_000, 24_000, 48_000].flatMap((sampleRateHz) => [
      [sampleRateHz, 44_100] as const,
      [sampleRateHz, 48_000] as const,
    ]),
  )('T21 keeps 440 Hz of a %i Hz stream in a %i Hz context', async (sampleRateHz, contextHz) => {
    const stage = await Stage.open(contextHz, { sampleRateHz })
    const ended = stage.next('end')
    stage.player.write(tone(440, 0.6, sampleRateHz))
    stage.player.end()
    await ended
    const heard = stage.tap.samples
    const start = heard.findIndex((sample) => sample !== 0)
    const middle = heard.subarray(start + 0.05 * contextHz, start + 0.55 * contextHz)
    expect(Math.abs(frequencyOf(middle, contextHz) - 440)).toBeLessThan(0.5)
    expect(largestStep(heard)).toBeLessThan(0.04)
  })

  it('T22 has no images, however the stream is cut', async () => {
    const stage = await Stage.open(48_000, { sampleRateHz: 24_000 })
    const ended = stage.next('end')
    const samples = tone(7_000, 0.8, 24_000)
    for (let at = 0, size = 100; at < samples.length; size = ((size * 7) % 1_999) + 1)
      stage.player.write(samples.subarray(at, (at += size)))
    stage.player.end()
    await ended
    const heard = stage.tap.samples
    const start = heard.findIndex((sample) => sample !== 0)
    const middle = heard.subarray(start + 2_400, start + 36_000)
    const image = amplitudeAt(middle, 17_000, 48_000) / amplitudeAt(middle, 7_000, 48_000)
    expect(20 * Math.log10(image)).toBeLessThan(-80)
  })

  it('is one utterance after the other, each with its own beginning, position and end', async () => {
    const stage = await Stage.open(48_000)
    const positions: number[] = []
    stage.onEvent = (event) => {
      if (event === 'end') positions.push(stage.player.position().heardSeconds)
    }
    const first = distinctSamples(9_600)
    const second = distinctSamples(20_000).subarray(4_000)
    const ended = stage.next('end')
    stage.player.write(first)
    stage.player.end()
    stage.player.write(second)
    stage.player.end()
    await ended
    await stage.next('end')
    expect(stage.story).toEqual(['start', 'end', 'start', 'end'])
    expect(positions).toEqual([0.2, 16_000 / 48_000])
    expect(indexOfSamples(stage.tap.samples, asFloat(first))).toBeGreaterThanOrEqual(0)
    expect(indexOfSamples(stage.tap.samples, asFloat(second))).toBeGreaterThanOrEqual(0)
  })

  it('waits for its output: what was written before open is heard from the first sample', async () => {
    const stage = await Stage.open(48_000)
    await stage.player.close()
    const reopened = stage.player.open()
    const samples = distinctSamples(5_000)
    const ended = stage.next('end')
    stage.player.write(samples)
    stage.player.end()
    await reopened
    await ended
    expect(indexOfSamples(stage.tap.samples, asFloat(samples))).toBeGreaterThanOrEqual(0)
  })
})
