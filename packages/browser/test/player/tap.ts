import { indexOfSamples } from './signals.ts'

const script = `registerProcessor('test-tap', class extends AudioWorkletProcessor {
  constructor() {
    super()
    this.port.onmessage = () => this.port.postMessage('echo')
  }
  process([[input]], [[output]]) {
    if (input) output.set(input)
    this.port.postMessage({ frame: currentFrame, samples: input ? input.slice() : new Float32Array(output.length) })
    return true
  }
})`

interface Quantum {
  frame: number
  samples: Float32Array
}

/** What goes to the output of a context, every sample of it, since it was attached. */
export class Tap {
  readonly context: AudioContext
  readonly #quanta: Quantum[] = []
  readonly #waiting = new Set<() => void>()
  readonly #echoes: (() => void)[] = []
  readonly #node: AudioWorkletNode

  /** From now on, what is connected to the context's destination goes through the tap. */
  static async attach(context: BaseAudioContext): Promise<Tap> {
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }))
    await context.audioWorklet.addModule(url)
    const node = new AudioWorkletNode(context, 'test-tap', { outputChannelCount: [1] })
    node.connect(context.destination)
    Object.defineProperty(context, 'destination', { value: node })
    return new Tap(context as unknown as AudioContext, node)
  }

  constructor(context: AudioContext, node: AudioWorkletNode) {
    this.context = context
    this.#node = node
    node.port.addEventListener('message', ({ data }: MessageEvent<Quantum | 'echo'>) => {
      if (data === 'echo') return this.#echoes.shift()?.()
      // Under load, Chromium may give two quanta in a row the same frame.
      this.#quanta.push({ ...data, frame: Math.max(data.frame, this.endFrame) })
      for (const check of this.#waiting) check()
    })
    node.port.start()
  }

  /** The frame of the context that follows the last one heard. */
  get endFrame(): number {
    const last = this.#quanta.at(-1)
    return last === undefined ? 0 : last.frame + last.samples.length
  }

  get startFrame(): number {
    return this.#quanta[0]?.frame ?? 0
  }

  /** The first of these samples is the one at `startFrame`. */
  get samples(): Float32Array {
    const samples = new Float32Array(this.endFrame - this.startFrame)
    for (const quantum of this.#quanta)
      samples.set(quantum.samples, quantum.frame - this.startFrame)
    return samples
  }

  /** The frame at which this left, exactly as it is, whatever quanta were left out amid it; -1 where it did not. */
  frameOf(pattern: Float32Array): number {
    const length = this.#quanta.reduce((sum, { samples }) => sum + samples.length, 0)
    const all = new Float32Array(length)
    const frames = new Int32Array(length)
    let at = 0
    for (const { frame, samples } of this.#quanta) {
      all.set(samples, at)
      for (let index = 0; index < samples.length; index++) frames[at + index] = frame + index
      at += samples.length
    }
    return frames[indexOfSamples(all, pattern)] ?? -1
  }

  /** Resolves when the audio thread has read what was posted to it so far. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#echoes.push(resolve)
      this.#node.port.postMessage('echo', [])
    })
  }

  /** Resolves when the context has come this far. */
  heardUntil(frame: number): Promise<void> {
    return new Promise((resolve) => {
      const check = (): void => {
        if (this.endFrame < frame) return
        this.#waiting.delete(check)
        resolve()
      }
      this.#waiting.add(check)
      check()
    })
  }

  /** Resolves when so many seconds more have been heard. */
  heardFor(seconds: number): Promise<void> {
    return this.heardUntil(this.endFrame + seconds * this.context.sampleRate)
  }
}
