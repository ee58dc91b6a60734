import { GradiumError, type GradiumErrorPhase } from '@gradium-kit/core'

/** The error for a page that browsers give neither a microphone nor worklets. */
export function insecureError(phase: GradiumErrorPhase): GradiumError {
  return new GradiumError(
    'insecure-context',
    'The page is not secure, so the browser gives it no audio: serve it over https, or from localhost.',
    { phase },
  )
}
