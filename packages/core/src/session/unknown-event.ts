import type { ServerMessage } from '../protocol/server-messages.ts'

/** A message of the service that this version has no event for. */
export interface UnknownEvent {
  type: 'unknown'
  /** The type on the wire. */
  wireType: string
  fields: Readonly<Record<string, unknown>>
}

/** A message that a stream has no event for, as an event. */
export function unknownEvent(message: ServerMessage): UnknownEvent {
  const { type, extra = {}, ...fields } = message as ServerMessage & { wireType?: string }
  const { wireType = type, ...rest } = fields
  return { type: 'unknown', wireType, fields: { ...rest, ...extra } }
}
