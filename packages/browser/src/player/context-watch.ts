/** Devices take some time to begin; a browser that waits for a gesture takes for ever. */
const graceMs = 300

/** Whether a context may sound, and what can be done about it. */
export class ContextWatch {
  readonly #context: AudioContext
  readonly #isOurs: boolean
  readonly #onChange: () => void
  #isBlocked = false
  #isStopped = false

  /** Wakes the context now, and whenever it falls asleep if it is ours: a page may have put its own one to sleep. */
  constructor(context: AudioContext, isOurs: boolean, onChange: () => void) {
    this.#context = context
    this.#isOurs = isOurs
    this.#onChange = onChange
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
    if (this.#isOurs && this.#context.state === 'suspended') void this.wake()
    else this.#update()
  }

  #update(): void {
    const isBlocked = this.#context.state !== 'running'
    if (this.#isStopped || isBlocked === this.#isBlocked) return
    this.#isBlocked = isBlocked
    this.#onChange()
  }
}
