/** Silence after a word before it is certain that nothing more belongs to it, in seconds. */
const certainSeconds = 0.5

/**
 * Up to where the text of a stream of audio is final, in seconds of that stream. Audio before that is not needed again: a
 * word has ended there, or it was quiet for longer than text may lag behind (PROTOCOL.md §6.5).
 */
export class Commitment {
  #seconds = 0
  #endedSeconds = 0
  #quietSince: number | undefined
  #heldSeconds = Infinity
  readonly #open = new Map<number, number>()

  get seconds(): number {
    return this.#seconds
  }

  /** Whether a piece of text has begun that has not ended. */
  get isOpen(): boolean {
    return this.#open.size > 0
  }

  /** A piece of text begins. */
  started(streamId: number, startSeconds: number): void {
    this.#quietSince = undefined
    if (this.#open.has(streamId)) this.ended(streamId, startSeconds)
    this.#open.set(streamId, startSeconds)
  }

  /** A piece of text ends. */
  ended(streamId: number, endSeconds: number): void {
    this.#open.delete(streamId)
    this.#endedSeconds = Math.max(this.#endedSeconds, endSeconds)
    this.#advance(this.#endedSeconds)
  }

  /** The service has heard so much; `isQuiet`: nobody speaks there. Text lags `delaySeconds` behind. */
  heard(totalSeconds: number, isQuiet: boolean, delaySeconds: number): void {
    if (!isQuiet || this.isOpen) this.#quietSince = undefined
    else {
      this.#quietSince ??= totalSeconds
      const certain = totalSeconds - delaySeconds - certainSeconds
      if (certain > this.#quietSince) this.#advance(certain)
    }
  }

  /** From there on words are still to come, although what follows them may be known. `Infinity`: no longer. */
  hold(seconds: number): void {
    this.#heldSeconds = seconds
  }

  /** What lies before is lost or done. */
  skipTo(seconds: number): void {
    this.#quietSince = undefined
    this.#heldSeconds = Infinity
    this.#open.clear()
    this.#advance(seconds)
  }

  /** Never back, and never beyond the beginning of a piece that is open or still to come. */
  #advance(seconds: number): void {
    const known = Math.min(seconds, this.#heldSeconds, ...this.#open.values())
    this.#seconds = Math.max(this.#seconds, known)
  }
}
