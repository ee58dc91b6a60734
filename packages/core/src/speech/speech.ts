import type { Service } from '../transport/service.ts'
import { generate, type GenerateOptions, type SpeechResult } from './generate.ts'
import { SpeechStream } from './speech-stream.ts'
import type { SpeechStreamOptions } from './stream-options.ts'

/** Text to speech. */
export class Speech {
  readonly #service: Service

  /** @internal Made by `Gradium`. */
  constructor(service: Service) {
    this.#service = service
  }

  /**
   * Speaks a whole text and returns it with the times of its words. Empty text gives no audio and makes no request. Needs
   * an API key. Rejects with a `GradiumError`; what came before a break is in its `partial`.
   */
  generate(options: GenerateOptions): Promise<SpeechResult> {
    return generate(this.#service, options)
  }

  /** Speaks text as it comes and yields audio and words as they are made. Throws `config` for a wrong option. */
  stream(options: SpeechStreamOptions = {}): SpeechStream {
    return new SpeechStream(this.#service, options)
  }
}
