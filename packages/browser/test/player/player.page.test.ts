import { GradiumError } from '@gradium-kit/core'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { leaseAudioContext } from '../../src/audio-context.ts'
import { Player } from '../../src/player/player.ts'
import { asFloat, indexOfSamples, tone } from './signals.ts'
import { distinctSamples, Stage } from './stage.ts'

const rateHz = 48_000

describe('opening', () => {
  it('T17 loads one worklet for two players that open at once, and both play', async () => {
    const addModule = vi.spyOn(AudioWorklet.prototype, 'addModule')
    onTestFinished(() => addModule.mockRestore())
    const context = new AudioContext()
    onTestFinished(() => context.close())
    const ends = [0, 1].map(async () => {
      let onEnd = (): void => {}
      const ended = new Promise<void>((resolve) => (onEnd = resolve))
      const player = new Player({ context, onEnd })
      await Promise.all([player.open(), player.open()])
      player.write(tone(440, 0.1, 24_000))
      player.end()
      await ended
      await player.close()
    })
    await Promise.all(ends)
    expect(addModule).toHaveBeenCalledTimes(1)
  })

  it('rejects with aborted when it is closed meanwhile, and opens again', async () => {
    const context = new AudioContext()
    onTestFinished(() => context.close())
    const player = new Player({ context })
    const opening = player.open()
    await player.close()
    await expect(opening).rejects.toMatchObject({ code: 'aborted', phase: 'playback' })
    await player.open()
    await player.close()
  })

  it('refuses a closed context, a senseless rate and a senseless volume with a sentence', async () => {
    const context = new AudioContext()
    await context.close()
    await expect(new Player({ context }).open()).rejects.toMatchObject({ code: 'config' })
    expect(() => new Player({ sampleRateHz: 24_000.5 })).toThrow(GradiumError)
    expect(() => new Player({ volume: 2 })).toThrow('volume is a number from 0 to 1, not 2.')
    expect(() => new Player().setVolume(Number.NaN)).toThrow(GradiumError)
  })

  it('T36 takes every command before it is open and after it was closed', async () => {
    const player = new Player()
    for (let round = 0; round < 2; round++) {
      player.end()
      player.interrupt()
      player.pause()
      player.resume()
      player.write(new Uint8Array(3))
      player.setVolume(0.5)
      expect(player.level()).toBe(0)
      expect(player.isBlocked).toBe(false)
      await player.setSink(undefined)
      await player.close()
    }
    expect(player.position()).toEqual({ heardSeconds: 0, bufferedSeconds: 0 })
  })
})

describe('volume, level and output', () => {
  it('changes the volume without touching the samples at 1', async () => {
    const stage = await Stage.open(rateHz, { volume: 0.5 })
    const samples = Int16Array.from({ length: rateHz }, () => 16_384)
    const started = stage.next('start')
    stage.player.write(samples)
    await started
    await stage.tap.heardFor(0.1)
    expect(stage.tap.samples.at(-1)).toBeCloseTo(0.25, 5)
    expect(stage.player.level()).toBeCloseTo(0.25, 3)
    stage.player.setVolume(1)
    await stage.tap.heardFor(0.1)
    expect(stage.tap.samples.at(-1)).toBe(0.5)
    stage.player.setVolume(0)
    await stage.tap.heardFor(0.1)
    expect(stage.tap.samples.at(-1)).toBe(0)
    stage.player.interrupt()
    stage.player.setVolume(1)
    await stage.tap.heardFor(0.1)
    const next = distinctSamples(9_600)
    const ended = stage.next('end')
    stage.player.write(next)
    stage.player.end()
    await ended
    expect(indexOfSamples(stage.tap.samples, asFloat(next))).toBeGreaterThanOrEqual(0)
    await stage.tap.heardFor(0.1)
    expect(stage.player.level()).toBe(0)
  })

  it('says in a sentence that an output is not there, and goes on playing', async () => {
    const stage = await Stage.open(rateHz, { sinkId: 'gone' })
    await expect(stage.player.setSink('no-such-device')).rejects.toMatchObject({
      code: 'config',
      phase: 'playback',
    })
    const ended = stage.next('end')
    stage.player.write(tone(440, 0.1, rateHz))
    stage.player.end()
    await ended
    await stage.player.setSink(undefined)
  })
})

describe('closing', () => {
  it('fades out, and leaves nothing behind for the next time', async () => {
    const stage = await Stage.open(rateHz)
    const started = stage.next('start')
    stage.player.write(tone(440, 2, rateHz))
    await started
    await stage.tap.heardFor(0.2)
    await stage.player.close()
    stage.player.write(tone(440, 1, rateHz))
    await stage.player.open()
    await stage.tap.heardFor(0.3)
    const after = stage.tap.samples.slice(-0.2 * rateHz)
    expect(after.every((sample) => sample === 0)).toBe(true)
    expect(stage.player.position().bufferedSeconds).toBe(0)
  })
})

describe('T30 a context that stops', () => {
  it('is woken when it is the shared one, and nothing is lost', async () => {
    const lease = leaseAudioContext()
    onTestFinished(() => lease.release())
    const { context } = lease
    const events: string[] = []
    let onEnd = (): void => {}
    const ended = new Promise<void>((resolve) => (onEnd = resolve))
    let onStart = (): void => {}
    const started = new Promise<void>((resolve) => (onStart = resolve))
    const player = new Player({
      onStart,
      onEnd,
      onBlockedChange: (isBlocked) => events.push(String(isBlocked)),
    })
    onTestFinished(() => player.close())
    await player.open()
    player.write(tone(440, 0.5, 24_000))
    player.end()
    await started
    await context.suspend()
    await ended
    expect(context.state).toBe('running')
    expect(player.position().heardSeconds).toBe(0.5)
    expect(events).toEqual([])
  })

  it('is replaced when its clock stands still, and the rest is heard', async () => {
    const lease = leaseAudioContext()
    onTestFinished(() => lease.release())
    const { context } = lease
    const connect = vi.spyOn(AudioNode.prototype, 'connect')
    onTestFinished(() => connect.mockRestore())
    const events: string[] = []
    let onEnd = (): void => {}
    const ended = new Promise<void>((resolve) => (onEnd = resolve))
    let onPosition = (): void => {}
    const moved = new Promise<void>((resolve) => (onPosition = resolve))
    const player = new Player({ onPosition, onEnd, onStart: () => events.push('start') })
    onTestFinished(() => player.close())
    await player.open()
    for (let piece = 0; piece < 10; piece++) player.write(tone(440, 0.08, 24_000))
    player.end()
    await moved
    const frozenSeconds = context.currentTime
    Object.defineProperty(context, 'currentTime', { get: () => frozenSeconds, configurable: true })
    onTestFinished(() => void Reflect.deleteProperty(context, 'currentTime'))
    context.dispatchEvent(new Event('statechange'))
    const { heardSeconds } = player.position()
    await ended
    const outputs = connect.mock.calls
      .map(([target]) => target)
      .filter((target) => target instanceof AudioDestinationNode)
    expect(outputs.map((output) => output.context === context)).toEqual([true, false])
    expect(outputs[1]!.context.currentTime).toBeGreaterThan(0.8 - heardSeconds)
    expect(player.position()).toEqual({ heardSeconds: 0.8, bufferedSeconds: 0 })
    expect(events).toEqual(['start'])
    await player.close()
    expect(outputs[1]!.context.state).toBe('closed')
  })

  it('is left alone when it is the page’s own, and said to be blocked', async () => {
    const stage = await Stage.open(rateHz)
    const started = stage.next('start')
    stage.player.write(tone(440, 0.5, rateHz))
    stage.player.end()
    await started
    const blocked = stage.next('blocked')
    await stage.context.suspend()
    await blocked
    const ended = stage.next('end')
    expect(await stage.player.unlock()).toBe(true)
    await ended
    expect(stage.story).toEqual(['start', 'blocked', 'unblocked', 'end'])
  })

  it('is not asked to resume while the system interrupts it', async () => {
    const stage = await Stage.open(rateHz)
    const resume = vi.spyOn(stage.context, 'resume')
    let state = 'interrupted'
    Object.defineProperty(stage.context, 'state', { get: () => state })
    stage.context.dispatchEvent(new Event('statechange'))
    expect(stage.player.isBlocked).toBe(true)
    state = 'running'
    stage.context.dispatchEvent(new Event('statechange'))
    expect(stage.player.isBlocked).toBe(false)
    expect(resume).not.toHaveBeenCalled()
  })
})
