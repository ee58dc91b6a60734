import type { PlaybackCommand } from '../worklets/playback-messages.ts'
import { HeardTimeline } from './heard-timeline.ts'

/** A context's time, and how late its output is. */
export type Clock = readonly [contextSeconds: number, latencySeconds: number]

/** What the page knows of one utterance. Its samples are kept until they have been heard: an output may have to be replaced. */
export class Utterance {
  readonly id: number
  /** No more is written to it. */
  isEnded = false
  /** Its first sample has left; its last one has. */
  hasStarted = false
  hasLeft = false
  /** What the page has been told: `onStart`, `onEnd`, and the position at the last `onPosition`. */
  isAnnounced = false
  isHeard = false
  toldSeconds = 0
  readonly #sampleRateHz: number
  readonly #pieces: Int16Array<ArrayBuffer>[] = []
  #writtenSamples = 0
  /** Samples before the first piece that is kept. */
  #droppedSamples = 0
  /** The first one that the worklet was given. */
  #beginSample = 0
  #timeline = new HeardTimeline(0)

  constructor(id: number, sampleRateHz: number) {
    this.id = id
    this.#sampleRateHz = sampleRateHz
  }

  /** Returns what tells the worklet. */
  write(samples: Int16Array<ArrayBuffer>): PlaybackCommand {
    this.#pieces.push(samples)
    this.#writtenSamples += samples.length
    return { type: 'audio', utterance: this.id, samples }
  }

  /** From this time of the context on, samples leave, or none do; so many seconds had left before. */
  turn(contextSeconds: number, leftSeconds: number, isFlowing: boolean): void {
    this.#timeline.add(contextSeconds, leftSeconds, isFlowing)
  }

  position(clock: Clock): { heardSeconds: number; bufferedSeconds: number } {
    const totalSeconds = this.#writtenSamples / this.#sampleRateHz
    const heardSeconds = this.#timeline.heardSeconds(...clock, totalSeconds)
    this.#drop(Math.floor(heardSeconds * this.#sampleRateHz))
    return { heardSeconds, bufferedSeconds: totalSeconds - heardSeconds }
  }

  /** Whether its last sample has been heard. */
  isOver(clock: Clock): boolean {
    return this.hasLeft && this.#timeline.hasSettled(...clock)
  }

  /** Has all that has not been heard leave anew, from another worklet and on another clock. */
  rewind(clock: Clock): void {
    const heardSamples = Math.floor(this.position(clock).heardSeconds * this.#sampleRateHz)
    // At least one sample: what has none has no end either.
    this.#beginSample = Math.min(heardSamples, this.#writtenSamples - 1)
    this.#timeline = new HeardTimeline(this.#beginSample / this.#sampleRateHz)
    this.hasLeft = false
  }

  /** What tells a new worklet everything from there on. */
  replay(): PlaybackCommand[] {
    const [first, ...others] = this.#pieces
    const rest = first!.slice(this.#beginSample - this.#droppedSamples)
    const commands: PlaybackCommand[] = [rest, ...others].map((samples) => ({
      type: 'audio',
      utterance: this.id,
      samples,
    }))
    if (this.isEnded) commands.push({ type: 'end' })
    return commands
  }

  #drop(heardSamples: number): void {
    for (;;) {
      const [first, second] = this.#pieces
      if (second === undefined || this.#droppedSamples + first!.length > heardSamples) return
      this.#droppedSamples += first!.length
      this.#pieces.shift()
    }
  }
}
