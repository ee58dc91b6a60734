import { onTestFinished } from 'vitest'

const rateHz = 24_000
const marginSamples = 0.05 * rateHz

/** Somebody who speaks into a stream of the page: sample for sample what the microphone hands out, as no rate changes. */
export class Voice {
  readonly context = new AudioContext({ sampleRate: rateHz })
  readonly #destination = new MediaStreamAudioDestinationNode(this.context)

  constructor() {
    onTestFinished(() => this.context.close())
  }

  /** What `TranscriptionOptions.microphone` takes. */
  get microphone(): { stream: MediaStream; context: AudioContext } {
    return { stream: this.#destination.stream, context: this.context }
  }

  /** Resolves when it has all been heard: a stream loses 10 ms at its beginning, and its end is late. */
  say(samples: Int16Array): Promise<void> {
    const length = samples.length + 2 * marginSamples
    const buffer = new AudioBuffer({ length, sampleRate: rateHz })
    const waveform = Float32Array.from(samples, (sample) => sample / 32_768)
    buffer.copyToChannel(waveform, 0, marginSamples)
    const source = new AudioBufferSourceNode(this.context, { buffer })
    source.connect(this.#destination)
    source.start()
    return new Promise((resolve) => {
      source.addEventListener('ended', () => resolve(), { once: true })
    })
  }

  /** Resolves when so many seconds have passed on the clock of the audio. */
  rest(seconds: number): Promise<void> {
    return this.say(new Int16Array(Math.round(seconds * rateHz)))
  }
}
