/** A transcribed piece, usually a word with its punctuation. */
export interface Segment {
  text: string
  startSeconds: number
  /** Undefined while the service has not said where it ends. */
  endSeconds: number | undefined
}

/** Audio that was not heard, in seconds of the whole stream. */
export interface Gap {
  startSeconds: number
  endSeconds: number
}

/** The text of a recording. */
export interface Transcript {
  /** The segments, joined by single spaces. */
  text: string
  segments: Segment[]
  /** Audio that the service took in, in seconds; undefined where it does not say (REST). */
  durationSeconds: number | undefined
  /** The service's id of the request, for support; undefined where it does not say (REST). */
  requestId: string | undefined
  /** Audio that was not heard, in order of time. Empty: all was. */
  gaps: Gap[]
  /** Remarks such as an empty transcript that may have a cause. */
  warnings: string[]
}

/** A segment with its place in the transcript. */
export type NumberedSegment = Segment & { segmentId: number }

/** Puts the service's `text` and `end_text` messages together (PROTOCOL.md §6.3). Words are final when they come. */
export class Segments {
  readonly all: NumberedSegment[] = []
  readonly #open = new Map<number, NumberedSegment>()

  /** A new piece begins. One that the service never closed ends where the next one of its stream begins. */
  start(
    text: string,
    startSeconds: number,
    streamId: number,
  ): { started: NumberedSegment; ended: NumberedSegment | undefined } {
    const ended = this.end(startSeconds, streamId)
    const started = { segmentId: this.all.length, text, startSeconds, endSeconds: undefined }
    this.all.push(started)
    this.#open.set(streamId, started)
    return { started, ended }
  }

  /** The open piece of a stream ends; undefined when there is none. */
  end(endSeconds: number, streamId: number): NumberedSegment | undefined {
    const open = this.#open.get(streamId)
    if (open === undefined) return undefined
    this.#open.delete(streamId)
    open.endSeconds = Math.max(endSeconds, open.startSeconds)
    return open
  }

  /** The transcript so far. */
  transcript(details: Partial<Transcript> = {}): Transcript {
    const segments = this.all.map(({ text, startSeconds, endSeconds }) => ({
      text,
      startSeconds,
      endSeconds,
    }))
    const text = joinWords(segments.map((segment) => segment.text))
    return {
      text,
      segments,
      durationSeconds: undefined,
      requestId: undefined,
      gaps: [],
      warnings: [],
      ...details,
    }
  }
}

/** Pieces as running text: single spaces between them, none around. */
export function joinWords(pieces: readonly string[]): string {
  return pieces
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '')
    .join(' ')
}
