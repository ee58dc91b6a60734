import { PlaybackQueue } from '../../src/worklets/playback-queue.ts'
import type { PlaybackReport, PlaybackSettings } from '../../src/worklets/playback-messages.ts'

/** A queue on an audio clock that the test turns. */
export class QueueRun {
  readonly reports: PlaybackReport[] = []
  readonly rateHz: number
  readonly #queue: PlaybackQueue
  readonly #quanta: Float32Array[] = []
  frame = 0

  constructor(rateHz: number, settings: Partial<PlaybackSettings> = {}) {
    this.rateHz = rateHz
    const all = { sampleRateHz: rateHz, cushionMs: 160, maxCushionMs: 480, ...settings }
    this.#queue = new PlaybackQueue(all, rateHz, (report) => this.reports.push(report))
  }

  get isSilent(): boolean {
    return this.#queue.isSilent
  }

  /** Everything that has left so far. */
  get output(): Float32Array {
    const all = new Float32Array(this.frame)
    let offset = 0
    for (const quantum of this.#quanta) {
      all.set(quantum, offset)
      offset += quantum.length
    }
    return all
  }

  write(samples: Int16Array<ArrayBuffer>, utterance = 1): this {
    this.#queue.handle({ type: 'audio', utterance, samples })
    return this
  }

  tell(...types: ('end' | 'clear' | 'pause' | 'resume' | 'close')[]): this {
    for (const type of types) this.#queue.handle({ type })
    return this
  }

  render(seconds: number, quantum: () => number = () => 128): this {
    for (const until = this.frame + seconds * this.rateHz; this.frame < until;) {
      // A buffer that was not cleaned, as browsers may hand out.
      const output = new Float32Array(quantum()).fill(9)
      this.#queue.render(output, this.frame)
      this.#quanta.push(output)
      this.frame += output.length
    }
    return this
  }

  /** What was reported, without the ticks: `start 1 @ 240 (0)` is event, utterance, frame of the context, frames left. */
  get events(): string[] {
    return this.reports
      .filter(({ event }) => event !== 'tick')
      .map(
        ({ event, utterance, contextFrame, frames }) =>
          `${event} ${utterance} @ ${contextFrame} (${frames})`,
      )
  }
}
