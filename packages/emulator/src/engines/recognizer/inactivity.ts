import type { HorizonProbability } from '../engine.ts'

const horizonsSeconds = [0.5, 1, 2, 3]
/** Trailing silence after which a turn counts as ended. */
const endOfTurnSeconds = 0.48
const steepnessSeconds = 0.12

/**
 * The chance that the speaker stays silent, per horizon, from the silence so far. It rises with the
 * silence and the horizon and crosses one half on the 2 s horizon when a turn ends; before anybody
 * spoke it is 1.
 *
 * @param silenceSeconds Silence since the last speech, or undefined before any.
 */
export function inactivityForecast(silenceSeconds: number | undefined): HorizonProbability[] {
  return horizonsSeconds.map((horizonSeconds) => {
    if (silenceSeconds === undefined) return { horizonSeconds, inactivityProbability: 1 }
    const excess = silenceSeconds + 0.15 * horizonSeconds - (endOfTurnSeconds + 0.3)
    const inactivityProbability = 1 / (1 + Math.exp(-excess / steepnessSeconds))
    return { horizonSeconds, inactivityProbability }
  })
}
