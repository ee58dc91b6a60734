import { systemClock, type Clock } from '../src/session/deadline.ts'

/** The running system's clock, so many times faster. */
export function scaledClock(factor: number): Clock {
  return {
    now: () => systemClock.now() * factor,
    setTimeout: (run, milliseconds, isBackground) =>
      systemClock.setTimeout(run, milliseconds / factor, isBackground),
    clearTimeout: (timer) => systemClock.clearTimeout(timer),
  }
}
