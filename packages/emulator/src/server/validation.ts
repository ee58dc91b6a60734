import { type JsonObject, isJsonObject } from '../wire/json-fields.ts'
import { type HttpCall, HttpError, json } from './http-call.ts'

/** One row of a 422 answer (PROTOCOL.md §10.4). */
export interface ValidationIssue {
  loc: (string | number)[]
  msg: string
  type: string
}

/** Collects what is wrong with a request. */
export class Validation {
  readonly #issues: ValidationIssue[] = []

  add(loc: (string | number)[], msg: string, type: string): void {
    this.#issues.push({ loc, msg, type })
  }

  /** A string of the body. Null counts as absent. */
  string(fields: JsonObject, name: string, isRequired: boolean): string | undefined {
    const value = fields[name] ?? undefined
    if (value === undefined) {
      if (isRequired) this.add(['body', name], 'Field required', 'missing')
      return undefined
    }
    if (typeof value === 'string') return value
    this.add(['body', name], 'Input should be a valid string', 'string_type')
    return undefined
  }

  number(fields: JsonObject, name: string): number | undefined {
    const value = fields[name] ?? undefined
    if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value
    this.add(['body', name], 'Input should be a valid number', 'float_type')
    return undefined
  }

  /** A whole number of the query, at least 0. */
  count(call: HttpCall, name: string, fallback: number, highest = Infinity): number {
    const text = call.query.get(name)
    if (text === null) return fallback
    const value = Number(text)
    if (text !== '' && Number.isInteger(value) && value >= 0 && value <= highest) return value
    const limit = highest === Infinity ? 'at least 0' : `from 0 to ${highest}`
    this.add(['query', name], `Input should be an integer ${limit}`, 'int_range')
    return fallback
  }

  boolean(call: HttpCall, name: string): boolean {
    const text = call.query.get(name)?.toLowerCase() ?? 'false'
    if (['1', 'true', 'yes', 'on'].includes(text)) return true
    if (!['0', 'false', 'no', 'off'].includes(text)) {
      this.add(['query', name], 'Input should be a valid boolean', 'bool_parsing')
    }
    return false
  }

  /** @throws HttpError 422 when anything was wrong. */
  check(): void {
    if (this.#issues.length > 0) throw new HttpError(json(422, { detail: this.#issues }))
  }
}

/** The JSON object in a body. @throws HttpError 422 */
export async function jsonBody(call: HttpCall): Promise<JsonObject> {
  const validation = new Validation()
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder().decode(await call.body()))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    validation.add(['body'], 'JSON decode error', 'json_invalid')
    validation.check()
  }
  if (isJsonObject(parsed)) return parsed
  validation.add(['body'], 'Input should be a valid dictionary', 'model_attributes_type')
  validation.check()
  return {}
}
