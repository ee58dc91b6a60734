import type { VadHorizon } from '@gradium-kit/core'

/** Steps of 80 ms that have to agree before it counts. */
const agreeingSteps = 2

/** Whether somebody speaks just now, from reports of voice activity; one odd report does not count. */
export class Speaking {
  isSpeaking = false
  #disagreeing = 0

  /** Takes a report in and returns whether the answer has changed. */
  step(vad: readonly VadHorizon[]): boolean {
    const [first, ...others] = vad
    if (first === undefined) return false
    const nearest = others.reduce((a, b) => (b.horizonSeconds < a.horizonSeconds ? b : a), first)
    const speaksNow = nearest.inactivityProbability < 0.5
    this.#disagreeing = speaksNow === this.isSpeaking ? 0 : this.#disagreeing + 1
    if (this.#disagreeing < agreeingSteps) return false
    this.#disagreeing = 0
    this.isSpeaking = speaksNow
    return true
  }
}
