import { configError } from '../errors.ts'
import type { VadHorizon } from '../protocol/server-messages.ts'

/** How a turn's end is recognised. */
export interface TurnOptions {
  /** The horizon looked at: the nearest one that the service reports. Default 2 seconds. */
  horizonSeconds?: number | undefined
  /** The probability of inactivity that ends a turn. 0 to 1, default 0.5. */
  threshold?: number | undefined
}

/** The service reports probabilities, not turns; this makes turns of them: one end for each stretch with words. */
export class TurnDetector {
  readonly #horizonSeconds: number
  readonly #threshold: number
  #isArmed = true
  #hasWords = false

  constructor({ horizonSeconds = 2, threshold = 0.5 }: TurnOptions = {}) {
    if (!(horizonSeconds > 0) || !(threshold >= 0 && threshold <= 1))
      throw configError('turn.horizonSeconds is above 0, and turn.threshold is from 0 to 1.')
    this.#horizonSeconds = horizonSeconds
    this.#threshold = threshold
  }

  /** A word was transcribed. */
  heard(): void {
    this.#hasWords = true
  }

  /** A voice activity report; returns the one that ends the turn, or undefined. */
  step(vad: readonly VadHorizon[]): VadHorizon | undefined {
    const nearest = nearestHorizon(vad, this.#horizonSeconds)
    if (nearest === undefined) return undefined
    if (nearest.inactivityProbability <= this.#threshold) {
      if (!this.#isArmed) this.#hasWords = false
      this.#isArmed = true
      return undefined
    }
    if (!this.#isArmed || !this.#hasWords) return undefined
    this.#isArmed = false
    this.#hasWords = false
    return nearest
  }
}

/** The report nearest to a horizon: the service reports three or four, in no promised order (PROTOCOL.md §6.4). */
export function nearestHorizon(
  vad: readonly VadHorizon[],
  horizonSeconds: number,
): VadHorizon | undefined {
  let nearest: VadHorizon | undefined
  for (const entry of vad) {
    const distance = Math.abs(entry.horizonSeconds - horizonSeconds)
    if (nearest === undefined || distance < Math.abs(nearest.horizonSeconds - horizonSeconds))
      nearest = entry
  }
  return nearest
}
