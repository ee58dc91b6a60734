import { GradiumError, abortedError, withDetails } from '../errors.ts'
import type { ServerMessage } from '../protocol/server-messages.ts'
import { Deadline } from '../session/deadline.ts'
import { Outage } from '../transport/outage.ts'
import { OwnConnections } from '../transport/own-connections.ts'
import type { Service } from '../transport/service.ts'
import { AudioFeed } from './audio-feed.ts'
import { forcedCut, quietCut } from './cut.ts'
import { Epoch } from './epoch.ts'
import { Handover } from './handover.ts'
import type { SessionChainOptions, SessionChainOwner } from './session-chain-options.ts'
import { Successor } from './successor.ts'
import { Timeline, movedMessage } from './timeline.ts'

/** Audio that a new session hears again before what is final, in seconds. */
const preRollSeconds = 1

/** What the session before may still say when all its audio has been sent, in milliseconds. */
const drainMs = 5_000

/** How often audio that is sent again is looked at, in milliseconds. */
const paceMs = 100

/**
 * Sessions that together hear one stream of audio. What is sent is kept until its text is final. When a session breaks the
 * next one hears it again, and before one gets too old the next one is ready (PROTOCOL.md §14.3).
 */
export class SessionChain {
  readonly feed: AudioFeed
  readonly timeline = new Timeline()
  readonly outage: Outage
  readonly #service: Service
  readonly #options: SessionChainOptions
  readonly #owner: SessionChainOwner
  readonly #handover = new Handover(this.timeline)
  readonly #connections: OwnConnections
  readonly #successor: Successor
  readonly #epochs = new Set<Epoch>()
  /** The one that hears what comes. */
  #current: Epoch | undefined
  /** The one before, which has all its audio and still speaks. */
  #draining: Epoch | undefined
  /** Where the next session begins, when that was decided before it was ready. */
  #nextBase: number | undefined
  /** Where the last session began. */
  #base = 0
  /** Up to where a session that broke had been sent audio. */
  #lostAt = 0
  #hasBegun = false
  #isDormant = false
  #isEnding = false
  #isComplete = false
  #isOver = false
  readonly #drain: Deadline
  readonly #pace: Deadline
  readonly #watch: Deadline

  constructor(service: Service, options: SessionChainOptions, owner: SessionChainOwner) {
    this.#service = service
    this.#options = options
    this.#owner = owner
    this.feed = new AudioFeed(service, options.format)
    this.outage = new Outage(service)
    this.#connections = new OwnConnections(service, 'transcription')
    this.#successor = new Successor(service.maxSessionSeconds, () => this.#connect())
    this.#drain = new Deadline(service.clock, () => this.#draining?.fail(stalled('finish')))
    this.#pace = new Deadline(service.clock, () => this.pump())
    this.#watch = new Deadline(service.clock, () => this.#considerRollover(), true)
  }

  get current(): Epoch | undefined {
    return this.#current
  }

  /** Audio that has come and has not been heard, in seconds. */
  get secondsInFlight(): number {
    const heard = this.#current?.heardSeconds ?? this.timeline.totalSeconds
    return Math.max(0, this.feed.secondsAt(this.feed.head) - heard)
  }

  /** Bytes that wait to leave. */
  get bufferedAmount(): number {
    return this.feed.head - this.sent + (this.#current?.request.connection.bufferedAmount ?? 0)
  }

  /** How much audio has been sent in all. */
  get sent(): number {
    if (this.#current?.base !== undefined) return this.#current.sent
    return this.feed.positionAt(this.timeline.commitment.seconds)
  }

  /** Makes the next session. Throws `config` when the caller's connection takes no request. */
  open(): void {
    this.#isDormant = false
    this.#current = this.#connect()
    this.#current.request.start()
  }

  /** Sends what may be sent now. */
  pump(): void {
    if (this.#isDormant) this.open()
    const epoch = this.#current
    if (epoch?.isListening !== true) return
    this.feed.feed(epoch)
    if (this.#options.isResuming && epoch.sent < this.feed.oldest) epoch.fail(stalled('stream'))
    else if (epoch.sent >= this.feed.head && this.#isEnding) epoch.finish()
    else if (epoch.isReplaying && !this.#pace.isRunning) this.#pace.start(paceMs)
  }

  /** Says that the audio is complete. */
  finish(): void {
    this.#isEnding = true
    this.pump()
  }

  /** Gives everything up; nothing is reported any more. */
  stop(): void {
    this.#isOver = true
    this.outage.stop()
    for (const timer of [this.#drain, this.#pace, this.#watch]) timer.stop()
    for (const epoch of this.#epochs) epoch.fail(abortedError('stream'))
  }

  /** Waits until its connections are closed. */
  async close(): Promise<void> {
    this.stop()
    await this.#connections.close()
  }

  #connect(): Epoch {
    const { setup, connection = this.#connections.open(), format } = this.#options
    const isSole = this.#options.connection === undefined
    const maxSeconds = this.#options.isResuming ? this.#successor.limitSeconds * 0.96 : Infinity
    const bytesPerSecond = format.bytesPerSample * format.sampleRateHz
    const epoch = new Epoch(
      this.#service,
      { setup, connection, isSole, bytesPerSecond, maxSeconds },
      {
        onMessage: (message, bytes) => this.#receive(epoch, message, bytes),
        onEnd: (error) => this.#finished(epoch, error),
      },
    )
    this.#epochs.add(epoch)
    return epoch
  }

  #receive(epoch: Epoch, message: ServerMessage, bytes: number): void {
    if (message.type === 'ready') {
      if (epoch === this.#current) this.#begin(epoch)
      this.#owner.onMessage(message, bytes)
      this.#considerRollover()
      return
    }
    if (message.type === 'flushed') this.feed.settleFlush(message.flushId)
    const moved = movedMessage(message, epoch.baseSeconds)
    const isLast = epoch === this.#draining
    // A service fills the last frame up, but nobody was silent there.
    if (isLast && moved.type === 'step' && moved.totalDurationSeconds > epoch.endSeconds + 1e-6)
      return
    const due = isLast
      ? this.#handover.takeLast(moved)
      : this.#handover.take(moved, epoch.delaySeconds)
    const heardBefore = this.timeline.totalSeconds
    this.#deliver(due, bytes, epoch)
    if (message.type !== 'step' || isLast) return
    if (this.timeline.totalSeconds > heardBefore) this.outage.progressed()
    this.pump()
    this.#considerRollover()
  }

  #deliver(messages: readonly ServerMessage[], bytes: number, epoch: Epoch): void {
    for (const message of messages) {
      const known = this.timeline.take(message, epoch.delaySeconds)
      if (known !== undefined) this.#owner.onMessage(known, bytes)
    }
    const needed = this.#options.isResuming ? this.#replayPosition : Infinity
    this.feed.release(Math.min(needed, this.#nextBase ?? Infinity), this.sent)
  }

  /** Where a session would begin to hear if it had to now. */
  get #replayPosition(): number {
    return this.feed.framePositionAt(this.timeline.commitment.seconds - preRollSeconds)
  }

  /** A session that is ready begins to hear. */
  #begin(epoch: Epoch): void {
    const { commitment } = this.timeline
    const final = this.feed.positionAt(commitment.seconds)
    const wanted = this.#nextBase ?? this.#replayPosition
    const base = Math.max(wanted, this.feed.oldest)
    this.#nextBase = undefined
    this.outage.connected()
    if (base > Math.max(final, wanted)) {
      const endSeconds = this.feed.secondsAt(base)
      commitment.skipTo(endSeconds)
      this.#owner.onGap({ startSeconds: this.feed.secondsAt(final), endSeconds })
    }
    this.#base = base
    epoch.begin(base, this.#lostAt)
    this.#lostAt = 0
    if (this.#hasBegun) this.#handover.follow()
    this.#owner.onStatus('connected')
    this.#hasBegun = true
    this.#watch.start(this.#successor.limitSeconds * 800)
    this.pump()
  }

  #finished(epoch: Epoch, error: GradiumError | undefined): void {
    this.#epochs.delete(epoch)
    if (this.#isOver) return
    if (epoch === this.#draining) this.#drained(epoch, error)
    else if (this.#successor.hasFailed(epoch, error)) this.#considerRollover()
    else if (epoch !== this.#current) return
    else if (error === undefined) {
      this.#current = undefined
      this.#deliver(this.#handover.settle(), 0, epoch)
      this.#isComplete = true
      if (this.#draining === undefined) this.#end(undefined)
    } else this.#lost(error)
  }

  /** The session before has said its last. What it broke off before it could say is heard again. */
  #drained(epoch: Epoch, error: GradiumError | undefined): void {
    this.#draining = undefined
    this.#drain.stop()
    this.#deliver(this.#handover.endLast(), 0, epoch)
    const final = this.feed.positionAt(this.timeline.commitment.seconds)
    if (error !== undefined && final < (this.#nextBase ?? this.#base)) {
      const isOpenNext = this.#isComplete || this.#nextBase !== undefined
      this.#isComplete = false
      this.#nextBase = undefined
      if (isOpenNext) this.open()
      else if (this.#current?.base !== undefined)
        this.#current.fail(withDetails(error, { phase: 'stream', isRetryable: true }))
      return
    }
    const heir = this.#current ?? epoch
    this.#deliver(this.#handover.release(heir.delaySeconds), 0, heir)
    if (this.#isComplete) this.#deliver(this.#handover.settle(), 0, heir)
    else if (this.#current === undefined && this.#nextBase !== undefined) this.open()
    if (this.#isComplete) this.#end(undefined)
  }

  #lost(error: GradiumError): void {
    const giveUp = (): void => this.#end(this.outage.report(error))
    if (this.#current && error.code === 'session-limit') this.#successor.learn(this.#current)
    this.#lostAt = Math.max(this.#lostAt, this.#current?.sent ?? 0)
    const isUnheard = this.#current?.base === undefined && this.feed.tail === 0
    const { connection, isResuming } = this.#options
    const isFinishing = error.code === 'timeout' && error.phase === 'finish'
    const canGoOn = !isFinishing && (isResuming || (isUnheard && connection === undefined))
    this.#current = error.isRetryable ? this.#successor.take() : undefined
    if (!canGoOn) giveUp()
    else if (this.#current !== undefined) {
      if (this.#current.readyAt !== undefined) this.#begin(this.#current)
    } else if (
      this.#hasBegun &&
      this.feed.isIdle(this.timeline.totalSeconds) &&
      !this.#isEnding &&
      error.isRetryable
    )
      this.#isDormant = true
    else if (this.outage.again(error, () => this.open(), giveUp))
      this.#owner.onStatus('reconnecting')
    else giveUp()
  }

  #end(error: GradiumError | undefined): void {
    this.stop()
    this.#owner.onEnd(error)
  }

  #considerRollover(): void {
    const epoch = this.#current
    if (!this.#options.isResuming || this.#draining || epoch?.isListening !== true) return
    if (!this.#watch.isRunning) this.#watch.start((this.#successor.limitSeconds * 1_000) / 300)
    if (this.#successor.isDue(epoch, this.timeline.isQuiet || this.feed.isMuted)) this.#cut(epoch)
  }

  /** A session has heard enough: the next one hears what follows. */
  #cut(epoch: Epoch): void {
    const { isQuiet, totalSeconds } = this.timeline
    const replaySeconds = this.feed.secondsAt(this.#replayPosition)
    const cut = isQuiet ? quietCut(totalSeconds) : forcedCut(epoch.endSeconds, replaySeconds)
    this.#handover.begin(cut.counts, epoch.delaySeconds)
    this.#nextBase = this.feed.framePositionAt(cut.baseSeconds)
    this.#draining = epoch
    this.#drain.start(drainMs)
    this.#current = this.#successor.takeReady()
    epoch.finish()
    if (this.#current !== undefined) this.#begin(this.#current)
  }
}

function stalled(phase: 'stream' | 'finish'): GradiumError {
  const message = 'Gradium has not taken in the audio in time. Try again.'
  return new GradiumError('timeout', message, { phase })
}
