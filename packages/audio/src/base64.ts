import { decodeWithTable, encodeWithTable } from './base64-table.ts'

interface NativeDecoder {
  fromBase64?: (text: string, options: { lastChunkHandling: 'strict' }) => Uint8Array<ArrayBuffer>
}

interface NativeEncoder {
  toBase64?: () => string
}

/** Encodes with the standard alphabet and padding (RFC 4648 §4). */
export function encodeBase64(bytes: Uint8Array): string {
  const native: Uint8Array & NativeEncoder = bytes
  return native.toBase64?.() ?? encodeWithTable(bytes)
}

/**
 * Decodes the standard alphabet, strictly (RFC 4648 §§3.1–3.5, 4): no white space, no URL-safe characters,
 * padding complete and only at the end, no stray bits before it. Same results and errors in every engine.
 *
 * @throws AudioError `base64` with the offset of the first fault, in characters.
 */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const native: typeof Uint8Array & NativeDecoder = Uint8Array
  if (native.fromBase64 === undefined) return decodeWithTable(text)
  try {
    const bytes = native.fromBase64(text, { lastChunkHandling: 'strict' })
    // The engine's decoder skips white space, which leaves fewer bytes than the characters promise.
    if (bytes.length === byteLengthOf(text)) return bytes
  } catch {}
  return decodeWithTable(text)
}

function byteLengthOf(text: string): number {
  const paddingLength = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return (text.length / 4) * 3 - paddingLength
}
