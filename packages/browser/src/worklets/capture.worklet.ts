import {
  captureProcessorName,
  type CaptureCommand,
  type CaptureReport,
} from './capture-messages.ts'
import { CapturePipeline } from './capture-pipeline.ts'

class CaptureProcessor extends AudioWorkletProcessor {
  #sequence = 0
  readonly #pipeline = new CapturePipeline(sampleRate, (samples) => {
    this.#report({ sequence: this.#sequence++, samples }, [samples.buffer])
  })

  constructor() {
    super()
    this.port.addEventListener('message', ({ data }: MessageEvent<CaptureCommand>) => {
      this.#pipeline.apply(data)
      if (this.#pipeline.mode === 'ended') this.#report('ended')
    })
    this.port.start()
  }

  process([channels = []]: Float32Array[][], outputs: Float32Array[][]): boolean {
    this.#pipeline.push(channels, outputs[0]?.[0]?.length ?? 128)
    return this.#pipeline.mode !== 'ended'
  }

  #report(report: CaptureReport, transfer: Transferable[] = []): void {
    this.port.postMessage(report, transfer)
  }
}

try {
  registerProcessor(captureProcessorName, CaptureProcessor)
} catch {
  // Another copy of this package has registered it for this context.
}
