import type { FormatInfo } from '../protocol/formats.ts'
import { HoldBack } from '../session/hold-back.ts'
import { roundingSeconds, type SpeechEvent } from '../session/spoken.ts'

/** How long a word or a pause may be. Longer audio without the end of a word comes from a service that does not tell words. */
const longestWordSeconds = 10

/** Speech that is handed on word by word, so that it can go on elsewhere after the last word that was. */
export class HeldSpeech {
  readonly #hold: HoldBack
  readonly #bytesPerSecond: number
  readonly #startSeconds: number
  #words: (SpeechEvent & { type: 'word' })[] = []
  /** Whether another session can go on where the audio handed on ends, which is the end of a word. */
  canContinue = true

  /** @param startSeconds Where its audio begins. */
  constructor({ bytesPerSample, sampleRateHz }: FormatInfo, startSeconds: number) {
    this.#bytesPerSecond = bytesPerSample * sampleRateHz
    this.#startSeconds = startSeconds
    this.#hold = new HoldBack(this.#bytesPerSecond, bytesPerSample)
  }

  /** Whether something has been handed on that another session would repeat. */
  get hasBegun(): boolean {
    return this.#hold.releasedBytes > 0
  }

  /** Where the audio handed on so far ends. */
  get releasedSeconds(): number {
    return this.#startSeconds + this.#hold.releasedBytes / this.#bytesPerSecond
  }

  /** Takes an event in and gives those that may go now. */
  take(event: SpeechEvent): SpeechEvent[] {
    if (event.type === 'audio') this.#hold.pushAudio(event.audio)
    else if (event.type === 'word') {
      this.#words.push(event)
      this.#hold.pushWord(event.endSeconds - this.#startSeconds)
    } else return [event]
    this.canContinue &&= this.#hold.heldBytes <= longestWordSeconds * this.#bytesPerSecond
    return this.#release(!this.canContinue)
  }

  /** What is left when all has been said. */
  end(): SpeechEvent[] {
    return this.#release(true)
  }

  #release(isEnd: boolean): SpeechEvent[] {
    let startSeconds = this.releasedSeconds
    const events: SpeechEvent[] = this.#hold.take(isEnd).map((audio) => {
      const endSeconds = startSeconds + audio.length / this.#bytesPerSecond
      const event: SpeechEvent = { type: 'audio', audio, startSeconds, endSeconds }
      startSeconds = endSeconds
      return event
    })
    const limit = isEnd ? Infinity : this.releasedSeconds + roundingSeconds
    const released = this.#words.filter((word) => word.endSeconds <= limit)
    this.#words = this.#words.filter((word) => word.endSeconds > limit)
    return [...events, ...released]
  }
}
