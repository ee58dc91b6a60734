import type { GradiumError } from '@gradium-kit/core'
import { leaseAudioContext } from '../audio-context.ts'
import { callBack } from '../call-back.ts'
import { claimAudioSession } from './audio-session.ts'
import { CaptureGraph, loadCapture } from './capture-graph.ts'
import { captureError } from './microphone-error.ts'
import { MicrophoneInput } from './microphone-input.ts'
import type { MicrophoneOptions } from './microphone-options.ts'
import { openMicrophone, stopTracks } from './open-microphone.ts'
import { abortedError, patienceMs, untilAborted, untilRunning, wake } from './patience.ts'

export type { MicrophoneOptions } from './microphone-options.ts'

/**
 * A microphone of the page, or a stream of it, as what transcription takes. A device that disappears is replaced by the
 * browser's default one. Making one has no effect, and it can be started again after its end.
 */
export class Microphone implements AsyncDisposable {
  readonly #options: MicrophoneOptions
  #deviceId: string | undefined
  #isMuted = false
  #gateDb = -Infinity
  /** From start to end of a capture. Its abort gives back all that the capture took. */
  #life: AbortController | undefined
  #starting: Promise<void> | undefined
  #stopping: Promise<void> | undefined
  #graph: CaptureGraph | undefined
  #input: MicrophoneInput | undefined
  /** Numbers what opens a device: only the last one counts. */
  #opening = 0
  #replacements = 0

  constructor(options: MicrophoneOptions) {
    this.#options = options
    this.#deviceId = options.deviceId
  }

  /** Whether audio is coming in. Not while a held mute or the search for another device lasts. */
  get isLive(): boolean {
    return this.#input !== undefined && this.#stopping === undefined
  }

  get isMuted(): boolean {
    return this.#isMuted
  }

  /** Whether the system, or a switch on the device, mutes it: only silence comes in. */
  get isInputMuted(): boolean {
    return this.#input?.track.muted ?? false
  }

  /** The device in use, or else the one that was asked for. */
  get deviceId(): string | undefined {
    return this.settings?.deviceId ?? this.#deviceId
  }

  /** What the browser made of the wishes. */
  get settings(): MediaTrackSettings | undefined {
    return this.#input?.track.getSettings()
  }

  /**
   * Asks for the microphone. Resolves when audio comes in; at once while it does. Call it from a click where the page has had
   * none. Rejects with `mic-…`, `unsupported`, `insecure-context`, `worklet-load`, `audio-blocked` or, after `signal`, `stop()`
   * or `cancel()`, `aborted`; it can then be called again.
   */
  start(signal?: AbortSignal): Promise<void> {
    if (this.#stopping !== undefined) return this.#stopping.then(() => this.start(signal))
    if (this.#starting !== undefined) return this.#starting
    const life = new AbortController()
    this.#life = life
    this.#starting = this.#begin(life.signal, signal).catch((error: unknown) => {
      if (life === this.#life) this.cancel()
      throw error
    })
    return this.#starting
  }

  /** Ends it. Before this resolves `onAudio` has had the tail, its last frame padded with silence. */
  stop(): Promise<void> {
    this.#stopping ??= this.#finish()
    return this.#stopping
  }

  /** Ends it at once, without the tail. */
  cancel(): void {
    const life = this.#life
    if (life === undefined) return
    this.#opening += 1
    this.#life = this.#starting = this.#graph = undefined
    this.#input?.close()
    this.#input = undefined
    life.abort()
    this.#changed()
  }

  mute(): void {
    this.#isMuted = true
    if (this.#isHeld) this.#disconnect()
    this.#apply()
  }

  /** Rejects with `mic-…` when a device that was stopped meanwhile cannot be opened again. It then stays muted. */
  async unmute(): Promise<void> {
    const mustReopen = this.#isHeld && this.#graph !== undefined
    this.#isMuted = false
    try {
      if (mustReopen) await this.#reopen()
    } catch (error) {
      this.#isMuted = true
      throw error
    } finally {
      this.#apply()
    }
  }

  /**
   * Changes the device, without a gap while it is live; undefined is the browser's choice. Rejects with `mic-…` and stays with
   * the device that it has.
   */
  async setDevice(deviceId: string | undefined): Promise<void> {
    if (this.#options.stream !== undefined)
      throw captureError('config', 'This microphone records a stream of the page, not a device.')
    await this.#starting?.catch(() => {})
    if (this.#graph !== undefined && !this.#isHeld) {
      await this.#replace(deviceId).catch((error: unknown) => {
        if (this.#isSearching) void this.#recover()
        throw error
      })
    } else {
      this.#deviceId = deviceId
      this.#changed()
    }
  }

  /** Frames quieter than this, in dB below full scale, are handed out as silence; undefined lets everything pass. */
  setGate(levelDb: number | undefined): void {
    this.#gateDb = levelDb ?? -Infinity
    this.#graph?.command({ gateDb: this.#gateDb })
  }

  /** The peak of this moment, 0 to 1. Cheap enough for every frame that is drawn. */
  level(): number {
    return this.isLive && !this.#isMuted ? this.#graph!.level() : 0
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  get #isHeld(): boolean {
    return this.#isMuted && this.#options.mutePolicy === 'hold'
  }

  /** Whether it has lost its device. */
  get #isSearching(): boolean {
    return this.#graph !== undefined && this.#input === undefined && !this.#isHeld
  }

  async #begin(life: AbortSignal, signal: AbortSignal | undefined): Promise<void> {
    const { context: own, workletUrl, stream } = this.#options
    if (signal?.aborted) throw abortedError()
    const cancel = (): void => this.cancel()
    signal?.addEventListener('abort', cancel)
    try {
      const lease = leaseAudioContext(own)
      const { context } = lease
      const awake = wake(context)
      // Not before: Chromium, put to sleep while it wakes up, says `running` ever after and its clock stands still.
      life.addEventListener('abort', () => void awake.then(() => lease.release()))
      life.addEventListener('abort', claimAudioSession())
      const [opened] = await untilAborted(
        life,
        Promise.all([stream ?? this.#open(this.#deviceId), loadCapture(context, workletUrl)]),
      )
      await untilAborted(life, untilRunning(context, awake))
      const graph = new CaptureGraph(context, {
        onAudio: (samples) => this.#deliver(samples),
        onFailure: () => this.#lose('Recording has failed inside the browser: start again.'),
      })
      life.addEventListener('abort', () => graph.close())
      this.#graph = graph
      this.setGate(this.#gateDb)
      this.#connect(opened)
    } finally {
      signal?.removeEventListener('abort', cancel)
    }
  }

  async #finish(): Promise<void> {
    const life = this.#life
    await this.#graph?.finish()
    this.#stopping = undefined
    if (life === this.#life) this.cancel()
  }

  /** A stream that ends with this capture at the latest. Rejects with `aborted` when another one is wanted meanwhile. */
  async #open(deviceId: string | undefined): Promise<MediaStream> {
    this.#opening += 1
    const number = this.#opening
    const life = this.#life!.signal
    const stream = await openMicrophone({ ...this.#options, deviceId })
    if (number !== this.#opening) {
      stopTracks(stream)
      throw abortedError()
    }
    life.addEventListener('abort', () => stopTracks(stream))
    return stream
  }

  async #replace(deviceId: string | undefined): Promise<void> {
    this.#replacements += 1
    try {
      const stream = await this.#open(deviceId)
      this.#deviceId = deviceId
      this.#connect(stream)
    } finally {
      this.#replacements -= 1
    }
  }

  /** After a held mute. The device may have gone meanwhile. */
  async #reopen(): Promise<void> {
    const { stream } = this.#options
    if (stream !== undefined) return this.#connect(stream)
    return this.#replace(this.#deviceId).catch((error: GradiumError) => {
      if (error.code !== 'mic-constraint') throw error
      return this.#replace(undefined)
    })
  }

  #connect(stream: MediaStream): void {
    const isOwn = stream !== this.#options.stream
    const input = new MicrophoneInput(stream, isOwn, {
      onMute: () => this.#changed(),
      onEnd: () => void this.#recover(),
    })
    if (this.#isHeld) {
      input.close()
      this.#changed()
      return
    }
    this.#graph!.connect(stream)
    this.#input?.close()
    this.#input = input
    this.#apply()
  }

  #disconnect(): void {
    this.#graph?.disconnect()
    this.#input?.close()
    this.#input = undefined
  }

  /** Makes worklet and track what the state says, and tells of it. */
  #apply(): void {
    const mode = this.#isMuted ? 'silent' : 'live'
    this.#graph?.command({ mode: this.#input === undefined ? 'held' : mode })
    this.#input?.setMuted(this.#isMuted)
    this.#changed()
  }

  #deliver(samples: Int16Array<ArrayBuffer>): void {
    this.#options.onAudio(samples)
    // A track that the page itself stops has no `ended` event, and Chromium goes on giving zeros for it.
    if (this.#input?.isEnded) void this.#recover()
  }

  /** Looks once for another device in place of one that has ended. */
  async #recover(): Promise<void> {
    if (this.#stopping !== undefined) return
    this.#disconnect()
    this.#apply()
    if (this.#options.stream !== undefined) {
      this.#lose('The audio that the page gave has ended: start again with another stream.')
      return
    }
    // While somebody chooses a device that one may do; should it fail, this is called again.
    if (!this.#isSearching || this.#replacements > 0) return
    const replaced = this.#replace(undefined)
    const number = this.#opening
    const giveUp = (cause?: Error): void => {
      if (number !== this.#opening || !this.#isSearching) return
      const advice = cause?.message ?? 'No other one answers: connect one and start again.'
      this.#lose(`The microphone was lost. ${advice}`, cause)
    }
    const timer = setTimeout(() => giveUp(), patienceMs)
    await replaced.catch(giveUp)
    clearTimeout(timer)
  }

  #changed(): void {
    callBack(this.#options.onChange)
  }

  #lose(message: string, cause?: unknown): void {
    this.cancel()
    callBack(this.#options.onEnd, captureError('mic-lost', message, cause))
  }
}
