import { expect, it } from 'vitest'
import { page } from 'vitest/browser'
import { asFloat, indexOfSamples } from './signals.ts'
import { distinctSamples, Stage } from './stage.ts'

it('T24 is blocked before a gesture, loses nothing, and plays from sample 0 after a click', async () => {
  const context = new AudioContext({ sampleRate: 48_000 })
  expect(context.state).toBe('suspended')
  const stage = await Stage.open(48_000, {}, false)
  const { player, tap } = stage
  const samples = distinctSamples(30_000)
  const blocked = stage.next('blocked')
  player.write(samples)
  player.end()
  await blocked
  expect(player.isBlocked).toBe(true)
  expect(await player.unlock()).toBe(false)
  expect(player.position()).toEqual({ heardSeconds: 0, bufferedSeconds: 30_000 / 48_000 })

  const button = document.createElement('button')
  button.textContent = 'Play'
  let unlocked: Promise<boolean> | undefined
  button.addEventListener('click', () => {
    unlocked = player.unlock()
  })
  document.body.append(button)
  const ended = stage.next('end')
  await page.getByRole('button', { name: 'Play' }).click()
  expect(await unlocked).toBe(true)
  await ended
  expect(indexOfSamples(tap.samples, asFloat(samples))).toBeGreaterThanOrEqual(0)
  expect(stage.story).toEqual(['blocked', 'unblocked', 'start', 'end'])
  expect(player.isBlocked).toBe(false)
  button.remove()
  await context.close()
})
