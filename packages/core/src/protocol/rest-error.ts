import type { Failure } from './failure.ts'
import { isJsonObject } from './json-object.ts'

const opening = 'error from server '

/**
 * Reads the body of a failed HTTP request in every form the service is known to use (PROTOCOL.md §10.2): JSON with
 * `detail`, JSON with `error`, the text `error from server 1008: reason` (also `Some(1008)` and `None`), or any other text.
 */
export function parseRestError(status: number, body: string): Failure {
  const text = body.trim()
  return { status, ...(parseJsonError(text) ?? parseTextError(status, text)) }
}

function parseJsonError(text: string): Omit<Failure, 'status'> | undefined {
  if (!text.startsWith('{')) return undefined
  let raw: unknown
  try {
    raw = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isJsonObject(raw)) return undefined
  const { detail, error, message, code } = raw
  // Some bodies repeat the HTTP status as `code`.
  const serverCode = typeof code === 'number' && code >= 1_000 ? code : undefined
  const said = [detail, error, message].find((value) => typeof value === 'string')
  if (typeof said === 'string') return { text: said, serverCode }
  if (Array.isArray(detail)) return { text: detail.map(validationText).join('; '), serverCode }
  return { text, serverCode }
}

function validationText(item: unknown): string {
  const { loc, msg } = isJsonObject(item) ? item : {}
  const place = Array.isArray(loc) ? loc.filter((part) => typeof part !== 'object') : ['request']
  return `${place.join('.')}: ${typeof msg === 'string' ? msg : 'invalid'}`
}

function parseTextError(status: number, text: string): Omit<Failure, 'status'> {
  if (/^<(!doctype|html)/i.test(text)) return { text: '' }
  const colon = text.indexOf(': ')
  if (!text.startsWith(opening) || colon < 0)
    return { text, isRefusal: status === 500 && text !== '' }
  const code = text.slice(opening.length, colon)
  const digits = code.startsWith('Some(') && code.endsWith(')') ? code.slice(5, -1) : code
  if (code !== 'None' && !/^-?\d{1,9}$/.test(digits)) return { text, isRefusal: status === 500 }
  const reason = text.slice(colon + 2)
  return code === 'None' ? { text: reason } : { text: reason, serverCode: Number(digits) }
}
