/** Devices take some time to begin; a browser that waits for a gesture takes for ever. */
const graceMs = 300
/** Audio clocks move every few milliseconds. */
const clockMs = 500

export interface ContextWatchOptions {
  /** Ours is woken whenever it falls asleep; a page may have put its own to sleep. */
  readonly isOurs: boolean
  readonly onBlockedChange: () => void
  /** The context says that it runs, and does not. */
  readonly onFrozen: () => void
}

/** Whether a context may sound, and what can be done about it. */
export class ContextWatch {
  readonly #context: AudioContext
  readonly #options: ContextWatchOptions
  #isBlocked = false
  #isStopped = false

  /** Wakes the context. */
  constructor(context: AudioContext, options: ContextWatchOptions) {
    this.#context = context
    this.#options = options
    context.addEventListener('statechange', this.#check)
    void this.wake()
  }

  get isBlocked(): boolean {
    return this.#isBlocked
  }

  /** Resolves with whether the context runs, at the latest after 300 ms. */
  wake(): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer)
        this.#update()
        resolve(this.#context.state === 'running')
      }
      const timer = setTimeout(settle, graceMs)
      this.#context.resume().then(settle, settle)
    })
  }

  stop(): void {
    this.#context.removeEventListener('statechange', this.#check)
    this.#isStopped = true
  }

  readonly #check = (): void => {
    // A system that interrupts does not let a page resume: it says itself when it is over.
    if (this.#options.isOurs && this.#context.state === 'suspended') void this.wake()
    else this.#update()
  }

  #update(): void {
    const isBlocked = this.#context.state !== 'running'
    if (this.#isStopped) return
    if (!isBlocked) this.#checkClock()
    if (isBlocked === this.#isBlocked) return
    this.#isBlocked = isBlocked
    this.#options.onBlockedChange()
  }

  /** On iOS, a context may say that it runs after an interruption, and stand still. */
  #checkClock(): void {
    const { currentTime } = this.#context
    setTimeout(() => {
      const isFrozen =
        this.#context.state === 'running' && this.#context.currentTime === currentTime
      if (isFrozen && !this.#isStopped) this.#options.onFrozen()
    }, clockMs)
  }
}
