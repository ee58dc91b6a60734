/** What the page sends: samples to play, or an order. */
export type PlaybackOrder = Float32Array | 'clear'

const reportEverySamples = 1024

/** Plays a queue of chunks and reports how many samples have really been played. */
class PlaybackProcessor extends AudioWorkletProcessor {
  #queue: Float32Array[] = []
  #position = 0
  #played = 0
  #reported = 0

  constructor() {
    super()
    this.port.addEventListener('message', ({ data }: MessageEvent<PlaybackOrder>) => {
      if (data === 'clear') {
        this.#queue = []
        this.#position = 0
      } else this.#queue.push(data)
    })
    this.port.start()
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0]
    if (output === undefined) return true
    let at = 0
    while (at < output.length && this.#queue.length > 0) {
      const chunk = this.#queue[0]!
      const count = Math.min(output.length - at, chunk.length - this.#position)
      output.set(chunk.subarray(this.#position, this.#position + count), at)
      at += count
      this.#position += count
      if (this.#position < chunk.length) continue
      this.#queue.shift()
      this.#position = 0
    }
    this.#played += at
    const hasRunDry = at > 0 && this.#queue.length === 0
    if (hasRunDry || this.#played - this.#reported >= reportEverySamples) {
      this.#reported = this.#played
      this.port.postMessage(this.#played, [])
    }
    return true
  }
}

registerProcessor('playback', PlaybackProcessor)
