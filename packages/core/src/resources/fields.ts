import { isJsonObject } from '../protocol/json-object.ts'
import { protocolError } from '../protocol/parse-message.ts'

/** Reads the fields of a JSON object of the service by their wire names; a missing or wrong one throws `protocol`. */
export class Fields {
  readonly #raw: Readonly<Record<string, unknown>>
  readonly #what: string

  constructor(what: string, value: unknown) {
    if (!isJsonObject(value)) throw protocolError(`${what} that is not an object`)
    this.#what = what
    this.#raw = value
  }

  string(key: string): string {
    return this.#required(key, this.optionalString(key))
  }

  optionalString(key: string): string | undefined {
    const value = this.#raw[key]
    return typeof value === 'string' ? value : undefined
  }

  number(key: string): number {
    return this.#required(key, this.optionalNumber(key))
  }

  optionalNumber(key: string): number | undefined {
    const value = this.#raw[key]
    return typeof value === 'number' ? value : undefined
  }

  boolean(key: string): boolean {
    const value = this.#raw[key] ?? false
    if (typeof value !== 'boolean') throw protocolError(`${this.#what} whose ${key} is no boolean`)
    return value
  }

  /** Every item of a list, read by `read`; an absent list is empty. */
  list<Item>(key: string, read: (value: unknown) => Item): Item[] {
    const value = this.#raw[key] ?? []
    if (!Array.isArray(value)) throw protocolError(`${this.#what} whose ${key} is no list`)
    return value.map((item) => read(item))
  }

  #required<Value>(key: string, value: Value | undefined): Value {
    if (value === undefined) throw protocolError(`${this.#what} without ${key}`)
    return value
  }
}

/** The items of a bare JSON list. */
export function readList<Item>(
  what: string,
  value: unknown,
  read: (value: unknown) => Item,
): Item[] {
  if (!Array.isArray(value)) throw protocolError(`${what} that is no list`)
  return value.map((item) => read(item))
}
