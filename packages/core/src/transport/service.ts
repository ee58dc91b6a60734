import type { Clock } from '../session/deadline.ts'
import type { Timeouts } from '../session/timeouts.ts'
import type { Address } from './address.ts'
import type { Credentials } from './credentials.ts'
import type { Platform } from './socket.ts'

/** What every call of one client shares. */
export interface Service {
  platform: Platform
  address: Address
  credentials: Credentials
  timeouts: Timeouts
  clock: Clock
  fetch: typeof globalThis.fetch
  /** Names this integration to the service, in `x-api-source`. */
  source: string
  /** The largest message, line or buffered outbox, in bytes. */
  maxMessageBytes: number
  /** Bytes of results that may wait for a slow consumer. */
  maxQueuedBytes: number
}
