import type { ServerMessage } from '../protocol/server-messages.ts'
import { SeamFilter } from './seam-filter.ts'
import { TailFilter, type CountsWord } from './tail-filter.ts'
import type { Timeline } from './timeline.ts'

/**
 * Puts what two sessions say in order: while the one before still speaks, the one that follows is held back; then the words
 * that both have heard are given once. Times are those of the whole stream.
 */
export class Handover {
  readonly #timeline: Timeline
  #tail: TailFilter | undefined
  #held: ServerMessage[] = []
  #isSeamAhead = false
  #seam: SeamFilter | undefined

  constructor(timeline: Timeline) {
    this.#timeline = timeline
  }

  /** The present session is followed by another; `counts` says which of its words still to come are its own. */
  begin(counts: CountsWord): void {
    this.#tail = new TailFilter(counts)
  }

  /** What comes from now on is of a session that begins with audio that was heard before. */
  follow(): void {
    this.#isSeamAhead = true
    this.#seam = undefined
    this.#held = []
  }

  /** Takes a message of the session before. */
  takeLast(message: ServerMessage): ServerMessage[] {
    return this.#tail?.take(message) ?? [message]
  }

  /** The session before is over: its last words. */
  endLast(): ServerMessage[] {
    const last = this.#tail?.settle() ?? []
    this.#tail = undefined
    return last
  }

  /** What was held back, once the last words of the session before have been handed on. */
  release(delaySeconds: number): ServerMessage[] {
    const held = this.#held
    this.#held = []
    return held.flatMap((message) => this.take(message, delaySeconds))
  }

  /** Takes a message of the present session. */
  take(message: ServerMessage, delaySeconds: number): ServerMessage[] {
    if (this.#tail !== undefined) {
      this.#held.push(message)
      return []
    }
    if (this.#isSeamAhead) {
      this.#isSeamAhead = false
      const { words, commitment } = this.#timeline
      this.#seam = new SeamFilter([...words], commitment.seconds, delaySeconds)
    }
    if (this.#seam === undefined) return [message]
    const messages = this.#seam.take(message)
    if (this.#seam.isDone) this.#seam = undefined
    return messages
  }

  /** The present session is complete. */
  settle(): ServerMessage[] {
    return this.#seam?.settle() ?? []
  }
}
