import { AudioError } from './errors.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const padding = 61
const invalid = 64

const charCodes = /* @__PURE__ */ Uint8Array.from(alphabet, (char) => char.charCodeAt(0))
const values = /* @__PURE__ */ valuesOf(charCodes)

/** Of each character, by its code. */
function valuesOf(codes: Uint8Array): Uint8Array {
  const found = new Uint8Array(128).fill(invalid)
  for (const [value, code] of codes.entries()) found[code] = value
  return found
}

/** Kept well under the argument limit of every engine. */
const charsPerCall = 8192

/** {@link encodeBase64} for engines without `Uint8Array.prototype.toBase64`. */
export function encodeWithTable(bytes: Uint8Array): string {
  const { length } = bytes
  const wholeEnd = length - (length % 3)
  const codes = new Uint8Array(Math.ceil(length / 3) * 4)
  let out = 0
  for (let at = 0; at < wholeEnd; at += 3) {
    const triple = (bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!
    codes[out++] = charCodes[triple >> 18]!
    codes[out++] = charCodes[(triple >> 12) & 63]!
    codes[out++] = charCodes[(triple >> 6) & 63]!
    codes[out++] = charCodes[triple & 63]!
  }
  if (wholeEnd < length) {
    const isSingle = length - wholeEnd === 1
    const last = (bytes[wholeEnd]! << 16) | (isSingle ? 0 : bytes[wholeEnd + 1]! << 8)
    codes[out++] = charCodes[last >> 18]!
    codes[out++] = charCodes[(last >> 12) & 63]!
    codes[out++] = isSingle ? padding : charCodes[(last >> 6) & 63]!
    codes[out] = padding
  }
  let text = ''
  for (let at = 0; at < codes.length; at += charsPerCall) {
    text += Reflect.apply(String.fromCharCode, null, codes.subarray(at, at + charsPerCall))
  }
  return text
}

/** {@link decodeBase64} for engines without `Uint8Array.fromBase64`, and the finder of faults for those with it. */
export function decodeWithTable(text: string): Uint8Array<ArrayBuffer> {
  const { length } = text
  const paddingLength = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const charCount = length - paddingLength
  if (length % 4 !== 0) {
    for (let at = 0; at < charCount; at++) valueAt(text, at)
    throw new AudioError(
      'base64',
      `The Base64 text ends early: its length is ${length}, which is not a multiple of four. Send it whole and padded with "=".`,
      { offset: length },
    )
  }
  const bytes = new Uint8Array((length / 4) * 3 - paddingLength)
  const wholeEnd = charCount - (charCount % 4)
  let out = 0
  for (let at = 0; at < wholeEnd; at += 4) {
    const a = values[text.charCodeAt(at)] ?? invalid
    const b = values[text.charCodeAt(at + 1)] ?? invalid
    const c = values[text.charCodeAt(at + 2)] ?? invalid
    const d = values[text.charCodeAt(at + 3)] ?? invalid
    if ((a | b | c | d) >= invalid) for (let bad = at; ; bad++) valueAt(text, bad)
    bytes[out++] = (a << 2) | (b >> 4)
    bytes[out++] = (b << 4) | (c >> 2)
    bytes[out++] = (c << 6) | d
  }
  if (paddingLength > 0) decodeLastGroup(text, wholeEnd, paddingLength, bytes, out)
  return bytes
}

function decodeLastGroup(
  text: string,
  at: number,
  paddingLength: number,
  bytes: Uint8Array,
  out: number,
): void {
  const a = valueAt(text, at)
  const b = valueAt(text, at + 1)
  const c = paddingLength === 1 ? valueAt(text, at + 2) : 0
  const unusedBits = paddingLength === 1 ? c & 3 : b & 15
  if (unusedBits !== 0) {
    throw new AudioError(
      'base64',
      'The last Base64 character holds bits that belong to no byte: the text is damaged or cut.',
      { offset: at + 3 - paddingLength },
    )
  }
  bytes[out] = (a << 2) | (b >> 4)
  if (paddingLength === 1) bytes[out + 1] = (b << 4) | (c >> 2)
}

function valueAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  const value = values[code] ?? invalid
  if (value < invalid) return value
  throw new AudioError(
    'base64',
    `${describe(code)} at character ${at} does not belong in Base64.`,
    {
      offset: at,
    },
  )
}

function describe(code: number): string {
  if (code === padding) return 'A "=" before the end'
  if (code === 45 || code === 95) return 'A character of the URL-safe alphabet'
  if (code === 32 || (code >= 9 && code <= 13)) return 'White space'
  return 'A character'
}
