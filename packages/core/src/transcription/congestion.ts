/** How the connection of a transcription is. */
export type LinkStatus = 'connected' | 'reconnecting' | 'congested'

/** Seconds of audio that wait before a stream counts as congested, and as free again. */
const congestedSeconds = 6.5
const freeSeconds = 5.5

/** Whether the service takes less audio than comes. */
export class Congestion {
  #isCongested = false

  /** Looks at how much waits; returns the state when it has changed. */
  update(waitingSeconds: number): 'congested' | 'connected' | undefined {
    const isCongested = waitingSeconds > (this.#isCongested ? freeSeconds : congestedSeconds)
    if (isCongested === this.#isCongested) return undefined
    this.#isCongested = isCongested
    return isCongested ? 'congested' : 'connected'
  }
}
