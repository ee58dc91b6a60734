import { GradiumError } from '@gradium-kit/core'
import { leaseAudioContext, type AudioContextLease } from '../audio-context.ts'
import { callBack } from '../call-back.ts'
import type { PlaybackReport } from '../worklets/playback-messages.ts'
import { outputLatencySeconds } from './heard-timeline.ts'
import { PlaybackGraph } from './playback-graph.ts'
import type { PlayerOptions } from './player-options.ts'
import { selectSink } from './select-sink.ts'
import { Utterance, type Clock } from './utterance.ts'

export type { PlayerOptions } from './player-options.ts'

/**
 * Plays speech that comes in pieces. What is written between two calls of `end` or `interrupt` is one utterance; they are
 * played one after the other, and all that can be asked is of the one being heard. Nothing happens before `open`; what is
 * written until then, or while the browser withholds the sound, waits and is played from its first sample.
 */
export class Player implements AsyncDisposable {
  readonly #options: PlayerOptions
  readonly #sampleRateHz: number
  /** Half a sample, whose other half is to come. */
  #half = new Uint8Array(0)
  #volume: number
  #sinkId: string | undefined
  #opening: Promise<void> | undefined
  #graph: PlaybackGraph | undefined
  #isClosed = false
  #isPaused = false
  #underruns = 0
  #lastId = 0
  /** The one being heard, and those behind it. The last one stays after it was heard. */
  #utterances: Utterance[] = []

  /** Throws `config` for a sample rate that cannot be played. */
  constructor(options: PlayerOptions = {}) {
    const { sampleRateHz = 24_000, volume = 1, sinkId } = options
    if (!Number.isInteger(sampleRateHz) || sampleRateHz < 3_000 || sampleRateHz > 192_000)
      throw configError(
        `sampleRateHz is a whole number from 3,000 to 192,000, not ${sampleRateHz}.`,
      )
    this.#options = options
    this.#sampleRateHz = sampleRateHz
    this.#volume = checkedVolume(volume)
    this.#sinkId = sinkId
  }

  /** The browser withholds the sound: call `unlock` from a click. */
  get isBlocked(): boolean {
    return this.#graph?.watch.isBlocked ?? false
  }

  get isPaused(): boolean {
    return this.#isPaused
  }

  /** How often an utterance ran dry before its end, since the player was made. */
  get underruns(): number {
    return this.#underruns
  }

  /**
   * Readies the output; while it is ready, this does nothing. Call it from a click the first time. Rejects with `unsupported`,
   * `insecure-context`, `worklet-load` or, when `close` was called meanwhile, `aborted`; it may be tried again.
   */
  open(): Promise<void> {
    const { context } = this.#options
    this.#isClosed = false
    this.#opening ??= this.#begin(async () =>
      this.#openOn(leaseAudioContext(context), context === undefined ? 'shared' : 'own'),
    )
    return this.#opening
  }

  /** Bytes are 16-bit samples cut anywhere: an odd one waits for the next. The array stays the caller's. */
  write(audio: Uint8Array | Int16Array): void {
    if (this.#isClosed) return
    const bytes = new Uint8Array(this.#half.length + audio.byteLength)
    bytes.set(this.#half)
    bytes.set(new Uint8Array(audio.buffer, audio.byteOffset, audio.byteLength), this.#half.length)
    const samples = new Int16Array(bytes.buffer, 0, bytes.length >> 1)
    this.#half = bytes.slice(samples.byteLength)
    if (samples.length === 0) return
    this.#graph?.post(this.#writable().write(samples))
  }

  /** The utterance is complete: it begins at once, whatever its cushion, and `onEnd` follows. Without one, nothing happens. */
  end(): void {
    this.#half = new Uint8Array(0)
    const utterance = this.#utterances.at(-1)
    if (utterance === undefined || utterance.isEnded) return
    utterance.isEnded = true
    this.#graph?.post({ type: 'end' })
  }

  /**
   * Drops what is being played and what waits, within 10 ms and without a click; a pause is over too. Returns the seconds of
   * the utterance that were heard; for it, there is no `onEnd`. What is written next is a new utterance.
   */
  interrupt(): number {
    const { heardSeconds } = this.position()
    this.#forget()
    this.#graph?.post({ type: 'clear' })
    return heardSeconds
  }

  pause(): void {
    this.#isPaused = true
    this.#graph?.post({ type: 'pause' })
  }

  /** Goes on with the sample after the last one that was played. */
  resume(): void {
    this.#isPaused = false
    this.#graph?.post({ type: 'resume' })
  }

  /** To be called from a click: opens, and plays what has waited. Resolves with whether the page may sound now. */
  async unlock(): Promise<boolean> {
    const opened = this.open()
    const isRunning = this.#graph?.unlock() ?? false
    await opened
    return isRunning
  }

  /** 0 to 1, without a click. Throws `config` for anything else. */
  setVolume(volume: number): void {
    if (checkedVolume(volume) === this.#volume) return
    this.#volume = volume
    this.#graph?.setVolume(volume)
  }

  /**
   * Plays on another output; undefined is the browser's default. All that shares the context goes along. Rejects with
   * `unsupported`, or with `config` when the output is gone.
   */
  async setSink(sinkId: string | undefined): Promise<void> {
    if (this.#graph !== undefined) await selectSink(this.#graph.context, sinkId)
    this.#sinkId = sinkId
  }

  /** Seconds of this utterance that have been heard, and seconds written that have not. */
  position(): { heardSeconds: number; bufferedSeconds: number } {
    const nothing = { heardSeconds: 0, bufferedSeconds: 0 }
    return this.#utterances[0]?.position(this.#clock()) ?? nothing
  }

  /** How loud it is now, 0 to 1. */
  level(): number {
    return this.#graph?.level() ?? 0
  }

  /** Falls silent, drops what waits, and gives everything back. The player can be opened again. */
  async close(): Promise<void> {
    const graph = this.#graph
    this.#graph = undefined
    this.#opening = undefined
    this.#isClosed = true
    this.#forget()
    await graph?.close()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  /** What opens may be tried again when it has failed. */
  #begin(open: () => Promise<void>): Promise<void> {
    const opening = open()
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined
    })
    return opening
  }

  async #openOn(lease: AudioContextLease, kind: 'shared' | 'own' | 'replacement'): Promise<void> {
    const { workletUrl, cushionMs = 160, maxCushionMs = 480 } = this.#options
    const graph = new PlaybackGraph(lease, {
      settings: { sampleRateHz: this.#sampleRateHz, cushionMs, maxCushionMs },
      isOurs: kind !== 'own',
      onReport: (report) => {
        if (graph === this.#graph) this.#take(report, graph.context.sampleRate)
      },
      onBlockedChange: () => callBack(this.#options.onBlockedChange, this.isBlocked),
      onFrozen: () => {
        if (kind === 'shared' && graph === this.#graph) this.#replace(graph)
      },
    })
    this.#graph = graph
    try {
      await graph.load(workletUrl)
      if (this.#graph !== graph) {
        const message = 'The player was closed while it opened.'
        throw new GradiumError('aborted', message, { phase: 'playback' })
      }
      graph.connect(this.#volume)
    } catch (error) {
      if (this.#graph === graph) this.#graph = undefined
      await graph.close()
      throw error
    }
    if (this.#sinkId !== undefined) selectSink(graph.context, this.#sinkId).catch(() => {})
    for (const utterance of this.#utterances)
      if (!utterance.isHeard) utterance.replay().forEach((command) => graph.post(command))
    if (this.#isPaused) graph.post({ type: 'pause' })
  }

  /** Goes on where it was heard last, in a context of its own. */
  #replace(graph: PlaybackGraph): void {
    for (const utterance of this.#utterances)
      if (!utterance.isHeard) utterance.rewind(this.#clock())
    this.#graph = undefined
    void graph.close()
    const context = new AudioContext({ latencyHint: 'interactive' })
    const lease = { context, release: () => void context.close().catch(() => {}) }
    this.#opening = this.#begin(() => this.#openOn(lease, 'replacement'))
  }

  /** The utterance that takes what is written. */
  #writable(): Utterance {
    const last = this.#utterances.at(-1)
    if (last !== undefined && !last.isEnded) return last
    this.#lastId += 1
    const utterance = new Utterance(this.#lastId, this.#sampleRateHz)
    this.#utterances = [...this.#utterances.filter(({ isHeard }) => !isHeard), utterance]
    return utterance
  }

  #forget(): void {
    this.#half = new Uint8Array(0)
    this.#utterances = []
    this.#isPaused = false
  }

  #clock(): Clock {
    const context = this.#graph?.context
    return context === undefined ? [0, 0] : [context.currentTime, outputLatencySeconds(context)]
  }

  #take(report: PlaybackReport, rateHz: number): void {
    const { event, contextFrame, frames } = report
    const utterance = this.#utterances.find((each) => each.id === report.utterance)
    if (utterance === undefined) return
    const isFlowing = event === 'start' || event === 'continue'
    if (event !== 'tick') utterance.turn(contextFrame / rateHz, frames / rateHz, isFlowing)
    utterance.hasStarted ||= event === 'start'
    utterance.hasLeft ||= event === 'end'
    if (event === 'underrun') {
      this.#underruns += 1
      callBack(this.#options.onUnderrun)
    }
    this.#announce()
  }

  /** Tells what has become of the utterance being heard. Each callback may interrupt, or write. */
  #announce(): void {
    const [utterance] = this.#utterances
    if (utterance === undefined || utterance.isHeard) return
    const isCurrent = (): boolean => this.#utterances[0] === utterance
    if (utterance.hasStarted && !utterance.isAnnounced) {
      utterance.isAnnounced = true
      callBack(this.#options.onStart)
    }
    const { heardSeconds } = this.position()
    if (isCurrent() && heardSeconds > utterance.toldSeconds) {
      utterance.toldSeconds = heardSeconds
      callBack(this.#options.onPosition)
    }
    if (!isCurrent() || !utterance.isOver(this.#clock())) return
    utterance.isHeard = true
    callBack(this.#options.onEnd)
    if (!isCurrent() || this.#utterances.length === 1) return
    this.#utterances.shift()
    this.#announce()
  }
}

function checkedVolume(volume: number): number {
  if (volume >= 0 && volume <= 1) return volume
  throw configError(`volume is a number from 0 to 1, not ${volume}.`)
}

function configError(message: string): GradiumError {
  return new GradiumError('config', message, { phase: 'playback' })
}
