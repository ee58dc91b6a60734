import type { GradiumError } from '../errors.ts'
import { encodeFlush, type Setup } from '../protocol/client-messages.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'
import { writeAudio } from '../transport/audio-message.ts'
import type { Connection } from '../transport/connection.ts'
import { ConnectionRequest, type RequestListener } from '../transport/request.ts'
import type { Service } from '../transport/service.ts'

/** Audio that may be under way and not yet heard, in seconds. */
const maxInFlightSeconds = 5

/** How much faster than it was spoken audio is sent again. */
const replaySpeed = 4

/** Seconds of audio under way before a missing answer counts as a stall. */
const progressSeconds = 1

/** Frames that text lags behind where the service does not say. */
const usualDelayInFrames = 10

/** Seconds of a frame (PROTOCOL.md §6.4). */
export const frameSeconds = 0.08

/** How a session of a transcription starts. */
export interface EpochOptions {
  setup: Setup
  connection: Connection
  /** Whether the connection is used for nothing else. */
  isSole: boolean
  /** 0 for containers, whose bytes tell no time. */
  bytesPerSecond: number
}

/** What a session of a transcription tells. */
export interface EpochOwner {
  onMessage(message: ServerMessage, bytes: number): void
  onEnd(error: GradiumError | undefined): void
}

/**
 * One session of a live transcription: which audio it hears, by its position in the whole stream in bytes, and how far it
 * has come. It hears one unbroken stretch.
 */
export class Epoch implements RequestListener {
  readonly request: ConnectionRequest
  /** The first byte it hears; undefined until that is decided. */
  base: number | undefined
  /** The next byte to send. */
  sent = 0
  /** Seconds that text lags behind the audio. */
  delaySeconds = usualDelayInFrames * frameSeconds
  readyAt: number | undefined
  readonly #service: Service
  readonly #owner: EpochOwner
  readonly #bytesPerSecond: number
  #confirmedSeconds = 0
  #replayedSince: number | undefined
  #isProgressOwed = false
  #isFinished = false

  /** Connects, and sends the setup. */
  constructor(service: Service, options: EpochOptions, owner: EpochOwner) {
    const { setup, connection, isSole, bytesPerSecond } = options
    this.#service = service
    this.#owner = owner
    this.#bytesPerSecond = bytesPerSecond
    this.request = new ConnectionRequest(connection, { setup, isSole }, this)
    this.request.start()
  }

  /** Where its audio begins, in seconds of the whole stream. */
  get baseSeconds(): number {
    return this.#bytesPerSecond === 0 ? 0 : (this.base ?? 0) / this.#bytesPerSecond
  }

  /** How old it is, in seconds of the clock or of its audio, whichever is more: which of them the service counts is not known. */
  get ageSeconds(): number {
    const now = this.#service.clock.now()
    return Math.max((now - (this.readyAt ?? now)) / 1_000, this.sentSeconds)
  }

  /** Whether audio can be sent. */
  get isListening(): boolean {
    return this.readyAt !== undefined && this.base !== undefined && !this.#isFinished
  }

  /** Up to where the service has heard, in seconds of the whole stream. */
  get heardSeconds(): number {
    return this.baseSeconds + this.#confirmedSeconds
  }

  /** Audio sent that the service has not reported yet. */
  get secondsInFlight(): number {
    return this.sentSeconds === 0 ? 0 : Math.max(0, this.sentSeconds - this.#confirmedSeconds)
  }

  /** Audio sent. */
  get sentSeconds(): number {
    return this.#bytesPerSecond === 0 ? 0 : (this.sent - (this.base ?? 0)) / this.#bytesPerSecond
  }

  /** Decides where it begins. `isReplay`: what comes first has been spoken some time ago. */
  begin(base: number, isReplay: boolean): void {
    this.base = base
    this.sent = base
    if (isReplay) this.#replayedSince = this.#service.clock.now()
  }

  /** Up to where audio may be sent now. */
  get allowed(): number {
    if (this.#bytesPerSecond === 0 || this.base === undefined) return Infinity
    const seconds = this.#confirmedSeconds + maxInFlightSeconds
    return this.base + Math.min(seconds, this.#replaySeconds) * this.#bytesPerSecond
  }

  /** Whether it catches up with what was spoken before, at a bounded pace. */
  get isReplaying(): boolean {
    return this.#replayedSince !== undefined
  }

  /** It has caught up. */
  stopReplay(): void {
    this.#replayedSince = undefined
  }

  send(audio: Uint8Array): void {
    this.sent += audio.length
    writeAudio(this.#service.platform, audio, this.request.suffix, (message) =>
      this.request.send(message),
    )
    if (this.#isProgressOwed || this.secondsInFlight < progressSeconds) return
    this.#isProgressOwed = true
    this.request.owe(() => this.#service.timeouts.progressMs)
  }

  flush(flushId: number): void {
    this.request.send(encodeFlush(flushId, this.request.suffix))
  }

  /** Says that its audio is complete. */
  finish(): void {
    if (this.#isFinished) return
    this.#isFinished = true
    const { finishMs } = this.#service.timeouts
    this.request.end(() => Math.max(finishMs, this.secondsInFlight * 500 + 5_000))
  }

  /** Ends it at once; `onEnd` follows. */
  fail(error: GradiumError): void {
    this.request.fail(error)
  }

  onMessage(message: ServerMessage, bytes: number): void {
    if (message.type === 'ready') {
      this.readyAt = this.#service.clock.now()
      if (message.delayInFrames !== undefined)
        this.delaySeconds = message.delayInFrames * frameSeconds
    } else if (message.type === 'step') this.#confirm(message.totalDurationSeconds)
    this.#owner.onMessage(message, bytes)
  }

  /** The end of its request. */
  end(error: GradiumError | undefined): void {
    this.#isFinished = true
    this.#owner.onEnd(error)
  }

  #confirm(seconds: number): void {
    this.#confirmedSeconds = Math.max(this.#confirmedSeconds, seconds)
    if (!this.#isProgressOwed || this.#isFinished || this.secondsInFlight >= progressSeconds) return
    this.#isProgressOwed = false
    this.request.owe(() => Infinity)
  }

  get #replaySeconds(): number {
    if (this.#replayedSince === undefined) return Infinity
    return 1 + ((this.#service.clock.now() - this.#replayedSince) / 1_000) * replaySpeed
  }
}
