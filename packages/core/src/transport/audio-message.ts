import { audioMessagePrefix } from '../protocol/client-messages.ts'
import { encodeBase64 } from './base64.web.ts'
import type { ConnectionRequest } from './request.ts'
import type { Platform } from './socket.ts'

/** Sends audio as an input message of a request. */
export function sendAudio(
  platform: Platform,
  request: ConnectionRequest | undefined,
  audio: Uint8Array,
): void {
  if (request === undefined) return
  const suffix = `"${request.suffix}`
  request.send(
    platform.encodeAudio?.(audioMessagePrefix, audio, suffix) ??
      audioMessagePrefix + encodeBase64(audio) + suffix,
  )
}
