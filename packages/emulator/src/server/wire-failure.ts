import { WireError, internalError } from '../wire/wire-error.ts'
import type { Service } from './service.ts'

/** For the developer who runs the emulator, never for the wire. */
export function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** A failure of our own becomes what the service calls a worker failure. */
export function toWireError(error: unknown, service: Service): WireError {
  if (error instanceof WireError) return error
  service.settings.onNotice(`A request failed: ${describe(error)}`)
  return new WireError(internalError, 'Internal server error')
}
