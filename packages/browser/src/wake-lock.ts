/** Keeps the screen on while that is wanted and the page is seen, where the browser can. */
export class WakeLock {
  #isWanted = false
  #isAsking = false
  #sentinel: WakeLockSentinel | undefined

  hold(): void {
    if (this.#isWanted) return
    this.#isWanted = true
    document.addEventListener('visibilitychange', this.#look)
    this.#look()
  }

  release(): void {
    this.#isWanted = false
    document.removeEventListener('visibilitychange', this.#look)
    this.#letGo()
  }

  readonly #look = (): void => {
    if (document.visibilityState === 'visible') void this.#ask()
  }

  /** The browser takes the lock away from a page that is hidden. */
  async #ask(): Promise<void> {
    const { wakeLock } = navigator as Partial<Navigator>
    if (this.#isAsking || this.#sentinel?.released === false) return
    this.#isAsking = true
    try {
      this.#sentinel = await wakeLock?.request('screen')
    } catch {
      // Refused, by a low battery for example. It is asked for again when the page is next seen.
    }
    this.#isAsking = false
    if (!this.#isWanted) this.#letGo()
  }

  #letGo(): void {
    this.#sentinel?.release().catch(() => {})
    this.#sentinel = undefined
  }
}
