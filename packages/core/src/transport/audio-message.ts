import { audioMessagePrefix } from '../protocol/client-messages.ts'
import type { ConnectionRequest } from './request.ts'
import type { Platform } from './socket.ts'

/** Sends audio as an input message of a request. */
export function sendAudio(
  platform: Platform,
  request: ConnectionRequest | undefined,
  audio: Uint8Array,
): void {
  request?.send(platform.encodeAudio(audioMessagePrefix, audio, `"${request.suffix}`))
}
