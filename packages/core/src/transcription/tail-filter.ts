import type { ServerMessage, TextMessage } from '../protocol/server-messages.ts'

/** Whether a word of a session that has been followed by another counts; an unknown end is `Infinity`. */
export type CountsWord = (startSeconds: number, endSeconds: number) => boolean

/** The last messages of a session that is followed by another, without the words that the other one will hear whole. */
export class TailFilter {
  readonly #counts: CountsWord
  readonly #waiting = new Map<number, TextMessage>()

  constructor(counts: CountsWord) {
    this.#counts = counts
  }

  /** Takes a message in and gives those that count. A word waits for its end. */
  take(message: ServerMessage): ServerMessage[] {
    if (message.type !== 'text' && message.type !== 'end-text') return [message]
    const { streamId = 0 } = message
    const word = this.#waiting.get(streamId)
    this.#waiting.delete(streamId)
    const end = message.type === 'text' ? message.startSeconds : message.endSeconds
    if (message.type === 'text') this.#waiting.set(streamId, message)
    else if (word === undefined) return [message]
    if (word === undefined || !this.#counts(word.startSeconds, end)) return []
    return [word, { type: 'end-text', endSeconds: end, streamId }]
  }

  /** Nothing more comes. */
  settle(): ServerMessage[] {
    const words = [...this.#waiting.values()]
    this.#waiting.clear()
    return words.filter((word) => this.#counts(word.startSeconds, Infinity))
  }
}
