import { configError } from '../errors.ts'
import { encodeSetup, type Endpoint, type Setup } from '../protocol/client-messages.ts'
import type { Connection } from './connection.ts'

/**
 * Throws `config` when the caller's connection is for another endpoint, and for settings that are no JSON. When the setup is
 * sent there may be nobody to throw it to.
 */
export function checkRequest(
  endpoint: Endpoint,
  setup: Setup,
  connection: Connection | undefined,
): void {
  if (connection !== undefined && connection.endpoint !== endpoint)
    throw configError(`The connection is for another endpoint: use connect('${endpoint}').`)
  encodeSetup(setup)
}
