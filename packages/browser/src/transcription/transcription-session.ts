import {
  GradiumError,
  transcribeLive,
  type LiveTranscription,
  type TranscriptionEvent,
} from '@gradium-kit/core'
import { Microphone } from '../microphone/microphone.ts'
import { serviceOf } from '../service-options.ts'
import type { TranscriptionOptions } from './transcription-options.ts'

/** How long the last words are waited for while the service is away. */
const stopPatienceMs = 5_000

/** What a session tells, until it is ended. */
export interface SessionOwner {
  /** The newest options. */
  options: () => TranscriptionOptions
  /** The microphone has been granted. */
  onConnecting: () => void
  /** Something about the microphone has changed. */
  onMicrophone: () => void
  onEvent: (event: TranscriptionEvent) => void
  onFailure: (error: unknown) => void
}

/** One microphone and one transcription, from a start to its end. */
export class TranscriptionSession {
  readonly microphone: Microphone
  /** Resolves when it listens or has ended. */
  readonly begun: Promise<void>
  recordedSeconds = 0
  #settle!: () => void
  #live: LiveTranscription | undefined
  #hasBegun = false
  #isAway = true
  #patience: ReturnType<typeof setTimeout> | undefined
  readonly #owner: SessionOwner
  readonly #end = new AbortController()

  /** @param chosen What wins over the microphone in the options. */
  constructor(chosen: { deviceId?: string | undefined }, owner: SessionOwner) {
    this.#owner = owner
    this.begun = new Promise((resolve) => (this.#settle = resolve))
    this.microphone = new Microphone({
      ...owner.options().microphone,
      ...chosen,
      onAudio: (samples) => {
        this.recordedSeconds += samples.length / 24_000
        this.#connect()?.send(samples)
      },
      onChange: () => this.#isOver || owner.onMicrophone(),
      onEnd: (error) => this.#fail(error),
    })
  }

  /** Whether there is a transcription to finish. */
  get isConnected(): boolean {
    return this.#live !== undefined
  }

  /** Asks for the microphone, then for a token. */
  start(): void {
    if (this.#isOver) return
    this.microphone.start(this.#end.signal).then(
      () => this.#connect(),
      (error: unknown) => this.#fail(error),
    )
  }

  /** Resolves when the words of what was said so far have come, or will not. */
  async flush(): Promise<void> {
    await this.#live?.flush().catch(() => {})
  }

  /** Ends the microphone, and resolves when the last words have come. Rejects as the transcription does. */
  async finish(): Promise<void> {
    await this.microphone.stop()
    if (this.#isAway) this.#patience = setTimeout(() => this.#fail(awayError()), stopPatienceMs)
    await this.#live?.finish()
  }

  /** Lets everything go; whatever comes of it later is not told. */
  end(): void {
    clearTimeout(this.#patience)
    this.#end.abort()
    this.microphone.cancel()
    this.#live?.cancel()
    this.#settle()
  }

  /** The connection is lost. */
  lose(): void {
    this.#isAway = true
  }

  /** It listens. */
  begin(): void {
    clearTimeout(this.#patience)
    this.#isAway = false
    this.#hasBegun = true
    this.#settle()
  }

  get #isOver(): boolean {
    return this.#end.signal.aborted
  }

  /** The transcription, which is opened when the microphone has been granted. */
  #connect(): LiveTranscription | undefined {
    if (this.#live !== undefined || this.#isOver) return this.#live
    const { options, onConnecting } = this.#owner
    try {
      const service = serviceOf(options(), options, () => this.#hasBegun)
      this.#live = transcribeLive(service, { ...options(), format: 'pcm_24000' })
      void this.#read(this.#live)
      onConnecting()
    } catch (error) {
      this.#fail(error)
    }
    return this.#live
  }

  async #read(live: LiveTranscription): Promise<void> {
    try {
      for await (const event of live) if (!this.#isOver) this.#owner.onEvent(event)
    } catch (error) {
      this.#fail(error)
    }
  }

  #fail(error: unknown): void {
    if (!this.#isOver) this.#owner.onFailure(error)
  }
}

function awayError(): GradiumError {
  return new GradiumError(
    'timeout',
    'The connection is lost, and so are the last words. What came before is kept.',
    { phase: 'finish' },
  )
}
