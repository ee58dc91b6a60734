import {
  playbackProcessorName,
  type PlaybackCommand,
  type PlaybackReport,
  type PlaybackSettings,
} from './playback-messages.ts'
import { PlaybackQueue } from './playback-queue.ts'

class PlaybackProcessor extends AudioWorkletProcessor {
  readonly #queue: PlaybackQueue
  #isClosing = false

  constructor(options?: { processorOptions: PlaybackSettings }) {
    super()
    this.#queue = new PlaybackQueue(options!.processorOptions, sampleRate, (report) =>
      this.#report(report),
    )
    this.port.addEventListener('message', ({ data }: MessageEvent<PlaybackCommand>) => {
      this.#queue.handle(data)
      this.#isClosing ||= data.type === 'close'
    })
    this.port.start()
  }

  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const output = outputs[0]?.[0]
    if (output !== undefined) this.#queue.render(output, currentFrame)
    if (!this.#isClosing || !this.#queue.isSilent) return true
    this.#report({ utterance: 0, event: 'close', frames: 0, contextFrame: currentFrame })
    return false
  }

  #report(report: PlaybackReport): void {
    this.port.postMessage(report, [])
  }
}

try {
  registerProcessor(playbackProcessorName, PlaybackProcessor)
} catch {
  // Another copy of this package has registered it for this context.
}
