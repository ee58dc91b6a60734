import type { Identity } from '../identity.ts'

export interface PronunciationRule {
  original: string
  rewrite: string
  case_sensitive: boolean
  id: number
}

/** A pronunciation dictionary as the REST API shows it (PROTOCOL.md §9.4). */
export interface Pronunciation {
  name: string
  description: string | null
  language: string
  uid: string
  org_uid: string
  created_at: string
  rules: PronunciationRule[]
}

export type NewRule = Omit<PronunciationRule, 'id'>
export interface PronunciationFields {
  name: string
  description: string | null
  language: string
  rules: NewRule[]
}

const organisation = '00000000-0000-4000-8000-000000000000'

/** The dictionaries made here. */
export class Pronunciations {
  readonly #identity: Identity
  readonly #dictionaries = new Map<string, Pronunciation>()
  #ruleCount = 0

  constructor(identity: Identity) {
    this.#identity = identity
  }

  list(language?: string): Pronunciation[] {
    const all = [...this.#dictionaries.values()]
    return language === undefined ? all : all.filter((entry) => entry.language === language)
  }

  get(uid: string): Pronunciation | undefined {
    return this.#dictionaries.get(uid)
  }

  create(fields: PronunciationFields): Pronunciation {
    const dictionary = {
      ...fields,
      uid: this.#identity.nextUid(),
      org_uid: organisation,
      created_at: new Date().toISOString(),
      rules: this.#number(fields.rules),
    }
    this.#dictionaries.set(dictionary.uid, dictionary)
    return dictionary
  }

  /** `rules` replaces the list. */
  update(dictionary: Pronunciation, change: Partial<PronunciationFields>): Pronunciation {
    const { rules, ...fields } = change
    const changed = { ...dictionary, ...fields }
    if (rules !== undefined) changed.rules = this.#number(rules)
    this.#dictionaries.set(dictionary.uid, changed)
    return changed
  }

  delete(uid: string): void {
    this.#dictionaries.delete(uid)
  }

  reset(): void {
    this.#dictionaries.clear()
  }

  #number(rules: NewRule[]): PronunciationRule[] {
    return rules.map((rule) => ({ ...rule, id: ++this.#ruleCount }))
  }
}
