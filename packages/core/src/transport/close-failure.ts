import { GradiumError, type GradiumErrorPhase } from '../errors.ts'
import { failureError } from '../protocol/failure.ts'

/** The error for a connection that was closed. `reason` is undefined where it says nothing of the requests that suffer. */
export function closeFailure(
  closeCode: number,
  reason: string | undefined,
  phase: GradiumErrorPhase,
  hasToken = false,
): GradiumError {
  const isSilent = closeCode === 1000 || closeCode === 1005 || closeCode === 1006
  if (!isSilent && reason !== undefined) {
    return failureError({ text: reason, closeCode, hasToken }, { phase })
  }
  return new GradiumError(
    'connection',
    'The connection to Gradium failed. Check the network and baseUrl, and try again.',
    { phase, kind: 'closed', closeCode },
  )
}

/** The error for a connection whose other end is gone without a word. */
export function deadError(): GradiumError {
  const message =
    'The connection to Gradium is dead: nothing answers. Check the network, and try again.'
  return new GradiumError('connection', message, {
    phase: 'stream',
    kind: 'half-open',
    closeCode: 1006,
  })
}
