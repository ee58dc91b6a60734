import { audioMessagePrefix } from '../protocol/client-messages.ts'
import { encodeBase64 } from './base64.web.ts'
import type { Platform } from './socket.ts'

/** Bytes of one message; a multiple of three, so that only the last one is padded. */
const bytesPerMessage = 393_216

/** Writes audio as input of a request, in messages of a size that every server takes. */
export function writeAudio(
  platform: Platform,
  audio: Uint8Array,
  requestSuffix: string,
  send: (message: string) => void,
): void {
  const suffix = `"${requestSuffix}`
  if (audio.length <= bytesPerMessage) {
    send(encodeAudioMessage(platform, audio, suffix))
    return
  }
  for (let start = 0; start < audio.length; start += bytesPerMessage) {
    const piece = audio.subarray(start, start + bytesPerMessage)
    send(encodeAudioMessage(platform, piece, suffix))
  }
}

/** An audio message with what follows its payload. */
export function encodeAudioMessage(platform: Platform, audio: Uint8Array, suffix: string): string {
  const base64 = platform.encodeBase64?.(audio) ?? encodeBase64(audio)
  return audioMessagePrefix + base64 + suffix
}
