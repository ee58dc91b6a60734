import { frameSeconds } from '../protocol/formats.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'
import { Commitment } from '../session/commitment.ts'
import type { HeardWord } from '../session/seam.ts'
import { nearestHorizon } from '../session/turn-detector.ts'

/** Words of each stream that are enough to find a seam again. */
const keptWords = 16

/** The forecast of this horizon, or the nearest, tells whether it is quiet. */
const horizonSeconds = 3

/**
 * What has been heard of a whole stream of audio, over all its sessions: times go on from one to the next, in order, and
 * nothing comes twice.
 */
export class Timeline {
  readonly commitment = new Commitment()
  /** Audio that has been heard. */
  totalSeconds = 0
  #inactivityProbability = 1
  readonly #words = new Map<number, HeardWord[]>()

  /** The last words of each stream in order, of which the last may be open. */
  get words(): HeardWord[] {
    return [...this.#words.values()].flat()
  }

  /** Whether nobody speaks where the service has come to: a moment to change sessions. */
  get isQuiet(): boolean {
    return !this.commitment.isOpen && this.#inactivityProbability > 0.5
  }

  /** Takes a message with times of the whole stream; returns it, or undefined when it says nothing new. */
  take(message: ServerMessage, delaySeconds: number): ServerMessage | undefined {
    switch (message.type) {
      case 'text':
        return this.#start(message)
      case 'end-text':
        this.#end(message.streamId ?? 0, message.endSeconds)
        return message
      case 'step': {
        const { totalDurationSeconds, vad } = message
        if (totalDurationSeconds < this.totalSeconds + frameSeconds / 2) return undefined
        this.totalSeconds = totalDurationSeconds
        this.#inactivityProbability =
          nearestHorizon(vad, horizonSeconds)?.inactivityProbability ?? 0
        this.commitment.heard(totalDurationSeconds, this.isQuiet, delaySeconds)
        return message
      }
      default:
        return message
    }
  }

  #start(message: ServerMessage & { type: 'text' }): ServerMessage {
    const { text, streamId = 0 } = message
    const words = this.#wordsOf(streamId)
    const last = words.at(-1)
    const startSeconds = Math.max(message.startSeconds, last?.startSeconds ?? 0)
    if (last !== undefined) last.endSeconds ??= startSeconds
    this.commitment.started(streamId, startSeconds)
    words.push({ text, startSeconds, endSeconds: undefined, streamId })
    if (words.length > 2 * keptWords) words.splice(0, keptWords)
    return startSeconds === message.startSeconds ? message : { ...message, startSeconds }
  }

  #end(streamId: number, endSeconds: number): void {
    const last = this.#wordsOf(streamId).at(-1)
    if (last !== undefined) last.endSeconds ??= endSeconds
    this.commitment.ended(streamId, endSeconds)
  }

  #wordsOf(streamId: number): HeardWord[] {
    const known = this.#words.get(streamId)
    if (known !== undefined) return known
    const words: HeardWord[] = []
    this.#words.set(streamId, words)
    return words
  }
}

/** A message with its times moved from those of a session to those of the whole stream. */
export function movedMessage(message: ServerMessage, seconds: number): ServerMessage {
  switch (message.type) {
    case 'text':
      return { ...message, startSeconds: message.startSeconds + seconds }
    case 'end-text':
      return { ...message, endSeconds: message.endSeconds + seconds }
    case 'step':
      return {
        ...message,
        stepIndex: message.stepIndex + Math.round(seconds / frameSeconds),
        totalDurationSeconds: message.totalDurationSeconds + seconds,
      }
    default:
      return message
  }
}
