import { FakeClock } from '../session/fake-clock.ts'

/** A clock that stands, and tells when somebody waits for so long. */
export class WatchedClock extends FakeClock {
  readonly #watchers = new Set<() => void>()

  override setTimeout(run: () => void, milliseconds: number): unknown {
    const timer = super.setTimeout(run, milliseconds)
    for (const watcher of this.#watchers) watcher()
    return timer
  }

  /** Resolves when so many waits of that length have begun since the start. */
  async saw(milliseconds: number, count = 1): Promise<void> {
    const isSo = (): boolean =>
      this.delays.filter((delay) => delay === milliseconds).length >= count
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!isSo()) return
        this.#watchers.delete(look)
        resolve()
      }
      this.#watchers.add(look)
      look()
    })
  }
}
