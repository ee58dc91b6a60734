import type { SpeechEngine } from '../engines/engine.ts'
import { createOracleEngine } from '../engines/oracle/oracle-engine.ts'
import { createToneEngine } from '../engines/tone/tone-engine.ts'
import type { EmulatorSettings } from '../options.ts'

/** Picks the engine for a language; loads the audible one at its first use. */
export class EngineChoice {
  readonly #settings: EmulatorSettings
  #audible: Promise<SpeechEngine | undefined> | undefined

  constructor(settings: EmulatorSettings) {
    this.#settings = settings
  }

  /** Tones and the oracle come at the rate asked for; other engines have one of their own. */
  async of(language: string, sampleRateHz: number): Promise<SpeechEngine> {
    const { engine } = this.#settings
    if (typeof engine === 'object') return engine
    if (engine === 'tone') return createToneEngine(sampleRateHz)
    if (engine === 'oracle') return createOracleEngine(sampleRateHz)
    this.#audible ??= this.#load()
    const audible = await this.#audible
    return audible?.supports(language) === true ? audible : createToneEngine(sampleRateHz)
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
