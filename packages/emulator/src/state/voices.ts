import type { VoiceSpec } from '../engines/engine.ts'
import type { Identity } from '../identity.ts'
import type { VoiceChoice } from '../wire/setup.ts'
import { WireError, internalError } from '../wire/wire-error.ts'
import { catalogue } from './catalogue.ts'

export type VoiceTag = Record<string, string | boolean | null>

/** A voice as `GET /voices/` lists it (PROTOCOL.md §9.3). */
export interface Voice {
  uid: string
  name: string
  is_catalog: boolean
  is_pro_clone: boolean
  description: string | null
  filename: string | null
  language: string | null
  start_s: number | null
  tags: VoiceTag[]
  gender?: 'feminine' | 'masculine'
}

export type NewVoice = Pick<Voice, 'name' | 'description' | 'filename' | 'language' | 'start_s'>
export type VoiceChange = Partial<
  Pick<Voice, 'name' | 'description' | 'language' | 'start_s' | 'tags'>
>

function fromCatalogue(): Voice[] {
  return catalogue.map(({ uid, name, language, country, gender }) => ({
    uid,
    name,
    is_catalog: true,
    is_pro_clone: false,
    description: `${gender === 'feminine' ? 'Feminine' : 'Masculine'} voice, ${language}-${country.toUpperCase()} (emulator)`,
    filename: null,
    language,
    start_s: null,
    tags: [
      { category: 'gender', value: gender },
      { category: 'language', value: language },
    ],
    gender,
  }))
}

function hash(text: string): number {
  let value = 2166136261
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 16777619) >>> 0
  }
  return value
}

/** What an engine is told about a voice: each uid has its own pitch. */
function specOf(voice: Voice): VoiceSpec {
  const seed = hash(voice.uid)
  const gender = voice.gender ?? (seed % 2 === 0 ? 'feminine' : 'masculine')
  const pitchHz = (gender === 'feminine' ? 180 : 90) + (seed % 50)
  return { id: voice.uid, language: voice.language ?? 'en', gender, pitchHz }
}

/** Voices that answer with a failure on purpose (see the table of magic values in the README). */
const magic = /^emu-/

/** The catalogue and the voices made here. */
export class Voices {
  readonly #identity: Identity
  readonly #voices = new Map<string, Voice>()

  constructor(identity: Identity) {
    this.#identity = identity
    this.reset()
  }

  /** Custom voices first, newest first, then the catalogue. */
  list(isCatalogueIncluded: boolean): Voice[] {
    const all = [...this.#voices.values()]
    const custom = all.filter((voice) => !voice.is_catalog).toReversed()
    return isCatalogueIncluded ? [...custom, ...all.filter((voice) => voice.is_catalog)] : custom
  }

  get(uid: string): Voice | undefined {
    return this.#voices.get(uid)
  }

  create(fields: NewVoice): Voice {
    const uid = this.#identity.nextUid()
    const voice: Voice = { uid, is_catalog: false, is_pro_clone: false, tags: [], ...fields }
    this.#voices.set(uid, voice)
    return voice
  }

  update(voice: Voice, change: VoiceChange): Voice {
    const changed = { ...voice, ...change }
    this.#voices.set(voice.uid, changed)
    return changed
  }

  delete(uid: string): void {
    this.#voices.delete(uid)
  }

  /** The voice of a setup: by uid, else by name, else the first of the catalogue. @throws WireError 1011 */
  find({ voiceId, voiceName }: VoiceChoice): VoiceSpec {
    const wanted = voiceId ?? voiceName ?? 'default'
    if (voiceId !== undefined && magic.test(voiceId)) {
      return { id: voiceId, language: 'en', gender: 'feminine', pitchHz: 200 }
    }
    const voice =
      voiceId === undefined
        ? [...this.#voices.values()].find(({ name }) => wanted === 'default' || name === wanted)
        : this.#voices.get(voiceId)
    if (voice !== undefined) return specOf(voice)
    throw new WireError(internalError, `Embeddings not found for ${wanted.slice(0, 80)}`)
  }

  reset(): void {
    this.#voices.clear()
    for (const voice of fromCatalogue()) this.#voices.set(voice.uid, voice)
  }
}
