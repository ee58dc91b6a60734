import type { SpeechEngine } from '../engines/engine.ts'
import { createToneEngine } from '../engines/tone/tone-engine.ts'
import type { EmulatorSettings } from '../options.ts'

/** Picks the engine for a language; loads the audible one at its first use. */
export class EngineChoice {
  readonly #tone = createToneEngine()
  readonly #settings: EmulatorSettings
  #audible: Promise<SpeechEngine | undefined> | undefined

  constructor(settings: EmulatorSettings) {
    this.#settings = settings
  }

  async of(language: string): Promise<SpeechEngine> {
    const { engine } = this.#settings
    if (typeof engine === 'object') return engine
    if (engine === 'tone') return this.#tone
    this.#audible ??= this.#load()
    const audible = await this.#audible
    return audible?.supports(language) === true ? audible : this.#tone
  }

  async #load(): Promise<SpeechEngine | undefined> {
    const { loadFliteEngine } = await import('../engines/flite/flite-engine.ts')
    try {
      return await loadFliteEngine()
    } catch (error) {
      if (this.#settings.engine === 'flite') throw error
      this.#settings.onNotice(
        `Speaking in tones: ${error instanceof Error ? error.message : String(error)}`,
      )
      return undefined
    }
  }
}
