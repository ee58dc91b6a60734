/** No output is slower; what says otherwise is wrong. */
const maxLatencySeconds = 1

/** When the samples of one utterance left, in the context's time: what of it has been heard follows. */
export class HeardTimeline {
  /** Where samples began or ceased to leave. Between two of them, one sample left after the other. */
  readonly #turns: { contextSeconds: number; leftSeconds: number; isFlowing: boolean }[] = []
  readonly #beginSeconds: number
  #heardSeconds: number

  /** So many seconds of the utterance were heard before; what leaves comes after them. */
  constructor(beginSeconds: number) {
    this.#beginSeconds = beginSeconds
    this.#heardSeconds = beginSeconds
  }

  /** From this time of the context on, samples leave, or none do; this many seconds had left before. In order of time. */
  add(contextSeconds: number, leftSeconds: number, isFlowing: boolean): void {
    this.#turns.push({ contextSeconds, leftSeconds: this.#beginSeconds + leftSeconds, isFlowing })
  }

  /**
   * Seconds that have come out of an output that is late by `latencySeconds` when the context stands at `contextSeconds`.
   * Never less than the last answer, never more than `totalSeconds`.
   */
  heardSeconds(contextSeconds: number, latencySeconds: number, totalSeconds: number): number {
    const earSeconds = earTime(contextSeconds, latencySeconds)
    const turn = this.#turns.findLast((each) => each.contextSeconds <= earSeconds)
    if (turn === undefined) return this.#heardSeconds
    const sinceSeconds = turn.isFlowing ? earSeconds - turn.contextSeconds : 0
    const seconds = Math.min(turn.leftSeconds + sinceSeconds, totalSeconds)
    this.#heardSeconds = Math.max(this.#heardSeconds, seconds)
    return this.#heardSeconds
  }

  /** Whether all that has left has been heard, and nothing leaves. */
  hasSettled(contextSeconds: number, latencySeconds: number): boolean {
    const last = this.#turns.at(-1)
    if (last === undefined || last.isFlowing) return false
    return last.contextSeconds <= earTime(contextSeconds, latencySeconds)
  }
}

function earTime(contextSeconds: number, latencySeconds: number): number {
  return contextSeconds - Math.min(Math.max(latencySeconds, 0), maxLatencySeconds)
}

/** How late a context's output is. Bluetooth changes it: ask each time. */
export function outputLatencySeconds(context: BaseAudioContext): number {
  const { outputLatency, baseLatency }: Partial<AudioContext> = context
  return outputLatency || baseLatency || 0
}
