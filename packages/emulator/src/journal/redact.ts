import type { JsonObject } from '../wire/json-fields.ts'

const longText = 2000

/** A message fit for the journal: sound becomes `audioBytes`, long texts are cut. */
export function redact(message: object): JsonObject {
  const { audio, ...rest }: JsonObject = { ...message }
  for (const [name, value] of Object.entries(rest)) {
    if (typeof value === 'string' && value.length > longText) {
      rest[name] = `${value.slice(0, longText)}…`
    }
  }
  if (typeof audio === 'string') rest['audioBytes'] = base64Bytes(audio)
  return rest
}

function base64Bytes(text: string): number {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  return Math.max(0, Math.floor((text.length * 3) / 4) - padding)
}
