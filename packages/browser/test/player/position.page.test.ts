import { expect, it, vi } from 'vitest'
import { asFloat, indexOfSamples, tone } from './signals.ts'
import { distinctSamples, Stage } from './stage.ts'

const rateHz = 48_000

/** For each frame of the tap: how many of these samples, each known by its value, had come out before it. */
function countLeft(heard: Float32Array, samples: Int16Array): Uint32Array {
  const expected = asFloat(samples)
  const counts = new Uint32Array(heard.length + 1)
  let count = 0
  for (let index = 0; index < heard.length; index++) {
    if (heard[index] === expected[count]) count += 1
    counts[index + 1] = count
  }
  return counts
}

it('T35 knows what is heard within 50 ms, over pause and underrun', async () => {
  const stage = await Stage.open(rateHz)
  const samples = distinctSamples(2 * rateHz)
  const seen: { heardSeconds: number; earSeconds: number }[] = []
  stage.onEvent = () => {
    const { currentTime, outputLatency } = stage.context
    const { heardSeconds } = stage.player.position()
    seen.push({ heardSeconds, earSeconds: currentTime - outputLatency })
  }
  const dry = stage.next('underrun')
  const started = stage.next('start')
  stage.player.write(samples.subarray(0, 0.8 * rateHz))
  await started
  await stage.tap.heardFor(0.3)
  stage.player.pause()
  await stage.tap.heardFor(0.4)
  const paused = stage.player.position().heardSeconds
  await stage.tap.heardFor(0.1)
  expect(stage.player.position().heardSeconds).toBe(paused)
  stage.player.resume()
  await dry
  await stage.tap.heardFor(0.25)
  const ended = stage.next('end')
  stage.player.write(samples.subarray(0.8 * rateHz))
  stage.player.end()
  await ended

  const { tap } = stage
  const left = countLeft(tap.samples, samples)
  expect(left.at(-1)).toBe(samples.length)
  const errors = seen.map(({ heardSeconds, earSeconds }) => {
    const index = Math.round(earSeconds * rateHz) - tap.startFrame
    return Math.abs(heardSeconds - left[Math.min(Math.max(index, 0), left.length - 1)]! / rateHz)
  })
  expect(seen.length).toBeGreaterThan(60)
  expect(Math.max(...errors)).toBeLessThan(0.05)
  const positions = seen.map(({ heardSeconds }) => heardSeconds)
  expect(positions).toEqual(positions.toSorted((a, b) => a - b))
  expect(positions.at(-1)).toBe(2)
})

it('says that an utterance has ended when its last sample has been heard, and soon after', async () => {
  const stage = await Stage.open(rateHz)
  const samples = distinctSamples(0.5 * rateHz)
  let endSeconds = 0
  stage.onEvent = (event) => {
    if (event === 'end') endSeconds = stage.context.currentTime
  }
  const ended = stage.next('end')
  stage.player.write(samples)
  stage.player.end()
  await ended
  const { tap, context } = stage
  const leftFrame = tap.startFrame + indexOfSamples(tap.samples, asFloat(samples)) + samples.length
  const afterSeconds = endSeconds - leftFrame / rateHz - context.outputLatency
  expect(context.outputLatency).toBeGreaterThan(0)
  expect(afterSeconds).toBeGreaterThanOrEqual(0)
  expect(afterSeconds).toBeLessThan(0.1)
})

it('T31 needs no timer and no animation frame: slow timers of hidden tabs change nothing', async () => {
  const stage = await Stage.open(rateHz)
  const { setTimeout: realSetTimeout, setInterval: realSetInterval } = globalThis
  vi.stubGlobal('requestAnimationFrame', () => 0)
  vi.stubGlobal('setTimeout', (run: () => void, delayMs = 0) =>
    realSetTimeout(run, Math.max(1_000, delayMs)),
  )
  vi.stubGlobal('setInterval', (run: () => void, delayMs = 0) =>
    realSetInterval(run, Math.max(1_000, delayMs)),
  )
  try {
    const samples = distinctSamples(rateHz)
    const told: number[] = []
    stage.onEvent = () => told.push(stage.context.currentTime)
    const ended = stage.next('end')
    stage.player.write(samples)
    stage.player.end()
    await ended
    const gaps = told.slice(1).map((time, index) => time - told[index]!)
    expect(told.length).toBeGreaterThan(30)
    expect(Math.max(...gaps)).toBeLessThan(0.5)
    expect(indexOfSamples(stage.tap.samples, asFloat(samples))).toBeGreaterThanOrEqual(0)
  } finally {
    vi.unstubAllGlobals()
  }
})

it('is at rest while paused: no positions are told when nothing moves', async () => {
  const stage = await Stage.open(rateHz)
  const started = stage.next('start')
  stage.player.write(tone(440, 1, rateHz))
  await started
  stage.player.pause()
  expect(stage.player.isPaused).toBe(true)
  await stage.tap.heardFor(1.5)
  const before = stage.events.length
  await stage.tap.heardFor(0.5)
  expect(stage.events.length).toBe(before)
})
