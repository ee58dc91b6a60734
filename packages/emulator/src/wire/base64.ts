import { decodeBase64 as decodeStrictly } from '@gradium-kit/audio'

/** Encodes with the standard alphabet and padding, natively. */
export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')
}

/** Decodes natively what is written as {@link encodeBase64} writes it. @throws AudioError for anything else. */
export function decodeBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.toString('base64') !== text) return decodeStrictly(text)
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}
