import type { GradiumError } from '../errors.ts'
import type { Setup } from '../protocol/client-messages.ts'
import type { FormatInfo } from '../protocol/formats.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'
import type { Connection } from '../transport/connection.ts'
import type { Gap } from './segments.ts'

/** How sessions of a transcription are made. */
export interface SessionChainOptions {
  setup: Setup
  format: FormatInfo
  /** A connection of the caller's; then there is one session. */
  connection: Connection | undefined
  /** Whether a session that breaks or gets old is followed by another. */
  isResuming: boolean
}

/** What a chain of sessions tells. Times are those of the whole stream. */
export interface SessionChainOwner {
  onMessage(message: ServerMessage, bytes: number): void
  /** A session has been lost, or the next one has begun. */
  onStatus(status: 'connected' | 'reconnecting'): void
  onGap(gap: Gap): void
  /** The one end; without an error only when the service has said that all is done. */
  onEnd(error: GradiumError | undefined): void
}
