/** Text that survives JSON, UTF-8 and the service: well-formed UTF-16 without NUL, trimmed. */
export function cleanText(text: string): string {
  return text
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll('\0', '')
    .trim()
}
