import type { GradiumError, SpeechEvent, SpeechStream, Word } from '@gradium-kit/core'
import { knownError } from '../known-error.ts'
import { heardText, type Spoken } from './spoken-text.ts'

/** One text being spoken. */
export class Utterance {
  readonly stream: SpeechStream
  readonly words: Word[] = []
  phase: 'connecting' | 'buffering' | 'speaking' = 'connecting'
  /** Why it broke off; what has come is heard all the same. */
  error: GradiumError | undefined
  readonly spoken: Promise<Spoken>
  #isOver = false
  #settle!: (spoken: Spoken) => void

  constructor(stream: SpeechStream) {
    this.stream = stream
    this.spoken = new Promise((resolve) => (this.#settle = resolve))
  }

  /** Hands on what comes, as soon as the output is open. Resolves when there is no more, whyever. */
  async read(opened: Promise<void>, onEvent: (event: SpeechEvent) => void): Promise<void> {
    try {
      await opened
      for await (const event of this.stream) {
        if (this.#isOver) return
        onEvent(event)
      }
    } catch (error) {
      this.error = knownError(error, 'playback')
      this.stream.cancel()
    }
  }

  settle(outcome: Spoken['outcome'], heardSeconds: number): Spoken {
    this.#isOver = true
    this.stream.cancel()
    const text = heardText(this.words, outcome === 'ended' ? Infinity : heardSeconds)
    const spoken = { outcome, heardText: text, heardSeconds }
    this.#settle(spoken)
    return spoken
  }
}
