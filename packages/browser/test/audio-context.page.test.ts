import { expect, it } from 'vitest'
import { leaseAudioContext } from '../src/audio-context.ts'

function moved(context: AudioContext): Promise<void> {
  const { currentTime } = context
  return new Promise((resolve) => {
    const look = (): void =>
      context.currentTime > currentTime ? resolve() : void requestAnimationFrame(look)
    look()
  })
}

it('T30 the context of a page has a moving clock however often it is given back and lent again', async () => {
  for (let round = 0; round < 40; round++) {
    leaseAudioContext().release()
    const lease = leaseAudioContext()
    // oxlint-disable-next-line no-await-in-loop -- one round after the other
    await moved(lease.context)
    expect(lease.context.state).toBe('running')
    lease.release()
  }
})

it('the context of a page sleeps when nobody uses it', async () => {
  const first = leaseAudioContext()
  const second = leaseAudioContext()
  expect(second.context).toBe(first.context)
  first.release()
  first.release()
  await moved(first.context)
  const asleep = new Promise<void>((resolve) => {
    first.context.addEventListener('statechange', () => {
      if (first.context.state === 'suspended') resolve()
    })
  })
  second.release()
  await asleep
})
