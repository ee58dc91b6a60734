import type { NewRule, Pronunciation } from '../state/pronunciations.ts'
import { type JsonObject, isJsonObject } from '../wire/json-fields.ts'
import { type HttpCall, HttpError, type HttpReply, detail, json } from './http-call.ts'
import type { Service } from './service.ts'
import { Validation, jsonBody } from './validation.ts'

/** `GET /pronunciations/` (PROTOCOL.md §9.4). */
export function listPronunciations(service: Service, call: HttpCall): HttpReply {
  const validation = new Validation()
  const limit = validation.count(call, 'limit', 100, 1000)
  const offset = validation.count(call, 'offset', 0)
  validation.check()
  const all = service.pronunciations.list(call.query.get('language') ?? undefined)
  return json(200, { dictionaries: all.slice(offset, offset + limit), total: all.length })
}

function find(service: Service, call: HttpCall): Pronunciation {
  const dictionary = service.pronunciations.get(call.parameters[0] ?? '')
  if (dictionary !== undefined) return dictionary
  throw new HttpError(detail(404, 'Pronunciation dictionary not found'))
}

export function getPronunciation(service: Service, call: HttpCall): HttpReply {
  return json(200, find(service, call))
}

function readRules(fields: JsonObject, validation: Validation): NewRule[] | undefined {
  const rules = fields['rules'] ?? undefined
  if (rules === undefined) return undefined
  if (!Array.isArray(rules)) {
    validation.add(['body', 'rules'], 'Input should be a valid list', 'list_type')
    return undefined
  }
  return rules.map((rule: unknown, index) => readRule(rule, index, validation))
}

function readRule(value: unknown, index: number, validation: Validation): NewRule {
  const rule = isJsonObject(value) ? value : {}
  const read = (name: string): string => {
    const text = rule[name]
    if (typeof text === 'string') return text
    const isMissing = text === undefined
    validation.add(
      ['body', 'rules', index, name],
      isMissing ? 'Field required' : 'Input should be a valid string',
      isMissing ? 'missing' : 'string_type',
    )
    return ''
  }
  return {
    original: read('original'),
    rewrite: read('rewrite'),
    case_sensitive: rule['case_sensitive'] === true,
  }
}

export async function createPronunciation(service: Service, call: HttpCall): Promise<HttpReply> {
  const fields = await jsonBody(call)
  const validation = new Validation()
  const name = validation.string(fields, 'name', true)
  const language = validation.string(fields, 'language', true)
  const description = validation.string(fields, 'description', false)
  const rules = readRules(fields, validation)
  validation.check()
  const dictionary = service.pronunciations.create({
    name: name ?? '',
    language: language ?? '',
    description: description ?? null,
    rules: rules ?? [],
  })
  return json(201, dictionary)
}

/** `PUT /pronunciations/{uid}`: absent and null fields stay; `rules` replaces the list. */
export async function updatePronunciation(service: Service, call: HttpCall): Promise<HttpReply> {
  const dictionary = find(service, call)
  const fields = await jsonBody(call)
  const validation = new Validation()
  const change = {
    name: validation.string(fields, 'name', false) ?? dictionary.name,
    language: validation.string(fields, 'language', false) ?? dictionary.language,
    description: validation.string(fields, 'description', false) ?? dictionary.description,
  }
  const rules = readRules(fields, validation)
  validation.check()
  const complete = rules === undefined ? change : { ...change, rules }
  return json(200, service.pronunciations.update(dictionary, complete))
}

export function deletePronunciation(service: Service, call: HttpCall): HttpReply {
  service.pronunciations.delete(find(service, call).uid)
  return { status: 204, headers: { 'content-type': 'application/json' } }
}
