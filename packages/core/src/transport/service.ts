import type { Clock } from '../session/deadline.ts'
import type { RetryBudget } from '../session/retry-budget.ts'
import type { RetryOptions } from '../session/retry-policy.ts'
import type { Timeouts } from '../session/timeouts.ts'
import type { Address } from './address.ts'
import type { Credentials } from './credentials.ts'
import type { ConnectionPool } from './pool.ts'
import type { Platform } from './socket.ts'

/** What every call of one client shares. */
export interface Service {
  platform: Platform
  address: Address
  credentials: Credentials
  timeouts: Timeouts
  clock: Clock
  /** From 0 to 1, as `Math.random`. */
  random: () => number
  retry: RetryOptions
  budget: RetryBudget
  /** How long the service lets a session live, in seconds. */
  maxSessionSeconds: number
  /** Connections that speech shares; undefined where each request has its own. */
  pool?: ConnectionPool | undefined
  fetch: typeof globalThis.fetch
  /** Names this integration to the service, in `x-api-source`. */
  source: string
  /** The largest message, line or buffered outbox, in bytes. */
  maxMessageBytes: number
  /** Bytes that may wait: results for a slow reader, audio and text for a session, and what was sent for the network. */
  maxQueuedBytes: number
}
