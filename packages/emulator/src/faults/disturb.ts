import { decodeBase64, encodeBase64 } from '../wire/base64.ts'
import type { ServerMessage } from '../wire/server-message.ts'
import type { FaultAction } from './fault-rule.ts'

/** What goes out in place of one message. */
export type Outgoing = { message: ServerMessage } | { raw: string | Uint8Array }

function withoutLastByte(message: ServerMessage): ServerMessage {
  if (message.type !== 'audio') return message
  return { ...message, audio: encodeBase64(decodeBase64(message.audio).subarray(0, -1)) }
}

function withExtraField(message: ServerMessage): ServerMessage {
  const extra: object = { ...message, emulator_extra: { nested: [1, null] } }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the extra field is the point
  return extra as ServerMessage
}

/** Applies an action that changes messages; actions that end the request leave nothing. */
export function disturb(action: FaultAction, message: ServerMessage): Outgoing[] {
  switch (action.kind) {
    case 'delay':
      return [{ message }]
    case 'duplicate':
      return [{ message }, { message }]
    case 'malformed-json':
      return [{ raw: `{"type":"${message.type}",` }]
    case 'bad-base64':
      return [
        { message: message.type === 'audio' ? { ...message, audio: '*not base64*' } : message },
      ]
    case 'odd-pcm':
      return [{ message: withoutLastByte(message) }]
    case 'unknown-type':
      return [{ raw: '{"type":"emulator_unknown","detail":1}' }, { message }]
    case 'extra-fields':
      return [{ message: withExtraField(message) }]
    case 'binary':
      return [{ raw: new Uint8Array([1, 2, 3, 4]) }, { message }]
    default:
      return []
  }
}
