import { expect, onTestFinished, test, vi } from 'vitest'
import { WakeLock } from '../src/wake-lock.ts'

function watchRequests(): { locks: () => Promise<WakeLockSentinel[]>; count: () => number } {
  const request = vi.spyOn(navigator.wakeLock, 'request')
  onTestFinished(() => request.mockRestore())
  return {
    locks: () => Promise.all(request.mock.results.map(({ value }) => value)),
    count: () => request.mock.calls.length,
  }
}

function show(visibilityState: DocumentVisibilityState): void {
  Object.defineProperty(document, 'visibilityState', { value: visibilityState, configurable: true })
  onTestFinished(() => void Reflect.deleteProperty(document, 'visibilityState'))
  document.dispatchEvent(new Event('visibilitychange'))
}

test('T32 holds the screen until it is released', async () => {
  const { locks, count } = watchRequests()
  const wakeLock = new WakeLock()
  wakeLock.release()
  wakeLock.hold()
  wakeLock.hold()
  const [lock] = await locks()
  await vi.waitFor(() => expect(lock!.released).toBe(false))
  wakeLock.release()
  await vi.waitFor(() => expect(lock!.released).toBe(true))
  show('visible')
  expect(count()).toBe(1)
})

test('T32 asks again when the page is seen again, as long as it is wanted', async () => {
  const { locks, count } = watchRequests()
  const wakeLock = new WakeLock()
  wakeLock.hold()
  const [lock] = await locks()
  show('hidden')
  // What the browser does to a page that is hidden.
  await lock!.release()
  expect(count()).toBe(1)
  show('visible')
  expect(count()).toBe(2)
  show('hidden')
  wakeLock.release()
  show('visible')
  expect(count()).toBe(2)
  await vi.waitFor(async () => expect((await locks())[1]!.released).toBe(true))
})

test('T32 lets go of a lock that comes after it was released', async () => {
  const { locks } = watchRequests()
  const wakeLock = new WakeLock()
  wakeLock.hold()
  wakeLock.release()
  const [lock] = await locks()
  await vi.waitFor(() => expect(lock!.released).toBe(true))
})

test('T32 says nothing where the lock is refused or not known', async () => {
  const request = vi
    .spyOn(navigator.wakeLock, 'request')
    .mockRejectedValue(new DOMException('', 'NotAllowedError'))
  const wakeLock = new WakeLock()
  wakeLock.hold()
  await expect(request.mock.results[0]!.value).rejects.toThrow()
  wakeLock.release()
  request.mockRestore()
  Object.defineProperty(navigator, 'wakeLock', { value: undefined, configurable: true })
  onTestFinished(() => void Reflect.deleteProperty(navigator, 'wakeLock'))
  wakeLock.hold()
  wakeLock.release()
})
