import { GradiumError } from '@gradium-kit/core'
import { playbackSource } from '#worklets'
import type { AudioContextLease } from '../audio-context.ts'
import { loadWorklet } from '../worklets/load-worklet.ts'
import {
  playbackProcessorName,
  type PlaybackCommand,
  type PlaybackReport,
  type PlaybackSettings,
} from '../worklets/playback-messages.ts'
import { ContextWatch, type ContextWatchOptions } from './context-watch.ts'

const volumeRampSeconds = 0.02
/** A ramp down and the way there and back take a fraction of it. */
const closeTimeoutMs = 100

export interface PlaybackGraphOptions extends ContextWatchOptions {
  readonly settings: PlaybackSettings
  readonly onReport: (report: PlaybackReport) => void
}

/** The nodes between the worklet and the output: volume, then meter. */
export class PlaybackGraph {
  readonly context: AudioContext
  readonly watch: ContextWatch
  readonly #options: PlaybackGraphOptions
  readonly #lease: AudioContextLease
  #nodes: { source: AudioWorkletNode; gain: GainNode; analyser: AnalyserNode } | undefined
  #waveform = new Float32Array(0)

  /** Throws `config` when the context is closed. */
  constructor(lease: AudioContextLease, options: PlaybackGraphOptions) {
    this.#options = options
    this.#lease = lease
    this.context = lease.context
    if (this.context.state === 'closed') {
      const message = 'The AudioContext for playback is closed: pass one that is open.'
      throw new GradiumError('config', message, { phase: 'playback' })
    }
    this.watch = new ContextWatch(this.context, options)
  }

  /** Rejects with `worklet-load`, `unsupported` or `insecure-context`. */
  load(workletUrl: string | URL | undefined): Promise<void> {
    return loadWorklet(
      this.context,
      { name: 'playback', source: playbackSource, phase: 'playback' },
      workletUrl,
    )
  }

  connect(volume: number): void {
    const { context } = this
    const source = new AudioWorkletNode(context, playbackProcessorName, {
      numberOfInputs: 0,
      outputChannelCount: [1],
      processorOptions: this.#options.settings,
    })
    source.port.addEventListener('message', ({ data }: MessageEvent<PlaybackReport>) =>
      this.#options.onReport(data),
    )
    source.port.start()
    const gain = new GainNode(context, { gain: volume })
    const analyser = new AnalyserNode(context, { fftSize: 1024 })
    this.#waveform = new Float32Array(analyser.fftSize)
    source.connect(gain).connect(analyser).connect(context.destination)
    this.#nodes = { source, gain, analyser }
  }

  post(command: PlaybackCommand): void {
    this.#nodes?.source.port.postMessage(command, [])
  }

  setVolume(volume: number): void {
    const gain = this.#nodes?.gain.gain
    if (gain === undefined) return
    const now = this.context.currentTime
    gain.cancelScheduledValues(now)
    gain.setValueAtTime(gain.value, now)
    gain.linearRampToValueAtTime(volume, now + volumeRampSeconds)
  }

  /** The highest sample of the last 20 ms, 0 to 1. */
  level(): number {
    this.#nodes?.analyser.getFloatTimeDomainData(this.#waveform)
    let peak = 0
    for (const sample of this.#waveform) peak = Math.max(peak, Math.abs(sample))
    return Math.min(1, peak)
  }

  /** A sample of silence from within a gesture unlocks the output of iOS. */
  unlock(): Promise<boolean> {
    const { context } = this
    const source = new AudioBufferSourceNode(context, {
      buffer: new AudioBuffer({ length: 1, sampleRate: context.sampleRate }),
    })
    source.connect(context.destination)
    source.start()
    return this.watch.wake()
  }

  /** Falls silent without a click, then lets go of everything. */
  async close(): Promise<void> {
    this.watch.stop()
    const nodes = this.#nodes
    this.#nodes = undefined
    if (nodes !== undefined) {
      await silenced(nodes.source, this.context)
      nodes.source.port.close()
      for (const node of Object.values(nodes)) node.disconnect()
    }
    this.#lease.release()
  }
}

/** Resolves when the worklet has faded out, or cannot. */
function silenced({ port }: AudioWorkletNode, context: AudioContext): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(settle, context.state === 'running' ? closeTimeoutMs : 0)
    port.addEventListener('message', ({ data }: MessageEvent<PlaybackReport>) => {
      if (data.event === 'close') settle()
    })
    port.postMessage({ type: 'close' } satisfies PlaybackCommand)
  })
}
