import type { EndTextMessage, ServerMessage, TextMessage } from '../protocol/server-messages.ts'

/** Whether a word of a session that has been followed by another counts; an unknown end is `Infinity`. */
export type CountsWord = (startSeconds: number, endSeconds: number) => boolean

interface Word {
  text: TextMessage
  end: EndTextMessage | undefined
}

/**
 * The last messages of a session that is followed by another, without the words that the other one will hear whole. Words
 * come in the order in which they begin; from the first on that does not count none does.
 */
export class TailFilter {
  readonly #counts: CountsWord
  #waiting: Word[] = []
  #overSeconds = Infinity

  constructor(counts: CountsWord) {
    this.#counts = counts
  }

  /** Where the first word begins that waits or does not count. */
  get heldSeconds(): number {
    return Math.min(this.#overSeconds, this.#waiting[0]?.text.startSeconds ?? Infinity)
  }

  /** Takes a message in and gives those that count. A word waits for its end, and for those that began before it. */
  take(message: ServerMessage): ServerMessage[] {
    if (message.type !== 'text' && message.type !== 'end-text') return [message]
    const { streamId = 0 } = message
    const word = this.#waiting.find(
      ({ text, end }) => end === undefined && text.streamId === streamId,
    )
    if (message.type === 'text') {
      if (word !== undefined)
        word.end = { type: 'end-text', endSeconds: message.startSeconds, streamId }
      this.#waiting.push({ text: { ...message, streamId }, end: undefined })
    } else if (word === undefined) return [message]
    else word.end = message
    const open = this.#waiting.findIndex(({ end }) => end === undefined)
    return this.#pass(this.#waiting.splice(0, open < 0 ? Infinity : open))
  }

  /** Nothing more comes. */
  settle(): ServerMessage[] {
    return this.#pass(this.#waiting.splice(0))
  }

  #pass(words: readonly Word[]): ServerMessage[] {
    return words.flatMap(({ text, end }) => {
      const { startSeconds } = text
      const isCounted = this.#counts(startSeconds, end?.endSeconds ?? Infinity)
      if (!isCounted) this.#overSeconds = Math.min(this.#overSeconds, startSeconds)
      if (startSeconds >= this.#overSeconds) return []
      return end === undefined ? [text] : [text, end]
    })
  }
}
