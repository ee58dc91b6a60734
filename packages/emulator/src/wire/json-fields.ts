import { WireError, policyViolation } from './wire-error.ts'

export type JsonObject = Record<string, unknown>

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(name: string, expected: string): WireError {
  return new WireError(policyViolation, `invalid field '${name}': expected ${expected}`)
}

/** A string field. Null counts as absent. @throws WireError 1008 for another type. */
export function stringField(object: JsonObject, name: string): string | undefined {
  const value = object[name] ?? undefined
  if (value === undefined || typeof value === 'string') return value
  throw invalid(name, 'a string')
}

/** A finite number field. Null counts as absent. @throws WireError 1008 for another type. */
export function numberField(object: JsonObject, name: string): number | undefined {
  const value = object[name] ?? undefined
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value
  throw invalid(name, 'a number')
}

/** A boolean field. Null counts as absent. @throws WireError 1008 for another type. */
export function booleanField(object: JsonObject, name: string): boolean | undefined {
  const value = object[name] ?? undefined
  if (value === undefined || typeof value === 'boolean') return value
  throw invalid(name, 'true or false')
}

/** `json_config`: an object, or a string holding one (PROTOCOL.md §3.2). @throws WireError 1008 for anything else. */
export function configField(object: JsonObject, name = 'json_config'): JsonObject {
  const value = object[name] ?? undefined
  if (value === undefined) return {}
  if (isJsonObject(value)) return value
  if (typeof value !== 'string') throw invalid(name, 'an object or a JSON string')
  let parsed: unknown
  try {
    parsed = JSON.parse(value)
  } catch {
    throw new WireError(policyViolation, `invalid ${name}: not valid JSON`)
  }
  if (isJsonObject(parsed)) return parsed
  throw new WireError(policyViolation, `invalid ${name}: expected a JSON object`)
}
