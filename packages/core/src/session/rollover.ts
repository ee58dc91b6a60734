/** Where a session and its successor stand. */
export interface RolloverState {
  /** The age of the session: the longer of the time since `ready` and of the audio sent, in seconds. */
  ageSeconds: number
  /** After how many seconds the service ends it. */
  limitSeconds: number
  /** Whether nobody speaks. */
  isQuiet: boolean
  /** The next session. `refused`: the service allows no second one; `failed`: it cannot be had for another reason. */
  next: 'none' | 'connecting' | 'ready' | 'refused' | 'failed'
}

/**
 * What to do next: nothing, open the next session, change over to it in silence (`cut`) or amid speech (`force`), or end
 * this session before the next one begins (`break`).
 */
export type RolloverStep = 'stay' | 'open' | 'cut' | 'force' | 'break'

const windowOpens = 0.8
const windowCloses = 0.95
/** What the next session gets to become ready when no silence comes: 5 of 300 seconds. */
const headStart = 1 / 60

/** How a session is replaced before the service ends it: in silence from 80 % of its limit on, and at 95 % in any case. */
export function rolloverStep(state: RolloverState): RolloverStep {
  const { ageSeconds, limitSeconds, isQuiet, next } = state
  if (!(ageSeconds >= windowOpens * limitSeconds)) return 'stay'
  const isLast = ageSeconds >= windowCloses * limitSeconds
  if (next === 'ready') {
    if (isQuiet) return 'cut'
    return isLast ? 'force' : 'stay'
  }
  if (isLast) return 'break'
  if (next === 'none') {
    const isLate = ageSeconds >= (windowCloses - headStart) * limitSeconds
    return isQuiet || isLate ? 'open' : 'stay'
  }
  return next === 'refused' && isQuiet ? 'break' : 'stay'
}
