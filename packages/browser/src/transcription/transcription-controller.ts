import type { GradiumError, TranscriptionEvent } from '@gradium-kit/core'
import { callBack } from '../call-back.ts'
import { knownError } from '../known-error.ts'
import { Retention } from '../retention.ts'
import { Store, type Readable } from '../store.ts'
import { WakeLock } from '../wake-lock.ts'
import { Speaking } from './speaking.ts'
import { TranscriptLog, type TranscriptSegment } from './transcript-log.ts'
import type { TranscriptionOptions } from './transcription-options.ts'
import { TranscriptionSession } from './transcription-session.ts'
import { idleTranscription, type TranscriptionSnapshot } from './transcription-snapshot.ts'

/** What a page does with a live transcription. */
export type TranscriptionCommands = Pick<
  TranscriptionController,
  'cancel' | 'clear' | 'flush' | 'mute' | 'setDevice' | 'setGate' | 'start' | 'stop' | 'unmute'
>

/**
 * The microphone of the page, transcribed live: a snapshot to show, and commands. Nothing happens before `start`, or before
 * the first `retain` with `autoStart`. Commands can be taken off the object, may be called at any time, and never reject:
 * what goes wrong is in `snapshot.error`.
 */
export class TranscriptionController implements Readable<TranscriptionSnapshot> {
  #options: TranscriptionOptions
  #session: TranscriptionSession | undefined
  #speaking = new Speaking()
  #stopping: Promise<readonly TranscriptSegment[]> | undefined
  /** The device, once one was chosen: it wins over the one in the options. */
  #chosen: { deviceId?: string | undefined } = {}
  #gateDb: number | undefined
  /** Stopped by a command: becoming visible again does not start it. */
  #isStopped = false
  /** Started by the last command, which may have to wait for the one before it to end. */
  #isWanted = false
  readonly #store = new Store(idleTranscription)
  readonly #log = new TranscriptLog()
  readonly #wakeLock = new WakeLock()
  readonly #retention = new Retention(
    () => this.#options.autoStart === true && !this.#isStopped && void this.start(),
    () => this.#drop(),
  )

  constructor(options: TranscriptionOptions) {
    this.#options = options
  }

  readonly getSnapshot = this.#store.getSnapshot
  readonly getServerSnapshot = this.#store.getServerSnapshot
  readonly subscribe = this.#store.subscribe

  /** Replaces the options; tells nobody. */
  readonly setOptions = (options: TranscriptionOptions): void => {
    this.#options = options
  }

  /** Counts a user. When the last one has given it back, the session ends at once. */
  readonly retain = (): (() => void) => this.#retention.retain()

  /** Asks for the microphone, then for a token, and listens. Resolves when it does, or has failed. */
  readonly start = async (): Promise<void> => {
    this.#isStopped = false
    this.#isWanted = true
    // Nothing is awaited otherwise: browsers let a page sound while it handles a click.
    if (this.#stopping !== undefined) await this.#stopping
    if (this.#isWanted) this.#session ??= this.#begin()
    return this.#session?.begun
  }

  /** Ends the microphone, awaits the last words, and resolves with all that was said. */
  readonly stop = (): Promise<readonly TranscriptSegment[]> => {
    this.#isStopped = true
    this.#isWanted = false
    this.#stopping ??= this.#finish().finally(() => {
      this.#stopping = undefined
    })
    return this.#stopping
  }

  /** Ends at once, without the words that are still under way. */
  readonly cancel = (): void => {
    this.#isStopped = true
    this.#drop()
  }

  /** Sends silence, or nothing (`microphone.mutePolicy`), until `unmute`. The session goes on. */
  readonly mute = (): void => {
    this.#store.update({ isMuted: true })
    this.#session?.microphone.mute()
  }

  readonly unmute = async (): Promise<void> => {
    this.#store.update({ isMuted: false })
    await this.#attempt(({ microphone }) => microphone.unmute())
  }

  /** Changes the microphone, also while listening; undefined is the browser's choice. */
  readonly setDevice = async (deviceId: string | undefined): Promise<void> => {
    const before = this.#chosen
    const chosen = (this.#chosen = { deviceId })
    if (this.#session === undefined) this.#store.update(chosen)
    const error = await this.#attempt(({ microphone }) => microphone.setDevice(deviceId))
    if (error !== undefined && this.#chosen === chosen) this.#chosen = before
  }

  /** Takes sound quieter than so many dB for silence, while the page itself speaks; undefined takes all again. */
  readonly setGate = (levelDb: number | undefined): void => {
    this.#gateDb = levelDb
    this.#session?.microphone.setGate(levelDb)
  }

  /** Has the words of what was said so far at once. Resolves when they have come. */
  readonly flush = async (): Promise<void> => {
    await this.#session?.flush()
  }

  /** Forgets the text. Times go on. */
  readonly clear = (): void => {
    this.#log.clear()
    this.#store.update(this.#log.state)
  }

  /** How loud the microphone is, 0 to 1. A meter asks as often as it draws. */
  readonly level = (): number => this.#session?.microphone.level() ?? 0

  #begin(): TranscriptionSession {
    const session = new TranscriptionSession(this.#chosen, {
      options: () => this.#options,
      onConnecting: () => {
        this.#change({ status: 'connecting' })
        this.#showMicrophone()
      },
      onMicrophone: () => this.#showMicrophone(),
      onEvent: (event) => this.#take(session, event),
      onFailure: (error) => this.#fail(error),
    })
    this.#session = session
    this.#speaking = new Speaking()
    if (this.#options.wakeLock === true) this.#wakeLock.hold()
    session.microphone.setGate(this.#gateDb)
    if (this.#store.getSnapshot().isMuted) session.microphone.mute()
    this.#change({ status: 'requesting-microphone', error: undefined, reconnects: 0 })
    session.start()
    return session
  }

  #take(session: TranscriptionSession, event: TranscriptionEvent): void {
    const options = this.#options
    switch (event.type) {
      case 'ready':
        this.#listen(session)
        break
      case 'segment-start':
        this.#log.start(event.segmentId, event.text, event.startSeconds)
        this.#store.update(this.#log.state)
        break
      case 'segment-end': {
        const segment = this.#log.end(event.segmentId, event.endSeconds)
        this.#store.update(this.#log.state)
        if (segment !== undefined) callBack(options.onSegment, segment)
        break
      }
      case 'step':
        this.#log.pass(event.totalDurationSeconds)
        if (this.#speaking.step(event.vad)) this.#showSpeaking(this.#speaking.isSpeaking)
        callBack(options.onStep, event.vad)
        break
      case 'turn-end':
        void this.#endTurn(session)
        break
      case 'gap':
        callBack(options.onGap, event)
        break
      case 'status':
        if (event.status === 'connected') this.#listen(session)
        else if (event.status === 'reconnecting') this.#showLoss(session)
    }
  }

  #listen(session: TranscriptionSession): void {
    session.begin()
    if (this.#stopping === undefined) this.#change({ status: 'listening' })
  }

  #showLoss(session: TranscriptionSession): void {
    session.lose()
    const { status, reconnects } = this.#store.getSnapshot()
    if (status === 'listening') this.#change({ status: 'reconnecting', reconnects: reconnects + 1 })
  }

  #showSpeaking(isSpeaking: boolean): void {
    this.#store.update({ isSpeaking })
    callBack(this.#options.onSpeakingChange, isSpeaking)
  }

  /** The turn has ended; its last words are asked for, so that it is whole when the page hears of it. */
  async #endTurn(session: TranscriptionSession): Promise<void> {
    await session.flush()
    if (session !== this.#session) return
    const turn = this.#log.endTurn()
    this.#store.update(this.#log.state)
    if (turn !== undefined) callBack(this.#options.onTurnEnd, turn)
  }

  async #finish(): Promise<readonly TranscriptSegment[]> {
    const session = this.#session
    if (session?.isConnected === true) {
      this.#change({ status: 'stopping' })
      try {
        await session.finish()
      } catch (error) {
        if (session === this.#session) this.#fail(error)
      }
    }
    if (session === this.#session) this.#drop()
    return this.#log.state.segments
  }

  #drop(): void {
    this.#isWanted = false
    if (this.#session !== undefined) this.#end({ status: 'idle' })
  }

  #fail(thrown: unknown): void {
    const error = knownError(thrown, 'capture')
    this.#end({ status: 'error', error })
    callBack(this.#options.onError, error)
  }

  #end(changes: Partial<TranscriptionSnapshot>): void {
    const session = this.#session
    this.#session = undefined
    session?.end()
    this.#wakeLock.release()
    this.#log.endSession(session?.recordedSeconds)
    this.#change({ ...this.#log.state, isSpeaking: false, isInputMuted: false, ...changes })
  }

  #showMicrophone(): void {
    if (this.#session === undefined) return
    const { isMuted, isInputMuted, deviceId, settings } = this.#session.microphone
    this.#store.update({ isMuted, isInputMuted, deviceId, settings })
  }

  /** A command that may fail without ending the session. Gives the error, if the page has to know of one. */
  async #attempt(
    command: (session: TranscriptionSession) => Promise<void>,
  ): Promise<GradiumError | undefined> {
    const session = this.#session
    if (session === undefined) return undefined
    let error: GradiumError | undefined
    try {
      await command(session)
    } catch (cause) {
      error = knownError(cause, 'capture')
    }
    // Another command has taken its place, or the session is over and has said why.
    if (error?.code === 'aborted' || session !== this.#session) return undefined
    this.#store.update({ error })
    if (error !== undefined) callBack(this.#options.onError, error)
    return error
  }

  #change(changes: Partial<TranscriptionSnapshot>): void {
    const before = this.#store.getSnapshot().status
    this.#store.update(changes)
    const { status } = this.#store.getSnapshot()
    if (status !== before) callBack(this.#options.onStatusChange, status)
  }
}
