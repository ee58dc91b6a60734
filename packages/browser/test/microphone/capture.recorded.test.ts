import { expect, onTestFinished, test, vi } from 'vitest'
import type { CaptureReport } from '../../src/worklets/capture-messages.ts'
import { Alignment, inputPerFrame } from './alignment.ts'
import { inputIds, isSilent, Listener } from './listener.ts'
import { recording, recordingParts, recordingRateHz } from './recording.ts'

/** Leaves to the browser nothing but the capture itself. */
const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false } as const
const alignment = new Alignment(recording())

/** Steps from frame to frame that are longer or shorter than a frame: the fake device has them now and then. */
function breaks(positions: readonly (number | undefined)[]): number {
  const found = positions.filter((position) => position !== undefined)
  const frames = positions.findLastIndex((position) => position !== undefined)
  const first = positions.findIndex((position) => position !== undefined)
  const steps = found.map((position, index) => position - (found[index - 1] ?? position))
  const odd = steps.slice(1).filter((step) => step !== inputPerFrame)
  expect(odd.every((step) => step > 0)).toBe(true)
  expect(found.length).toBeGreaterThan((frames - first) * 0.8)
  return odd.length
}

function amplitude(samples: readonly number[], frequencyHz: number): number {
  let real = 0
  let imaginary = 0
  for (const [index, sample] of samples.entries()) {
    const angle = (2 * Math.PI * frequencyHz * index) / 24_000
    real += sample * Math.cos(angle)
    imaginary += sample * Math.sin(angle)
  }
  return (2 * Math.hypot(real, imaginary)) / samples.length / 32_767
}

test('T12 T20 gives all of a recording in order, equal to it resampled offline, and no alias of 15 kHz', async () => {
  const listener = new Listener(plain)
  await listener.microphone.start()
  await listener.heard(66)
  listener.microphone.cancel()
  const { frames } = listener
  const positions = alignment.positions(frames)
  expect(positions.slice(0, 3).some((position) => position !== undefined)).toBe(true)
  expect(breaks(positions)).toBeLessThan(3)
  let at = 0
  const tone = frames.filter((_, index) => {
    at = positions[index] ?? at + inputPerFrame
    const seconds = at / recordingRateHz
    return seconds > recordingParts.tone + 0.1 && seconds < recordingParts.quiet - 0.2
  })
  expect(tone.length).toBeGreaterThan(7)
  expect(
    amplitude(
      tone.flatMap((frame) => Array.from(frame)),
      9_000,
    ),
  ).toBeLessThan(0.5 * 10 ** (-80 / 20))
}, 20_000)

test('T13 hands out the tail before it has stopped, and then nothing', async () => {
  const listener = new Listener(plain)
  await listener.microphone.start()
  await listener.heard(4)
  await listener.microphone.stop()
  const { frames } = listener
  expect(frames.length).toBeGreaterThan(4)
  const tail = frames.at(-1)!
  const end = tail.findLastIndex((sample) => sample !== 0) + 1
  expect(Math.max(...tail.subarray(0, end))).toBeGreaterThan(1_000)
  const clock = new Listener()
  await clock.microphone.start()
  await clock.heard(3)
  expect(listener.frames.at(-1)).toBe(tail)
})

test('T19 loses no frame while the page is busy for 30 of every 50 ms', async () => {
  const Node = vi.spyOn(globalThis, 'AudioWorkletNode')
  const busy = setInterval(() => {
    const until = performance.now() + 30
    while (performance.now() < until);
  }, 50)
  onTestFinished(() => {
    clearInterval(busy)
    Node.mockRestore()
  })
  const listener = new Listener(plain)
  await listener.microphone.start()
  const sequences: number[] = []
  const node = Node.mock.results[0]!.value as AudioWorkletNode
  node.port.addEventListener('message', ({ data }: MessageEvent<CaptureReport>) => {
    if (data !== 'ended') sequences.push(data.sequence)
  })
  const begun = node.context.currentTime
  await listener.heard(36)
  const seconds = node.context.currentTime - begun
  listener.microphone.cancel()
  expect(sequences).toEqual(sequences.map((_, index) => sequences[0]! + index))
  expect(listener.frames.length * 0.08).toBeGreaterThan(seconds - 0.2)
  expect(breaks(alignment.positions(listener.frames))).toBeLessThan(3)
})

test('T26 sends what is quieter than the gate as silence, and the rest as it is', async () => {
  const listener = new Listener(plain)
  await listener.microphone.start()
  await listener.heard(5)
  listener.microphone.setGate(-5)
  await listener.hears(2)
  const shut = listener.frames.length
  await listener.hears(5)
  listener.microphone.setGate(-30)
  await listener.hears(2)
  const open = listener.frames.length
  await listener.hears(5)
  listener.microphone.cancel()
  const { frames } = listener
  expect(frames.slice(shut, shut + 5).every((frame) => isSilent(frame))).toBe(true)
  expect(breaks(alignment.positions(frames.slice(open)))).toBeLessThan(2)
})

test('T27 changes the device without losing more than 200 ms', async () => {
  const ids = await inputIds()
  const context = new AudioContext()
  onTestFinished(() => context.close())
  const listener = new Listener({ ...plain, context })
  const { microphone } = listener
  await microphone.start()
  const begun = context.currentTime
  await listener.heard(6)
  for (const id of ids.slice(1)) {
    await microphone.setDevice(id)
    await listener.hears(6)
  }
  const seconds = context.currentTime - begun
  microphone.cancel()
  let silence = 0
  let longest = 0
  for (const sample of listener.samples.subarray(1_920)) {
    silence = Math.abs(sample) <= 1 ? silence + 1 : 0
    longest = Math.max(longest, silence)
  }
  expect(listener.frames.length * 0.08).toBeGreaterThan(seconds - 0.1)
  expect(longest / 24_000).toBeLessThan(0.2)
})
