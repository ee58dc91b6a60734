import type { GradiumError } from '../errors.ts'
import { encodeFlush, type Setup } from '../protocol/client-messages.ts'
import { frameSeconds } from '../protocol/formats.ts'
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

/** How a session of a transcription starts. */
export interface EpochOptions {
  setup: Setup
  connection: Connection
  /** Whether the connection is used for nothing else. */
  isSole: boolean
  /** 0 for containers, whose bytes tell no time. */
  bytesPerSecond: number
  /** How much audio it may hear: the service may count audio against its limit. */
  maxSeconds: number
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
  /** To be started by whoever has made the session: it may end at once. */
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
  readonly #maxSeconds: number
  #confirmedSeconds = 0
  #replayUntil = 0
  #begunAt = 0
  #isProgressOwed = false
  /** Since when audio is under way of which nothing has been heard. */
  #waitingSince: number | undefined
  #confirmedAt = -Infinity
  #isFinished = false

  /** Throws `config` when the connection takes no request. */
  constructor(service: Service, options: EpochOptions, owner: EpochOwner) {
    const { setup, connection, isSole, bytesPerSecond, maxSeconds } = options
    this.#service = service
    this.#owner = owner
    this.#bytesPerSecond = bytesPerSecond
    this.#maxSeconds = maxSeconds
    this.request = new ConnectionRequest(connection, { setup, isSole }, this)
  }

  /** Where its audio begins, in seconds of the whole stream. */
  get baseSeconds(): number {
    return this.#bytesPerSecond === 0 ? 0 : (this.base ?? 0) / this.#bytesPerSecond
  }

  /** Where the audio ends that it was sent, in seconds of the whole stream. */
  get endSeconds(): number {
    return this.baseSeconds + this.sentSeconds
  }

  /** How long it has been ready, in seconds of the clock. */
  get clockSeconds(): number {
    const now = this.#service.clock.now()
    return (now - (this.readyAt ?? now)) / 1_000
  }

  /** Whether audio can be sent. */
  get isListening(): boolean {
    return this.readyAt !== undefined && this.base !== undefined && !this.#isFinished
  }

  /** Up to where the service has heard, in seconds of the whole stream; undefined before it has a beginning. */
  get heardSeconds(): number | undefined {
    return this.base === undefined ? undefined : this.baseSeconds + this.#confirmedSeconds
  }

  /** Audio sent that the service has not reported yet. */
  get secondsInFlight(): number {
    return this.sentSeconds === 0 ? 0 : Math.max(0, this.sentSeconds - this.#confirmedSeconds)
  }

  /** Audio sent. */
  get sentSeconds(): number {
    return this.#bytesPerSecond === 0 ? 0 : (this.sent - (this.base ?? 0)) / this.#bytesPerSecond
  }

  /** Decides where it begins, and up to where it hears again what a session that broke has heard. */
  begin(base: number, replayUntil: number): void {
    this.base = base
    this.sent = base
    this.#replayUntil = replayUntil
    this.#begunAt = this.#service.clock.now()
  }

  /** Up to where audio may be sent now. */
  get allowed(): number {
    if (this.#bytesPerSecond === 0 || this.base === undefined) return Infinity
    const inFlight = this.#confirmedSeconds + maxInFlightSeconds
    const seconds = Math.min(inFlight, this.#replaySeconds, this.#maxSeconds)
    return this.base + seconds * this.#bytesPerSecond
  }

  /** Whether what it hears is a repetition, which goes at a bounded pace. */
  get isReplaying(): boolean {
    return this.sent < this.#replayUntil
  }

  send(audio: Uint8Array): void {
    this.sent += audio.length
    writeAudio(this.#service.platform, audio, this.request.suffix, (message) =>
      this.request.send(message),
    )
    const { clock, timeouts } = this.#service
    const since = (this.#waitingSince ??= this.#lastProgressAt())
    if (this.#isProgressOwed || this.secondsInFlight < progressSeconds) return
    this.#isProgressOwed = true
    this.request.owe(() => timeouts.progressMs - clock.now() + (this.#waitingSince ?? since))
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
    const isBehind = this.secondsInFlight >= progressSeconds
    this.#confirmedAt = this.#service.clock.now()
    this.#waitingSince = isBehind ? this.#confirmedAt : undefined
    if (!this.#isProgressOwed || this.#isFinished || isBehind) return
    this.#isProgressOwed = false
    this.request.owe(() => Infinity)
  }

  /** When something was heard, or now where that was before a pause. */
  #lastProgressAt(): number {
    const now = this.#service.clock.now()
    return now - this.#confirmedAt < progressSeconds * 1_000 ? this.#confirmedAt : now
  }

  get #replaySeconds(): number {
    if (!this.isReplaying) return Infinity
    return 1 + ((this.#service.clock.now() - this.#begunAt) / 1_000) * replaySpeed
  }
}
