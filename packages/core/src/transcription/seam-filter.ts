import { continueWords, type HeardWord } from '../session/seam.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'

/** Seconds of audio after the seam before it is settled, besides the delay of the text. */
const settleSeconds = 0.4

/** How long a word may be whose end is not known, in seconds. */
const wordSeconds = 1

/**
 * Holds the first messages of a session that hears again what the one before has heard, until it is clear which words are
 * new. Times are those of the whole stream.
 */
export class SeamFilter {
  readonly #delivered: readonly HeardWord[]
  readonly #boundarySeconds: number
  readonly #settledSeconds: number
  readonly #heard: HeardWord[] = []
  readonly #others: ServerMessage[] = []
  /** Streams whose next end belongs to a word that was not handed on. */
  readonly #muted = new Set<number>()
  #isSettled = false

  /** @param delivered The last words handed on, of which the last of a stream may be open. */
  constructor(delivered: readonly HeardWord[], boundarySeconds: number, delaySeconds: number) {
    const ends = delivered.map((word) => word.endSeconds ?? word.startSeconds + wordSeconds)
    this.#delivered = delivered
    this.#boundarySeconds = boundarySeconds
    this.#settledSeconds = Math.max(boundarySeconds, ...ends) + settleSeconds + delaySeconds
  }

  /** Whether it is clear which words are new. */
  get isSettled(): boolean {
    return this.#isSettled
  }

  /** Whether it lets everything pass, and is no longer needed. */
  get isDone(): boolean {
    return this.#isSettled && this.#muted.size === 0
  }

  /** Takes a message in and gives those that may go now. */
  take(message: ServerMessage): ServerMessage[] {
    if (this.#isSettled) return this.#isMuted(message) ? [] : [message]
    if (message.type === 'text') {
      this.#end(message.streamId ?? 0, message.startSeconds)
      const { text, startSeconds, streamId = 0 } = message
      this.#heard.push({ text, startSeconds, endSeconds: undefined, streamId })
      return []
    }
    if (message.type === 'end-text') {
      this.#end(message.streamId ?? 0, message.endSeconds)
      return []
    }
    this.#others.push(message)
    const isPast = message.type === 'step' && message.totalDurationSeconds >= this.#settledSeconds
    return isPast || message.type === 'flushed' ? this.settle() : []
  }

  /** Decides with what has come so far. */
  settle(): ServerMessage[] {
    if (this.#isSettled) return []
    this.#isSettled = true
    const fates = continueWords(this.#delivered, this.#heard, this.#boundarySeconds)
    const words = this.#heard.flatMap((word, index) => this.#deliver(word, fates[index]!))
    return [...words, ...this.#others]
  }

  #end(streamId: number, endSeconds: number): void {
    const open = this.#heard.findLast((word) => word.streamId === streamId)
    if (open !== undefined) open.endSeconds ??= endSeconds
  }

  #deliver(word: HeardWord, fate: number | 'new' | 'drop'): ServerMessage[] {
    const { text, startSeconds, endSeconds, streamId } = word
    const end: ServerMessage[] =
      endSeconds === undefined ? [] : [{ type: 'end-text', endSeconds, streamId }]
    if (fate === 'new') {
      this.#muted.delete(streamId)
      return [{ type: 'text', text, startSeconds, streamId }, ...end]
    }
    const isOpen = fate !== 'drop' && this.#delivered[fate]?.endSeconds === undefined
    if (isOpen) return end
    if (endSeconds === undefined) this.#muted.add(streamId)
    return []
  }

  /** The end of a word that was not handed on is not handed on either. */
  #isMuted(message: ServerMessage): boolean {
    if (message.type === 'text') this.#muted.delete(message.streamId ?? 0)
    return message.type === 'end-text' && this.#muted.delete(message.streamId ?? 0)
  }
}
