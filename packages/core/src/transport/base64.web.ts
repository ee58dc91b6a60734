interface NativeBase64 {
  fromBase64?: (text: string, options: { lastChunkHandling: 'strict' }) => Uint8Array<ArrayBuffer>
}

/** Strict base64 with what browsers bring along: throws on anything that is not padded standard base64. */
export function decodeBase64(text: string): Uint8Array {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- newer than the types
  const { fromBase64 } = Uint8Array as NativeBase64
  const bytes =
    fromBase64?.call(Uint8Array, text, { lastChunkHandling: 'strict' }) ?? decodeLeniently(text)
  // Both skip white space, which leaves fewer bytes than the characters promise.
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  if (bytes.length !== (text.length / 4) * 3 - padding) throw new TypeError('not base64')
  return bytes
}

/** `atob` also takes bits that belong to no byte; encoding the last group again shows them. */
function decodeLeniently(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text)
  const last = text.slice(-4)
  if (btoa(atob(last)) !== last) throw new TypeError('not base64')
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index)
  return bytes
}

/** Base64 of any bytes; in pieces, because engines limit the number of arguments. */
export function encodeBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let start = 0; start < bytes.length; start += 8_192) {
    binary += Reflect.apply(String.fromCharCode, undefined, bytes.subarray(start, start + 8_192))
  }
  return btoa(binary)
}
