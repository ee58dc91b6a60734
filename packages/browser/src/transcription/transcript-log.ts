/** A transcribed piece, usually one word. Times are seconds of the microphone's audio since the first start. */
export interface TranscriptSegment {
  /** Counts from 0 and never repeats. */
  readonly id: number
  readonly text: string
  readonly startSeconds: number
  /** Undefined while the piece is open: its text is final, its end is not known yet. */
  readonly endSeconds: number | undefined
}

/** What was said until the speaker paused. */
export interface Turn {
  /** Counts from 0 and never repeats. */
  readonly id: number
  readonly text: string
  readonly startSeconds: number
  /** Of the last closed segment; undefined before one. */
  readonly endSeconds: number | undefined
  /** Whether the speaker has finished, as far as the service can tell. */
  readonly isEnded: boolean
}

/** The transcript as a page shows it. Closed segments and ended turns stay the same objects. */
export interface TranscriptLogState {
  readonly segments: readonly TranscriptSegment[]
  readonly partial: TranscriptSegment | undefined
  readonly turns: readonly Turn[]
  readonly text: string
}

/** An empty transcript. */
export const emptyLog: TranscriptLogState = /* @__PURE__ */ Object.freeze({
  segments: /* @__PURE__ */ Object.freeze([]),
  partial: undefined,
  turns: /* @__PURE__ */ Object.freeze([]),
  text: '',
})

/** Puts the events of one transcription after another together, on one line of time. */
export class TranscriptLog {
  state = emptyLog
  /** Pieces whose end is not known, by the id that the present transcription gave them. */
  readonly #open = new Map<number, TranscriptSegment>()
  #nextSegment = 0
  #nextTurn = 0
  /** Where the present transcription begins. */
  #offsetSeconds = 0
  /** How far it has come. */
  #endSeconds = 0

  /** The present transcription has taken so much audio in. */
  pass(seconds: number): void {
    this.#endSeconds = Math.max(this.#endSeconds, this.#offsetSeconds + seconds)
  }

  start(segmentId: number, text: string, startSeconds: number): void {
    const segment = Object.freeze({
      id: this.#nextSegment++,
      text,
      startSeconds: this.#offsetSeconds + startSeconds,
      endSeconds: undefined,
    })
    this.#open.set(segmentId, segment)
    this.pass(startSeconds)
    this.state = {
      ...this.state,
      partial: segment,
      turns: this.#addToTurn(segment),
      text: joined(this.state.text, text),
    }
  }

  /** Closes a piece and returns it. */
  end(segmentId: number, endSeconds: number): TranscriptSegment | undefined {
    const open = this.#open.get(segmentId)
    if (open === undefined) return undefined
    this.#open.delete(segmentId)
    this.pass(endSeconds)
    return this.#close(open, this.#offsetSeconds + endSeconds)
  }

  /** The speaker has finished. Returns the turn, if one was open. */
  endTurn(): Turn | undefined {
    const turn = this.state.turns.at(-1)
    if (turn === undefined || turn.isEnded) return undefined
    const ended = Object.freeze({ ...turn, isEnded: true })
    this.state = { ...this.state, turns: withLast(this.state.turns, ended) }
    return ended
  }

  /**
   * The present transcription is over; what it left open ends with it. The next one goes on after all that was recorded, heard
   * or not.
   */
  endSession(recordedSeconds = 0): void {
    for (const open of this.#open.values()) this.#close(open, this.#endSeconds)
    this.#open.clear()
    this.pass(recordedSeconds)
    this.#offsetSeconds = this.#endSeconds
    this.endTurn()
  }

  /** Forgets the text; times and ids go on. */
  clear(): void {
    this.#open.clear()
    this.state = emptyLog
  }

  #addToTurn(segment: TranscriptSegment): readonly Turn[] {
    const { turns } = this.state
    const last = turns.at(-1)
    if (last !== undefined && !last.isEnded)
      return withLast(turns, Object.freeze({ ...last, text: joined(last.text, segment.text) }))
    const { text, startSeconds } = segment
    const id = this.#nextTurn++
    return [
      ...turns,
      Object.freeze({ id, text, startSeconds, endSeconds: undefined, isEnded: false }),
    ]
  }

  #close(open: TranscriptSegment, endSeconds: number): TranscriptSegment {
    const closed = Object.freeze({ ...open, endSeconds })
    const { segments, partial, turns } = this.state
    const last = turns.at(-1)
    this.state = {
      ...this.state,
      segments: [...segments, closed],
      partial: partial === open ? undefined : partial,
      turns:
        last === undefined || last.isEnded || last.startSeconds > open.startSeconds
          ? turns
          : withLast(turns, Object.freeze({ ...last, endSeconds })),
    }
    return closed
  }
}

function joined(text: string, piece: string): string {
  return text === '' ? piece : `${text} ${piece}`
}

function withLast(turns: readonly Turn[], turn: Turn): readonly Turn[] {
  return [...turns.slice(0, -1), turn]
}
