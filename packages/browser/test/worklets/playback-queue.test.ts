import { array, assert, constantFrom, integer, property, tuple } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  amplitudeAt,
  asFloat,
  frequencyOf,
  indexOfSamples,
  largestStep,
  tone,
} from '../player/signals.ts'
import { QueueRun } from './queue-run.ts'

const rateHz = 48_000
const rampFrames = 240
const quarterTurn = (seconds: number): Int16Array<ArrayBuffer> =>
  tone(440, seconds + 1, rateHz).slice(27, 27 + Math.round(seconds * rateHz))

describe('an utterance', () => {
  it('T23 leaves whole and exact, its length not a multiple of 128', () => {
    const samples = quarterTurn(0.3).subarray(0, 14_003).slice()
    const run = new QueueRun(rateHz).write(samples).tell('end').render(0.5)
    expect(indexOfSamples(run.output, asFloat(samples))).toBe(rampFrames)
    expect(run.events).toEqual(['start 1 @ 240 (0)', 'end 1 @ 14243 (14003)'])
    expect(largestStep(run.output)).toBeLessThan(0.03)
    expect(run.output.at(-1)).toBe(0)
  })

  it('begins at once where its first sample is silence', () => {
    const run = new QueueRun(rateHz)
      .write(tone(440, 0.2, rateHz))
      .tell('end')
      .render(0.3)
    expect(run.events[0]).toBe('start 1 @ 0 (0)')
  })

  it('waits for its cushion, to the sample', () => {
    const run = new QueueRun(rateHz).write(tone(440, 0.159, rateHz)).render(1)
    expect(run.output.every((sample) => sample === 0)).toBe(true)
    expect(run.events).toEqual([])
    run.write(tone(440, 0.001, rateHz)).render(0.01)
    expect(run.events).toEqual(['start 1 @ 48000 (0)'])
  })

  it('begins with two messages of 80 ms though the resampler holds samples back', () => {
    const run = new QueueRun(44_100, { sampleRateHz: 24_000 })
    run
      .write(tone(440, 0.08, 24_000))
      .write(tone(440, 0.08, 24_000))
      .render(0.05)
    expect(run.events).toEqual(['start 1 @ 0 (0)'])
  })

  it('begins without a cushion once its end is known', () => {
    const run = new QueueRun(rateHz).write(tone(440, 0.001, rateHz)).render(0.1)
    expect(run.events).toEqual([])
    run.tell('end').render(0.1)
    expect(run.events).toEqual(['start 1 @ 4864 (0)', 'end 1 @ 4912 (48)'])
  })

  it('is followed by the next one without a gap but a ramp', () => {
    const first = quarterTurn(0.1)
    const second = Int16Array.from(quarterTurn(0.1), (sample) => -sample)
    const run = new QueueRun(rateHz).write(first, 1).tell('end').write(second, 2).tell('end')
    run.render(0.4)
    expect(run.events).toEqual([
      'start 1 @ 240 (0)',
      'end 1 @ 5040 (4800)',
      'start 2 @ 5280 (0)',
      'end 2 @ 10080 (4800)',
    ])
    expect(indexOfSamples(run.output, asFloat(second))).toBe(5_280)
    expect(largestStep(run.output)).toBeLessThan(0.03)
  })

  it('plays with no cushion at all', () => {
    const run = new QueueRun(44_100, { sampleRateHz: 24_000, cushionMs: 0 })
    run.write(tone(440, 0.0005, 24_000)).render(0.1)
    run
      .write(tone(440, 0.1, 24_000))
      .tell('end')
      .render(0.2)
    expect(run.reports.at(-1)).toMatchObject({ event: 'tick', frames: 4_433 })
  })
})

describe('resampling', () => {
  const rates = [16_000, 24_000, 48_000].flatMap((input) => [
    [input, 44_100] as const,
    [input, 48_000] as const,
  ])

  it.each(rates)('T21 keeps 440 Hz at 440 ± 0.5 Hz from %i to %i Hz', (sampleRateHz, contextHz) => {
    const run = new QueueRun(contextHz, { sampleRateHz })
    run
      .write(tone(440, 1, sampleRateHz))
      .tell('end')
      .render(1.2)
    const middle = run.output.subarray(0.1 * contextHz, 0.9 * contextHz)
    expect(Math.abs(frequencyOf(middle, contextHz) - 440)).toBeLessThan(0.5)
    const end = run.reports.find(({ event }) => event === 'end')
    expect(end?.frames).toBe(contextHz)
  })

  it('T22 does not depend on how the audio is cut nor on the quanta', () => {
    const samples = tone(1_234, 0.4, 24_000)
    const whole = new QueueRun(44_100, { sampleRateHz: 24_000 })
    const expected = whole.write(samples).tell('end').render(0.5).output
    assert(
      property(
        array(integer({ min: 1, max: 4_000 }), { minLength: 1, maxLength: 40 }),
        array(integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 10 }),
        (cuts, quanta) => {
          const run = new QueueRun(44_100, { sampleRateHz: 24_000 })
          let at = 0
          for (const cut of cuts) run.write(samples.slice(at, (at += cut)))
          run.write(samples.slice(at)).tell('end')
          let turn = 0
          run.render(0.5, () => quanta[turn++ % quanta.length]!)
          expect(run.output.subarray(0, 22_000)).toEqual(expected.subarray(0, 22_000))
        },
      ),
      { numRuns: 50 },
    )
  })

  it.each([
    [24_000, 7_000],
    [24_000, 10_000],
    [16_000, 6_000],
  ])('T22 keeps images of %i Hz streams below −80 dB at %i Hz', (sampleRateHz, frequencyHz) => {
    const run = new QueueRun(48_000, { sampleRateHz })
    run
      .write(tone(frequencyHz, 1, sampleRateHz))
      .tell('end')
      .render(1)
    const middle = run.output.subarray(4_800, 43_200)
    const wanted = amplitudeAt(middle, frequencyHz, 48_000)
    const image = amplitudeAt(middle, sampleRateHz - frequencyHz, 48_000)
    expect(wanted).toBeCloseTo(0.5, 2)
    expect(20 * Math.log10(image / wanted)).toBeLessThan(-80)
  })
})

describe('a queue that runs dry', () => {
  it('T23 loses no sample over a stall, and fades out and in within the silence', () => {
    const samples = quarterTurn(0.6)
    const run = new QueueRun(rateHz).write(samples.slice(0, 9_601)).render(0.5)
    expect(run.events.at(-1)).toBe('underrun 1 @ 9841 (9601)')
    run.write(samples.slice(9_601)).tell('end').render(0.7)
    const output = run.output
    expect(indexOfSamples(output, asFloat(samples.slice(0, 9_601)))).toBe(rampFrames)
    const resumed = indexOfSamples(output, asFloat(samples.slice(9_601)))
    expect(resumed).toBe(24_064 + rampFrames)
    expect(run.events.slice(2)).toEqual([
      `continue 1 @ ${resumed} (9601)`,
      `end 1 @ ${resumed + 19_199} (28800)`,
    ])
    expect(output.subarray(9_841 + rampFrames, 24_064).every((sample) => sample === 0)).toBe(true)
    expect(largestStep(output)).toBeLessThan(0.03)
  })

  it('gathers 80 ms more after each underrun, up to the limit', () => {
    const run = new QueueRun(rateHz)
    const gathered: number[] = []
    for (let underrun = 0; underrun < 7; underrun++) {
      const before = run.events.filter((event) => event.includes('underrun')).length
      let written = 0
      while (run.events.filter((event) => event.includes('underrun')).length === before) {
        const flows = run.events.length
        run.write(tone(440, 0.02, rateHz))
        written += 20
        run.render(0.005)
        if (run.events.length > flows) {
          gathered.push(written)
          run.render(1)
        }
      }
    }
    expect(gathered).toEqual([160, 240, 320, 400, 480, 480, 480])
  })

  it('does not call it an underrun when the utterance is complete, or paused', () => {
    const run = new QueueRun(rateHz)
      .write(tone(440, 0.2, rateHz))
      .tell('pause')
      .render(1)
    run.tell('resume', 'end').render(1)
    expect(run.events.map((event) => event.split(' ')[0])).toEqual(['start', 'end'])
  })
})

describe('clear', () => {
  it('T25 fades out over 5 ms of what would have come, and plays the next utterance whole', () => {
    const old = quarterTurn(1)
    const next = Int16Array.from(quarterTurn(0.2), (sample) => -sample)
    const run = new QueueRun(rateHz).write(old).tell('end').render(0.3)
    const cleared = run.frame
    run.tell('clear').write(next, 2).tell('end').render(0.5)
    const output = run.output
    const expected = asFloat(old).subarray(cleared - rampFrames, cleared)
    for (let index = 0; index < rampFrames; index++) {
      const gain = 1 - (index + 1) / rampFrames
      expect(output[cleared + index]).toBeCloseTo(expected[index]! * gain, 6)
    }
    expect(indexOfSamples(output, asFloat(next))).toBe(cleared + 2 * rampFrames)
    expect(largestStep(output)).toBeLessThan(0.05)
    expect(run.events.slice(1)).toEqual([
      `start 2 @ ${cleared + 480} (0)`,
      `end 2 @ ${cleared + 480 + 9_600} (9600)`,
    ])
  })

  it('leaves nothing of a resampled utterance in the next one', () => {
    const settings = { sampleRateHz: 24_000 }
    const alone = new QueueRun(44_100, settings).write(tone(300, 0.3, 24_000)).tell('end')
    const run = new QueueRun(44_100, settings).write(tone(5_000, 1, 24_000)).render(0.4)
    run
      .tell('clear')
      .write(tone(300, 0.3, 24_000), 2)
      .tell('end')
      .render(0.5)
    const expected = alone.render(0.3).output.subarray(0, 13_200)
    expect(indexOfSamples(run.output, expected)).toBeGreaterThan(17_640)
  })

  it('never clicks, whenever it comes', () => {
    assert(
      property(
        array(
          tuple(
            constantFrom('end', 'clear', 'pause', 'resume', 'write'),
            integer({ min: 1, max: 2_000 }),
          ),
          { maxLength: 60 },
        ),
        (steps) => {
          const run = new QueueRun(rateHz, { cushionMs: 20, maxCushionMs: 40 })
          const source = quarterTurn(0.1)
          let utterance = 1
          for (const [step, frames] of steps) {
            if (step === 'write') run.write(source.slice(), utterance)
            else run.tell(step)
            if (step === 'end' || step === 'clear') utterance += 1
            run.render(frames / rateHz, () => 64)
          }
          // A piece that is cut off joins the next in the middle of a wave: those seams are the test's own.
          const seams = new Set([source.at(-1)! / 32_768])
          const output = run.output
          const isClick = (sample: number, index: number): boolean =>
            index > 0 &&
            !seams.has(output[index - 1]!) &&
            Math.abs(sample - output[index - 1]!) > 0.1
          expect(output.findIndex(isClick)).toBe(-1)
        },
      ),
      { numRuns: 100 },
    )
  })

  it('ends in silence after a close', () => {
    const run = new QueueRun(rateHz).write(quarterTurn(1)).render(0.3)
    expect(run.isSilent).toBe(false)
    run.tell('close').render(0.006)
    expect(run.isSilent).toBe(true)
  })
})

describe('a pause', () => {
  it('goes on with the very next sample, and counts none meanwhile', () => {
    const samples = quarterTurn(0.5)
    const run = new QueueRun(rateHz).write(samples).tell('end').render(0.2)
    const paused = run.frame
    run.tell('pause').render(1).tell('resume').render(1)
    const left = paused - rampFrames
    const resumed = indexOfSamples(run.output, asFloat(samples.slice(left)))
    expect(run.events).toEqual([
      'start 1 @ 240 (0)',
      `pause 1 @ ${paused} (${left})`,
      `continue 1 @ ${resumed} (${left})`,
      `end 1 @ ${resumed + samples.length - left} (${samples.length})`,
    ])
    const silence = run.output.subarray(paused + rampFrames, paused + 48_000)
    expect(silence.every((sample) => sample === 0)).toBe(true)
    expect(largestStep(run.output)).toBeLessThan(0.03)
  })

  it('may come before the first sample', () => {
    const run = new QueueRun(rateHz)
      .tell('pause')
      .write(tone(440, 1, rateHz))
      .tell('end')
      .render(1)
    expect(run.events).toEqual([])
    run.tell('resume').render(0.1)
    expect(run.events).toHaveLength(1)
  })
})

it('ticks about every 20 ms while samples leave and for 1.2 s after, and not in silence', () => {
  const run = new QueueRun(rateHz).render(5)
  expect(run.reports).toEqual([])
  run
    .write(tone(440, 1, rateHz))
    .tell('end')
    .render(10)
  const ticks = run.reports.filter(({ event }) => event === 'tick')
  const distances = ticks
    .slice(1)
    .map((tick, index) => tick.contextFrame - ticks[index]!.contextFrame)
  expect(Math.min(...distances)).toBeGreaterThanOrEqual(960)
  expect(Math.max(...distances)).toBeLessThan(960 + 128)
  expect(ticks.at(-1)!.contextFrame).toBeGreaterThan(5 * rateHz + 2.15 * rateHz)
  expect(ticks.at(-1)!.contextFrame).toBeLessThan(5 * rateHz + 2.25 * rateHz)
})

it('counts what leaves where the clock of the context jumps, or stands still for a quantum', () => {
  const run = new QueueRun(rateHz)
    .write(tone(440, 0.5, rateHz))
    .tell('end')
    .render(0.1)
  run.frame += 512
  run.render(0.1)
  expect(run.events).toEqual([
    'start 1 @ 0 (0)',
    'pause 1 @ 4864 (4864)',
    'continue 1 @ 5376 (4864)',
  ])
  run.frame -= 128
  run.render(0.5)
  expect(run.events.slice(3)).toEqual(['end 1 @ 24512 (24000)'])
})
