import { FrameAligner } from '@gradium-kit/audio'
import { GradiumError } from '@gradium-kit/core'
import { callBack } from '../call-back.ts'
import type { PlaybackCommand, PlaybackReport } from '../worklets/playback-messages.ts'
import { HeardTimeline, outputLatencySeconds } from './heard-timeline.ts'
import { PlaybackGraph } from './playback-graph.ts'
import type { PlayerOptions } from './player-options.ts'
import { selectSink } from './select-sink.ts'

export type { PlayerOptions } from './player-options.ts'

interface Utterance {
  readonly id: number
  readonly timeline: HeardTimeline
  writtenSamples: number
  isEnded: boolean
  /** Its first sample has left; its last one has. */
  hasStarted: boolean
  hasLeft: boolean
  /** `onStart` has been called; `onEnd` has. */
  isAnnounced: boolean
  isHeard: boolean
  /** What `onPosition` has been called for. */
  toldSeconds: number
}

/**
 * Plays speech that comes in pieces. What is written between two calls of `end` or `interrupt` is one utterance; they are
 * played one after the other, and all that can be asked is of the one being heard. Nothing happens before `open`; what is
 * written until then, or while the browser withholds the sound, waits and is played from its first sample.
 */
export class Player implements AsyncDisposable {
  readonly #options: PlayerOptions
  readonly #sampleRateHz: number
  readonly #aligner = new FrameAligner(2)
  #volume: number
  #sinkId: string | undefined
  #opening: Promise<void> | undefined
  #graph: PlaybackGraph | undefined
  #isClosed = false
  #isPaused = false
  #underruns = 0
  #lastId = 0
  /** Commands before there is a worklet. */
  #waiting: PlaybackCommand[] = []
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
    if (this.#opening !== undefined) return this.#opening
    this.#isClosed = false
    const opening = this.#open()
    this.#opening = opening
    opening.catch(() => {
      if (this.#opening === opening) this.#opening = undefined
    })
    return opening
  }

  /** Bytes are 16-bit samples cut anywhere: an odd one waits for the next. The array stays the caller's. */
  write(audio: Uint8Array | Int16Array): void {
    if (this.#isClosed) return
    const bytes = new Uint8Array(audio.buffer, audio.byteOffset, audio.byteLength)
    const samples = new Int16Array(this.#aligner.push(bytes).slice().buffer)
    if (samples.length === 0) return
    const utterance = this.#openUtterance()
    utterance.writtenSamples += samples.length
    this.#post({ type: 'audio', utterance: utterance.id, samples })
  }

  /** The utterance is complete: it begins at once, whatever its cushion, and `onEnd` follows. Without one, nothing happens. */
  end(): void {
    this.#aligner.finish()
    const utterance = this.#utterances.at(-1)
    if (utterance === undefined || utterance.isEnded) return
    utterance.isEnded = true
    this.#post({ type: 'end' })
  }

  /**
   * Drops what is being played and what waits, within 10 ms and without a click; a pause is over too. Returns the seconds of
   * the utterance that were heard; for it, there is no `onEnd`. What is written next is a new utterance.
   */
  interrupt(): number {
    const { heardSeconds } = this.position()
    this.#forget()
    this.#post({ type: 'clear' })
    return heardSeconds
  }

  pause(): void {
    this.#isPaused = true
    this.#post({ type: 'pause' })
  }

  /** Goes on with the sample after the last one that was played. */
  resume(): void {
    this.#isPaused = false
    this.#post({ type: 'resume' })
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
    this.#volume = checkedVolume(volume)
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
    const [utterance] = this.#utterances
    if (utterance === undefined) return { heardSeconds: 0, bufferedSeconds: 0 }
    const totalSeconds = utterance.writtenSamples / this.#sampleRateHz
    const heardSeconds = utterance.timeline.heardSeconds(...this.#clock(), totalSeconds)
    return { heardSeconds, bufferedSeconds: totalSeconds - heardSeconds }
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

  async #open(): Promise<void> {
    const { context, workletUrl, cushionMs = 160, maxCushionMs = 480 } = this.#options
    const graph = new PlaybackGraph({
      settings: { sampleRateHz: this.#sampleRateHz, cushionMs, maxCushionMs },
      context,
      onReport: (report) => this.#take(report),
      onBlockedChange: () => callBack(this.#options.onBlockedChange, this.isBlocked),
    })
    this.#graph = graph
    try {
      await graph.load(workletUrl)
      if (this.#graph !== graph)
        throw new GradiumError('aborted', 'The player was closed while it opened.', {
          phase: 'playback',
        })
      graph.connect(this.#volume)
    } catch (error) {
      if (this.#graph === graph) this.#graph = undefined
      await graph.close()
      throw error
    }
    if (this.#sinkId !== undefined) selectSink(graph.context, this.#sinkId).catch(() => {})
    for (const command of this.#waiting.splice(0)) graph.post(command)
  }

  #openUtterance(): Utterance {
    const last = this.#utterances.at(-1)
    if (last !== undefined && !last.isEnded) return last
    const utterance: Utterance = {
      id: (this.#lastId += 1),
      timeline: new HeardTimeline(),
      writtenSamples: 0,
      isEnded: false,
      hasStarted: false,
      hasLeft: false,
      isAnnounced: false,
      isHeard: false,
      toldSeconds: 0,
    }
    this.#utterances = this.#utterances.filter(({ isHeard }) => !isHeard)
    this.#utterances.push(utterance)
    return utterance
  }

  #forget(): void {
    this.#aligner.finish()
    this.#utterances = []
    this.#waiting = []
    this.#isPaused = false
  }

  #post(command: PlaybackCommand): void {
    if (this.#graph?.isConnected === true) this.#graph.post(command)
    else if (!this.#isClosed) this.#waiting.push(command)
  }

  /** The context's time, and how late its output is. */
  #clock(): [contextSeconds: number, latencySeconds: number] {
    const context = this.#graph?.context
    return context === undefined ? [0, 0] : [context.currentTime, outputLatencySeconds(context)]
  }

  #take({ utterance: id, event, frames, contextFrame }: PlaybackReport): void {
    const utterance = this.#utterances.find((each) => each.id === id)
    if (utterance === undefined || this.#graph === undefined) return
    const { sampleRate } = this.#graph.context
    const isFlowing = event === 'start' || event === 'continue'
    if (event !== 'tick')
      utterance.timeline.add(contextFrame / sampleRate, frames / sampleRate, isFlowing)
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
    if (!isCurrent() || !utterance.hasLeft || !utterance.timeline.hasSettled(...this.#clock()))
      return
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
