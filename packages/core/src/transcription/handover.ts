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
  /** That of the session before, when it was followed before its own seam was clear. */
  #lastSeam: SeamFilter | undefined

  constructor(timeline: Timeline) {
    this.#timeline = timeline
  }

  /** The present session is followed by another; `counts` says which of its words still to come are its own. */
  begin(counts: CountsWord, delaySeconds: number): void {
    this.#lastSeam = this.#clearSeam(delaySeconds)
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
    const messages = this.#throughTail(this.#lastSeam?.take(message) ?? [message])
    this.#holdTail()
    return messages
  }

  /** The session before is over: its last words. */
  endLast(): ServerMessage[] {
    const last = this.#throughTail(this.#lastSeam?.settle() ?? [])
    last.push(...(this.#tail?.settle() ?? []))
    this.#holdTail()
    this.#tail = undefined
    this.#lastSeam = undefined
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
    const seam = this.#clearSeam(delaySeconds)
    if (seam === undefined) return [message]
    const messages = seam.take(message)
    if (!seam.isDone) this.#seam = seam
    if (seam.isSettled) this.#timeline.commitment.hold(Infinity)
    return messages
  }

  /** The present session is complete. */
  settle(): ServerMessage[] {
    return this.#seam?.settle() ?? []
  }

  /** What the session before has not said is not final, whatever it says of later words. */
  #holdTail(): void {
    const { commitment } = this.#timeline
    const isClear = this.#lastSeam?.isSettled !== false
    commitment.hold(isClear ? (this.#tail?.heldSeconds ?? Infinity) : commitment.seconds)
  }

  /** The seam of the present session, which is made of all that was said before it. */
  #clearSeam(delaySeconds: number): SeamFilter | undefined {
    let seam = this.#seam
    if (this.#isSeamAhead) {
      const { words, commitment } = this.#timeline
      seam = new SeamFilter(words, commitment.seconds, delaySeconds)
    }
    this.#isSeamAhead = false
    this.#seam = undefined
    return seam
  }

  #throughTail(messages: ServerMessage[]): ServerMessage[] {
    const tail = this.#tail
    return tail === undefined ? messages : messages.flatMap((message) => tail.take(message))
  }
}
