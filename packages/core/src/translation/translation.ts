import type { Service } from '../transport/service.ts'
import { LiveTranslation, type TranslationOptions } from './live-translation.ts'

/** Speech to speech. */
export class Translation {
  readonly #service: Service

  /** @internal Made by `Gradium`. */
  constructor(service: Service) {
    this.#service = service
  }

  /** Translates speech as it comes. Throws `config` for a wrong option. */
  live(options: TranslationOptions = {}): LiveTranslation {
    return new LiveTranslation(this.#service, options)
  }
}
