import { expect, it } from 'vitest'
import { Successor } from '../../src/transcription/successor.ts'
import { Stage } from '../endless/stage.ts'
import { openEpoch, readyEpoch, type OpenEpoch } from './epochs.ts'

const limitSeconds = 100

/** A successor whose sessions are counted. */
function successorAt(stage: Stage): { successor: Successor; opened: OpenEpoch[] } {
  const opened: OpenEpoch[] = []
  const successor = new Successor(limitSeconds, () => {
    opened.push(openEpoch(stage))
    return opened.at(-1)!.epoch
  })
  return { successor, opened }
}

it('is made when the session gets old, and taken when nobody speaks', async () => {
  await using stage = await Stage.open()
  const present = await readyEpoch(stage)
  const { successor, opened } = successorAt(stage)
  await stage.pass(79)
  expect(successor.isDue(present, true)).toBe(false)
  expect(opened).toHaveLength(0)
  await stage.pass(2)
  expect(successor.isDue(present, true)).toBe(false)
  expect(successor.isDue(present, true)).toBe(false)
  expect(opened).toHaveLength(1)
  await stage.until(() => opened[0]!.epoch.readyAt !== undefined)
  expect(successor.isDue(present, false)).toBe(false)
  expect(successor.isDue(present, true)).toBe(true)
  expect(successor.takeReady()).toBe(opened[0]!.epoch)
  expect(successor.take()).toBeUndefined()
})

it('is taken amid speech when the session gets too old', async () => {
  await using stage = await Stage.open()
  const present = await readyEpoch(stage)
  const { successor, opened } = successorAt(stage)
  await stage.pass(90)
  expect(successor.isDue(present, false)).toBe(false)
  expect(opened).toHaveLength(0)
  await stage.pass(3.5)
  expect(successor.isDue(present, false)).toBe(false)
  expect(opened).toHaveLength(1)
  await stage.pass(2)
  expect(successor.isDue(present, false)).toBe(true)
})

it('counts audio as well as time', async () => {
  await using stage = await Stage.open()
  const present = await readyEpoch(stage)
  const { successor, opened } = successorAt(stage)
  for (let second = 0; second < 81; second += 1) present.send(new Uint8Array(48_000))
  expect(successor.isDue(present, true)).toBe(false)
  expect(opened).toHaveLength(1)
})

it('that is refused lets the session end in the next silence', async () => {
  await using stage = await Stage.open()
  const present = await readyEpoch(stage)
  stage.emulator.setConcurrencyLimit(1)
  const { successor, opened } = successorAt(stage)
  await stage.pass(81)
  successor.isDue(present, true)
  await stage.until(() => opened[0]!.end !== undefined)
  const { error } = opened[0]!.end!
  expect(error).toMatchObject({ code: 'limit' })
  expect(successor.hasFailed(present, error)).toBe(false)
  expect(successor.hasFailed(opened[0]!.epoch, error)).toBe(true)
  expect(successor.isDue(present, false)).toBe(false)
  expect(successor.isDue(present, true)).toBe(true)
  expect(successor.takeReady()).toBeUndefined()
})

it('that fails otherwise leaves the session to its last seconds', async () => {
  await using stage = await Stage.open()
  const present = await readyEpoch(stage)
  stage.proxy.refuse()
  const { successor, opened } = successorAt(stage)
  await stage.pass(81)
  successor.isDue(present, true)
  await stage.until(() => opened[0]!.end !== undefined)
  expect(successor.hasFailed(opened[0]!.epoch, opened[0]!.end!.error)).toBe(true)
  expect(successor.isDue(present, true)).toBe(false)
  await stage.pass(15)
  expect(successor.isDue(present, false)).toBe(true)
  expect(opened).toHaveLength(1)
})

it('that is not ready in time is given up', async () => {
  await using stage = await Stage.open()
  const present = await readyEpoch(stage)
  const { successor, opened } = successorAt(stage)
  await stage.pass(81)
  successor.isDue(present, true)
  expect(successor.takeReady()).toBeUndefined()
  expect(opened[0]!.end?.error).toMatchObject({ code: 'aborted' })
})
