interface FrameSpan {
  start: number
  stop: number
}

/**
 * Moves starts and ends of words by up to so many frames at random. The words of a stream keep their order and do not
 * overlap, and no time is negative.
 */
export class TimingJitter {
  readonly #frames: number
  readonly #random: () => number
  readonly #lastStops = new Map<number, number>()

  constructor(frames: number, random: () => number) {
    this.#frames = frames
    this.#random = random
  }

  moved(streamId: number, span: FrameSpan): FrameSpan {
    if (this.#frames === 0) return span
    const lastStop = this.#lastStops.get(streamId) ?? 0
    const start = Math.max(lastStop, span.start + this.#offset())
    const stop = Math.max(start, span.stop + this.#offset())
    this.#lastStops.set(streamId, stop)
    return { start, stop }
  }

  #offset(): number {
    return Math.floor(this.#random() * (2 * this.#frames + 1)) - this.#frames
  }
}
