import type { SpeechEvent } from '../session/spoken.ts'

/** Words and headers that wait for their audio, in bytes, at the most. */
const mostWaiting = 65_536

/**
 * Speech that is handed on as it comes. Only what comes before the first audio, words and the headers of containers, waits
 * for it: until then another session can begin anew, and nothing comes twice.
 */
export class EarlySpeech {
  /** Whether something has been handed on that another session would repeat. */
  hasBegun = false
  /** Another session cannot go on where it ends. */
  readonly canContinue = false
  /** Where the audio handed on so far ends. */
  releasedSeconds: number
  #waiting: SpeechEvent[] = []
  #waitingBytes = 0

  /** @param startSeconds Where its audio begins. */
  constructor(startSeconds: number) {
    this.releasedSeconds = startSeconds
  }

  /** Takes an event in and gives those that may go now. */
  take(event: SpeechEvent): SpeechEvent[] {
    if (event.type !== 'audio' && event.type !== 'word') return [event]
    const isSound = event.type === 'audio' && event.endSeconds > event.startSeconds
    if (isSound) this.releasedSeconds = Math.max(this.releasedSeconds, event.endSeconds)
    if (this.hasBegun) return [event]
    this.#waiting.push(event)
    this.#waitingBytes += event.type === 'audio' ? event.audio.length : event.text.length
    this.hasBegun = isSound || this.#waitingBytes > mostWaiting
    return this.hasBegun ? this.end() : []
  }

  /** What is left when all has been said. */
  end(): SpeechEvent[] {
    return this.#waiting.splice(0)
  }
}
