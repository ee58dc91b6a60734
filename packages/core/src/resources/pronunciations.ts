import { checkId } from '../transport/address.ts'
import { requestJson } from '../transport/http.ts'
import type { Service } from '../transport/service.ts'
import { Fields } from './fields.ts'

/** How to speak a word that is written otherwise. */
export interface PronunciationRule {
  original: string
  rewrite: string
  /** Default false. */
  isCaseSensitive?: boolean | undefined
}

/** A pronunciation dictionary. Its id goes into `pronunciationId` of a synthesis. */
export interface PronunciationDictionary {
  pronunciationId: string
  name: string
  language: string
  description: string | undefined
  /** ISO 8601, as the service wrote it. */
  createdAt: string | undefined
  rules: Required<PronunciationRule>[]
}

/** A dictionary to make. */
export interface PronunciationDictionaryOptions {
  name: string
  language: string
  description?: string | undefined
  rules?: readonly PronunciationRule[] | undefined
}

/** Pronunciation dictionaries (PROTOCOL.md §9.4). Needs an API key. Every call rejects with a `GradiumError`. */
export class Pronunciations {
  readonly #service: Service

  /** @internal Made by `Gradium`. */
  constructor(service: Service) {
    this.#service = service
  }

  /**
   * One page of dictionaries, and how many there are in all.
   * @param options `offset` (default 0) and `limit` (100, at most 1,000) choose the page, `language` filters.
   */
  async list(
    options: { offset?: number; limit?: number; language?: string; signal?: AbortSignal } = {},
  ): Promise<{ dictionaries: PronunciationDictionary[]; total: number }> {
    const { signal, ...query } = options
    const answer = new Fields(
      'a dictionary list',
      await requestJson(this.#service, { method: 'GET', path: 'pronunciations/', query, signal }),
    )
    return {
      dictionaries: answer.list('dictionaries', readDictionary),
      total: answer.number('total'),
    }
  }

  /** One dictionary. */
  async get(
    pronunciationId: string,
    options: { signal?: AbortSignal } = {},
  ): Promise<PronunciationDictionary> {
    return readDictionary(
      await requestJson(this.#service, {
        method: 'GET',
        path: pathOf(pronunciationId),
        ...options,
      }),
    )
  }

  /** Makes a dictionary. */
  async create(
    dictionary: PronunciationDictionaryOptions,
    options: { signal?: AbortSignal } = {},
  ): Promise<PronunciationDictionary> {
    return readDictionary(await this.#write('POST', 'pronunciations/', dictionary, options.signal))
  }

  /** Changes a dictionary; what is left out stays, and `rules` replaces all rules. */
  async update(
    pronunciationId: string,
    update: Partial<PronunciationDictionaryOptions>,
    options: { signal?: AbortSignal } = {},
  ): Promise<PronunciationDictionary> {
    return readDictionary(await this.#write('PUT', pathOf(pronunciationId), update, options.signal))
  }

  /** Deletes a dictionary. */
  async delete(pronunciationId: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    await requestJson(this.#service, {
      method: 'DELETE',
      path: pathOf(pronunciationId),
      ...options,
    })
  }

  #write(
    method: 'POST' | 'PUT',
    path: string,
    { rules, ...rest }: Partial<PronunciationDictionaryOptions>,
    signal: AbortSignal | undefined,
  ): Promise<unknown> {
    const wireRules = rules?.map(({ original, rewrite, isCaseSensitive = false }) => {
      return { original, rewrite, case_sensitive: isCaseSensitive }
    })
    const body = JSON.stringify({ ...rest, rules: wireRules })
    return requestJson(this.#service, {
      method,
      path,
      body,
      contentType: 'application/json',
      signal,
    })
  }
}

function pathOf(pronunciationId: string): string {
  return `pronunciations/${checkId('pronunciationId', pronunciationId)}`
}

function readDictionary(value: unknown): PronunciationDictionary {
  const fields = new Fields('a pronunciation dictionary', value)
  return {
    pronunciationId: fields.string('uid'),
    name: fields.string('name'),
    language: fields.string('language'),
    description: fields.optionalString('description'),
    createdAt: fields.optionalString('created_at'),
    rules: fields.list('rules', (rule) => {
      const entry = new Fields('a pronunciation rule', rule)
      return {
        original: entry.string('original'),
        rewrite: entry.string('rewrite'),
        isCaseSensitive: entry.boolean('case_sensitive'),
      }
    }),
  }
}
