import { GradiumError, type GradiumErrorPhase } from '../errors.ts'
import { failureError, type Failure } from '../protocol/failure.ts'
import type { Connection } from './connection.ts'

/** How much of its longest life a session has to have had for its end to be no surprise. */
const oldAge = 0.95

/** What else there is to know of a connection that fails. */
export function circumstancesOf({ service, ageMs }: Connection): Partial<Failure> {
  const { credentials, maxSessionSeconds } = service
  const isYoung = ageMs < maxSessionSeconds * 1_000 * oldAge
  return { hasToken: credentials.hasTokenProvider, isYoung }
}

/** The error for a connection that was closed. `reason` is undefined where it says nothing of the requests that suffer. */
export function closeFailure(
  closeCode: number,
  reason: string | undefined,
  phase: GradiumErrorPhase,
  circumstances: Partial<Failure> = {},
): GradiumError {
  const isSilent = closeCode === 1000 || closeCode === 1005 || closeCode === 1006
  if (!isSilent && reason !== undefined) {
    return failureError({ ...circumstances, text: reason, closeCode }, { phase })
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
