import { GradiumError, configError } from '../errors.ts'
import { readable } from '../protocol/failure.ts'
import { unsharedBytes } from '../protocol/unshared-bytes.ts'
import { checkId } from '../transport/address.ts'
import { requestJson } from '../transport/http.ts'
import type { Service } from '../transport/service.ts'
import { Fields, readList } from './fields.ts'

/** A voice of the catalogue or of your organisation. */
export interface Voice {
  voiceId: string
  name: string
  description: string | undefined
  language: string | undefined
  isCatalog: boolean
  isProfessionalClone: boolean
  fileName: string | undefined
  /** Where the sample begins in the uploaded file, in seconds. */
  startSeconds: number | undefined
  tags: VoiceTag[]
}

/** A property of a voice, such as its gender or accent. */
export interface VoiceTag {
  category: string | undefined
  value: string
}

/** A voice to clone. */
export interface VoiceCreateOptions {
  /** A recording of about 10 s. */
  audio: Blob | Uint8Array
  name: string
  /** The recording's format; without it the service goes by `fileName`. */
  inputFormat?: string | undefined
  /** Default `sample.wav`. */
  fileName?: string | undefined
  description?: string | undefined
  language?: string | undefined
  /** Where the sample begins in the recording, in seconds. Default 0. */
  startSeconds?: number | undefined
  signal?: AbortSignal | undefined
}

/** What to change about a voice; what is left out stays. */
export interface VoiceUpdate {
  name?: string | undefined
  description?: string | undefined
  language?: string | undefined
  startSeconds?: number | undefined
  rank?: number | undefined
  tags?: readonly VoiceTag[] | undefined
}

/** Voices (PROTOCOL.md §9.3). Needs an API key. Every call rejects with a `GradiumError`. */
export class Voices {
  readonly #service: Service

  /** @internal Made by `Gradium`. */
  constructor(service: Service) {
    this.#service = service
  }

  /**
   * One page of voices.
   * @param options `includeCatalog` (default true) adds the service's own; `skip` (0) and `limit` (100) choose the page.
   */
  async list(
    options: { includeCatalog?: boolean; skip?: number; limit?: number; signal?: AbortSignal } = {},
  ): Promise<Voice[]> {
    const { includeCatalog = true, skip, limit, signal } = options
    const query = { include_catalog: includeCatalog, skip, limit }
    return readList(
      'a voice list',
      await requestJson(this.#service, { method: 'GET', path: 'voices/', query, signal }),
      readVoice,
    )
  }

  /** One voice. */
  async get(voiceId: string, options: { signal?: AbortSignal } = {}): Promise<Voice> {
    return readVoice(
      await requestJson(this.#service, { method: 'GET', path: voicePath(voiceId), ...options }),
    )
  }

  /** Clones a voice from a recording. A new voice may need a moment; then `notice` says so. */
  async create(
    options: VoiceCreateOptions,
  ): Promise<{ voiceId: string; notice: string | undefined }> {
    const {
      audio,
      name,
      inputFormat,
      fileName = 'sample.wav',
      description,
      language,
      startSeconds = 0,
      signal,
    } = options
    if (!(audio instanceof Blob) && !(audio instanceof Uint8Array))
      throw configError('The audio of a voice is a Blob or a Uint8Array.')
    if (typeof name !== 'string' || name === '') throw configError('A voice needs a name.')
    const form = new FormData()
    const file = audio instanceof Blob ? audio : new Blob([unsharedBytes(audio)])
    form.set('audio_file', file, fileName)
    const fields = { name, input_format: inputFormat, description, language, start_s: startSeconds }
    for (const [key, value] of Object.entries(fields)) {
      if (value !== undefined) form.set(key, String(value))
    }
    const answer = new Fields(
      'a voice creation',
      await requestJson(this.#service, { method: 'POST', path: 'voices/', body: form, signal }),
    )
    const voiceId = answer.optionalString('uid')
    const said = answer.optionalString('error')
    const notice = said && readable(this.#service.credentials.redact(said))
    if (voiceId !== undefined && voiceId !== '') return { voiceId, notice }
    throw new GradiumError(
      'policy',
      `The voice was not created: ${notice ?? 'the service gave no reason'}.`,
      { phase: 'stream' },
    )
  }

  /** Changes a voice and returns it as it is afterwards. Voices of the catalogue cannot be changed. */
  async update(
    voiceId: string,
    update: VoiceUpdate,
    options: { signal?: AbortSignal } = {},
  ): Promise<Voice> {
    const { startSeconds, ...rest } = update
    await requestJson(this.#service, {
      method: 'PUT',
      path: voicePath(voiceId),
      body: JSON.stringify({ ...rest, start_s: startSeconds }),
      contentType: 'application/json',
      ...options,
    })
    return this.get(voiceId, options)
  }

  /** Deletes a voice. Voices of the catalogue cannot be deleted. */
  async delete(voiceId: string, options: { signal?: AbortSignal } = {}): Promise<void> {
    await requestJson(this.#service, { method: 'DELETE', path: voicePath(voiceId), ...options })
  }
}

function voicePath(voiceId: string): string {
  return `voices/${checkId('voiceId', voiceId)}`
}

function readVoice(value: unknown): Voice {
  const fields = new Fields('a voice', value)
  return {
    voiceId: fields.string('uid'),
    name: fields.string('name'),
    description: fields.optionalString('description'),
    language: fields.optionalString('language'),
    isCatalog: fields.boolean('is_catalog'),
    isProfessionalClone: fields.boolean('is_pro_clone'),
    fileName: fields.optionalString('filename'),
    startSeconds: fields.optionalNumber('start_s'),
    tags: fields.list('tags', (tag) => {
      const entry = new Fields('a voice tag', tag)
      return { category: entry.optionalString('category'), value: entry.string('value') }
    }),
  }
}
