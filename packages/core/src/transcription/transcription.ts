import type { Service } from '../transport/service.ts'
import { LiveTranscription } from './live-transcription.ts'
import type { TranscriptionEvent, TranscriptionStreamOptions } from './stream-options.ts'
import type { Transcript } from './segments.ts'
import { transcribeStream } from './stream.ts'
import { transcribe, type TranscribeOptions } from './transcribe.ts'
import type { AudioSource } from './upload.ts'

/** Speech to text. */
export class Transcription {
  readonly #service: Service

  /** @internal Made by `Gradium`. */
  constructor(service: Service) {
    this.#service = service
  }

  /**
   * Transcribes a recording: WAV (16, 24 or 32-bit PCM), Ogg Opus, or raw samples whose `format` is named. Other containers
   * are refused before anything is sent. Needs an API key. Rejects with a `GradiumError`; what came before a break is in
   * its `partial`.
   */
  transcribe(audio: AudioSource, options: TranscribeOptions = {}): Promise<Transcript> {
    return transcribe(this.#service, audio, options)
  }

  /** Transcribes audio from a source, which is read as fast as the service listens, and yields what it hears. */
  stream(
    audio: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: TranscriptionStreamOptions = {},
  ): AsyncGenerator<TranscriptionEvent, void, undefined> {
    return transcribeStream(this.#service, audio, options)
  }

  /** Transcribes audio that you send as it comes, such as that of a microphone. Throws `config` for a wrong option. */
  live(options: TranscriptionStreamOptions = {}): LiveTranscription {
    return new LiveTranscription(this.#service, options)
  }
}
