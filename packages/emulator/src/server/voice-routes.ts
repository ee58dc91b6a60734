import type { Voice, VoiceTag } from '../state/voices.ts'
import { type JsonObject, isJsonObject } from '../wire/json-fields.ts'
import { type HttpCall, HttpError, type HttpReply, detail, json } from './http-call.ts'
import type { Service } from './service.ts'
import { Validation, jsonBody } from './validation.ts'

/** `GET /voices/`: `limit=0` means all (PROTOCOL.md §9.3). */
export function listVoices(service: Service, call: HttpCall): HttpReply {
  const validation = new Validation()
  const skip = validation.count(call, 'skip', 0)
  const limit = validation.count(call, 'limit', 100)
  const isCatalogueIncluded = validation.boolean(call, 'include_catalog')
  validation.check()
  const voices = service.voices.list(isCatalogueIncluded)
  return json(200, voices.slice(skip, limit === 0 ? undefined : skip + limit))
}

function find(service: Service, call: HttpCall): Voice {
  const voice = service.voices.get(call.parameters[0] ?? '')
  if (voice === undefined) throw new HttpError(detail(404, 'Voice not found'))
  return voice
}

function findOwn(service: Service, call: HttpCall): Voice {
  const voice = find(service, call)
  if (voice.is_catalog) throw new HttpError(detail(403, 'Catalog voices cannot be changed'))
  return voice
}

export function getVoice(service: Service, call: HttpCall): HttpReply {
  return json(200, find(service, call))
}

async function readForm(call: HttpCall): Promise<FormData> {
  const contentType = call.headers['content-type'] ?? ''
  try {
    const body = await call.body()
    return await new Response(body, {
      headers: { 'content-type': contentType },
    }).formData()
  } catch (error) {
    if (error instanceof HttpError) throw error
    const validation = new Validation()
    validation.add(['body'], 'Expected a multipart form', 'form_invalid')
    validation.check()
    throw error
  }
}

/** `POST /voices/`: a multipart form with a sample of the voice. The sample itself is not imitated. */
export async function createVoice(service: Service, call: HttpCall): Promise<HttpReply> {
  const form = await readForm(call)
  const validation = new Validation()
  const text = (name: string): string | null => {
    const value = form.get(name)
    return typeof value === 'string' && value !== '' ? value : null
  }
  const audio = form.get('audio_file')
  const name = text('name')
  if (audio === null || typeof audio === 'string') {
    validation.add(['body', 'audio_file'], 'Field required', 'missing')
  } else if (audio.size === 0) {
    validation.add(['body', 'audio_file'], 'The file is empty', 'value_error')
  }
  if (name === null) validation.add(['body', 'name'], 'Field required', 'missing')
  const start = Number(text('start_s') ?? 0)
  if (!(start >= 0))
    validation.add(['body', 'start_s'], 'Input should be at least 0', 'float_range')
  validation.check()
  const voice = service.voices.create({
    name: name ?? '',
    description: text('description'),
    filename: audio instanceof File ? audio.name : null,
    language: text('language'),
    start_s: start,
  })
  return json(201, { uid: voice.uid, error: null, was_updated: false })
}

function isTag(value: unknown): value is VoiceTag {
  if (!isJsonObject(value)) return false
  return Object.values(value).every(
    (part) => part === null || typeof part === 'string' || typeof part === 'boolean',
  )
}

function readTags(fields: JsonObject, validation: Validation): VoiceTag[] | undefined {
  const tags = fields['tags'] ?? undefined
  if (tags === undefined) return undefined
  if (Array.isArray(tags) && tags.every(isTag)) return tags
  validation.add(['body', 'tags'], 'Input should be a list of tags', 'list_type')
  return undefined
}

/** `PUT /voices/{uid}`: absent and null fields stay as they are. */
export async function updateVoice(service: Service, call: HttpCall): Promise<HttpReply> {
  const voice = findOwn(service, call)
  const fields = await jsonBody(call)
  const validation = new Validation()
  const name = validation.string(fields, 'name', false)
  const description = validation.string(fields, 'description', false)
  const language = validation.string(fields, 'language', false)
  const start = validation.number(fields, 'start_s')
  validation.number(fields, 'rank')
  const tags = readTags(fields, validation)
  validation.check()
  const changed = service.voices.update(voice, {
    name: name ?? voice.name,
    description: description ?? voice.description,
    language: language ?? voice.language,
    start_s: start ?? voice.start_s,
    tags: tags ?? voice.tags,
  })
  return json(200, {
    uid: changed.uid,
    name: changed.name,
    start_s: changed.start_s ?? 0,
    filename: changed.filename ?? '',
    description: changed.description,
    language: changed.language,
    stop_s: null,
    org_uid: null,
    is_pending: false,
    has_audio: true,
    is_pro_clone: false,
  })
}

export function deleteVoice(service: Service, call: HttpCall): HttpReply {
  service.voices.delete(findOwn(service, call).uid)
  return { status: 204, headers: { 'content-type': 'application/json' } }
}
