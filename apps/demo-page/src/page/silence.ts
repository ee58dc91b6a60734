/** Notices that a microphone which should be live gives nothing. */
export class Silence {
  readonly #limitMs: number
  readonly #threshold: number
  #heardAtMs: number | undefined

  /** @param threshold The level, 0 to 1, that counts as sound; a quiet room lies above it. */
  constructor(limitMs = 5_000, threshold = 0.002) {
    this.#limitMs = limitMs
    this.#threshold = threshold
  }

  /** Takes the level of now; returns whether there has been no sound for the limit. */
  observe(level: number, nowMs: number): boolean {
    if (level > this.#threshold) this.#heardAtMs = nowMs
    this.#heardAtMs ??= nowMs
    return nowMs - this.#heardAtMs >= this.#limitMs
  }

  /** Begins again, for a new start or after a mute. */
  reset(): void {
    this.#heardAtMs = undefined
  }
}
