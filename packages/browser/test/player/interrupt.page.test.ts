import { describe, expect, it } from 'vitest'
import { Player } from '../../src/player/player.ts'
import { asFloat, indexOfSamples, largestStep, tone } from './signals.ts'
import { distinctSamples, Stage } from './stage.ts'
import { Tap } from './tap.ts'

const rateHz = 48_000
const quantumSeconds = 128 / rateHz

/** Renders 2 s without a device: `at` runs while the clock stands at that quantum. */
async function renderOffline(
  steps: Record<number, (player: Player) => void>,
): Promise<Float32Array> {
  const offline = new OfflineAudioContext(1, 2 * rateHz, rateHz)
  const tap = await Tap.attach(offline)
  const player = new Player({ sampleRateHz: rateHz, context: offline as unknown as AudioContext })
  await player.open()
  const steppings: Promise<void>[] = []
  for (const [quantum, step] of Object.entries(steps)) {
    const suspended = offline.suspend(Number(quantum) * quantumSeconds)
    steppings.push(
      (async () => {
        await suspended
        step(player)
        await tap.settled()
        await offline.resume()
      })(),
    )
  }
  const rendered = await offline.startRendering()
  await Promise.all(steppings)
  await player.close()
  return rendered.getChannelData(0)
}

const lastSounding = (samples: Float32Array): number =>
  samples.findLastIndex((sample) => sample !== 0)

describe('interrupt', () => {
  it('T25 lets 5 ms of old audio out, faded, and then nothing', async () => {
    const old = tone(440, 1, rateHz)
    const heard = await renderOffline({
      10: (player) => player.write(old),
      200: (player) => player.interrupt(),
    })
    expect(lastSounding(heard.subarray(0, 200 * 128))).toBeGreaterThan(200 * 128 - 5)
    expect(lastSounding(heard)).toBeLessThan(200 * 128 + 0.005 * rateHz)
    expect(lastSounding(heard)).toBeGreaterThan(200 * 128 + 0.003 * rateHz)
    expect(largestStep(heard)).toBeLessThan(0.05)
  })

  it('T25 plays the next utterance whole though it comes at once', async () => {
    const next = distinctSamples(20_003)
    const heard = await renderOffline({
      10: (player) => player.write(tone(440, 1, rateHz)),
      200: (player) => {
        player.interrupt()
        player.write(next)
        player.end()
      },
    })
    const start = indexOfSamples(heard, asFloat(next))
    expect(start).toBeGreaterThan(200 * 128)
    expect(start).toBeLessThanOrEqual(200 * 128 + 0.01 * rateHz)
    expect(largestStep(heard.subarray(0, start))).toBeLessThan(0.05)
    expect(lastSounding(heard)).toBeLessThan(start + next.length + 0.005 * rateHz)
  })

  it('T25 is heard within 10 ms, on the clock of a device', async () => {
    const stage = await Stage.open(rateHz)
    const lateMs: number[] = []
    for (let turn = 0; turn < 15; turn++) {
      const started = stage.next('start')
      stage.player.write(distinctSamples(rateHz))
      stage.player.end()
      await started
      await stage.next('position')
      await stage.tap.settled()
      const frame = Math.round(stage.context.currentTime * rateHz)
      stage.player.interrupt()
      await stage.tap.heardUntil(frame + 0.1 * rateHz)
      const after = stage.tap.samples.subarray(frame - stage.tap.startFrame)
      lateMs.push((1_000 * (lastSounding(after) + 1)) / rateHz)
    }
    const sorted = lateMs.toSorted((a, b) => a - b)
    expect(sorted[7]).toBeLessThanOrEqual(10)
    // A device asks for several quanta at once; a command that comes meanwhile takes effect after them.
    expect(sorted.at(-1)).toBeLessThanOrEqual(10 + 30)
    expect(stage.story).toEqual(Array.from({ length: 15 }, () => 'start'))
  })

  it('says what was heard, of the utterance that was interrupted', async () => {
    const stage = await Stage.open(rateHz)
    expect(stage.player.interrupt()).toBe(0)
    const started = stage.next('start')
    stage.player.write(tone(440, 2, rateHz))
    await started
    await stage.tap.heardFor(0.5)
    const { heardSeconds, bufferedSeconds } = stage.player.position()
    const heard = stage.player.interrupt()
    expect(heard).toBeGreaterThan(0.4)
    expect(heard - heardSeconds).toBeLessThan(0.02)
    expect(heardSeconds + bufferedSeconds).toBeCloseTo(2)
    expect(stage.player.position()).toEqual({ heardSeconds: 0, bufferedSeconds: 0 })
    expect(stage.player.interrupt()).toBe(0)
  })

  it('ends a pause, drops half a sample, and may be called from a callback', async () => {
    const stage = await Stage.open(rateHz)
    stage.player.write(new Uint8Array(9_601))
    stage.player.pause()
    stage.player.interrupt()
    expect(stage.player.isPaused).toBe(false)
    const next = distinctSamples(9_600)
    const started = stage.next('start')
    stage.player.write(next)
    stage.player.end()
    let isFirst = true
    stage.onEvent = (event) => {
      if (event !== 'start' || !isFirst) return
      isFirst = false
      stage.player.interrupt()
      stage.player.write(next)
      stage.player.end()
    }
    await started
    await stage.next('end')
    expect(stage.story).toEqual(['start', 'start', 'end'])
    expect(indexOfSamples(stage.tap.samples, asFloat(next))).toBeGreaterThanOrEqual(0)
  })
})
