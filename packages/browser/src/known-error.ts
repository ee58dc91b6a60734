import { GradiumError, type GradiumErrorPhase } from '@gradium-kit/core'

/** What was thrown, as the error that a page is told of. */
export function knownError(thrown: unknown, phase: GradiumErrorPhase): GradiumError {
  return GradiumError.is(thrown)
    ? thrown
    : new GradiumError(
        'unsupported',
        'The browser did something unexpected. Reload the page, or use a newer browser.',
        { phase, cause: thrown },
      )
}
