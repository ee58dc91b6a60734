import { captureSource } from '#worklets'
import {
  captureProcessorName,
  type CaptureCommand,
  type CaptureReport,
} from '../worklets/capture-messages.ts'
import { loadWorklet } from '../worklets/load-worklet.ts'
import { captureError } from './microphone-error.ts'

/** Longer than a render quantum by far; the tail does not come from a context that sleeps. */
const tailTimeoutMs = 500

const worklet = { name: 'capture', source: captureSource, phase: 'capture' } as const

export interface CaptureListeners {
  onAudio: (samples: Int16Array<ArrayBuffer>) => void
  /** The worklet has failed: no more audio comes. */
  onFailure: () => void
}

/** Rejects with `worklet-load`, `unsupported` or `insecure-context`. */
export function loadCapture(context: AudioContext, url: string | URL | undefined): Promise<void> {
  return loadWorklet(context, worklet, url)
}

function captureNode(context: AudioContext): AudioWorkletNode {
  try {
    return new AudioWorkletNode(context, captureProcessorName)
  } catch (cause) {
    throw captureError(
      'worklet-load',
      'The script at workletUrl is not the capture worklet of this version: serve @gradium-kit/browser/worklets/capture.js there.',
      cause,
    )
  }
}

/** The audio nodes of one capture: a stream, which may change, the analyser, the worklet. */
export class CaptureGraph {
  readonly #context: AudioContext
  readonly #analyser: AnalyserNode
  readonly #node: AudioWorkletNode
  readonly #port: MessagePort
  readonly #listening = new AbortController()
  readonly #samples: Float32Array<ArrayBuffer>
  #source: MediaStreamAudioSourceNode | undefined
  #onTail: (() => void) | undefined

  /** The worklet has to be loaded. */
  constructor(context: AudioContext, { onAudio, onFailure }: CaptureListeners) {
    this.#context = context
    this.#analyser = new AnalyserNode(context, { fftSize: 1_024 })
    this.#samples = new Float32Array(this.#analyser.fftSize)
    this.#node = captureNode(context)
    const { signal } = this.#listening
    this.#port = this.#node.port
    this.#port.addEventListener(
      'message',
      ({ data }: MessageEvent<CaptureReport>) => {
        if (data === 'ended') this.#onTail?.()
        else onAudio(data.samples)
      },
      { signal },
    )
    this.#port.start()
    this.#node.addEventListener('processorerror', onFailure, { signal })
    // Its output is silence: browsers run what leads to the speakers for certain.
    this.#analyser.connect(this.#node).connect(context.destination)
  }

  /** Replaces the stream without a gap. */
  connect(stream: MediaStream): void {
    const source = this.#context.createMediaStreamSource(stream)
    source.connect(this.#analyser)
    this.disconnect()
    this.#source = source
  }

  disconnect(): void {
    this.#source?.disconnect()
    this.#source = undefined
  }

  command(command: CaptureCommand): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port has none
    this.#port.postMessage(command)
  }

  /** Resolves when the last audio has been handed out. */
  async finish(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, tailTimeoutMs)
      this.#onTail = () => {
        clearTimeout(timer)
        resolve()
      }
      this.command({ mode: 'ended' })
    })
  }

  /** The largest magnitude of the last 21 ms or so. */
  level(): number {
    this.#analyser.getFloatTimeDomainData(this.#samples)
    let peak = 0
    for (const sample of this.#samples) peak = Math.max(peak, Math.abs(sample))
    return Math.min(peak, 1)
  }

  /** Nothing is handed out after this. */
  close(): void {
    this.#onTail?.()
    this.command({ mode: 'ended' })
    this.#listening.abort()
    this.disconnect()
    this.#analyser.disconnect()
    this.#node.disconnect()
  }
}
