import { streamSpeech, type SpeechEvent, type SpeechStreamOptions } from '@gradium-kit/core'
import { callBack } from '../call-back.ts'
import { knownError } from '../known-error.ts'
import { Player } from '../player/player.ts'
import { Retention } from '../retention.ts'
import { serviceOf } from '../service-options.ts'
import { Store, type Readable } from '../store.ts'
import { wordByWordCushion, type SpeechOptions } from './speech-options.ts'
import { idleSpeech, type SpeechSnapshot, type SpeechStatus } from './speech-snapshot.ts'
import { wordIndexAt, nothing, type Spoken } from './spoken-text.ts'
import { Utterance } from './utterance.ts'

/** What a page does with speech. */
export type SpeechCommands = Pick<
  SpeechController,
  | 'end'
  | 'flush'
  | 'interrupt'
  | 'pause'
  | 'position'
  | 'resume'
  | 'setSink'
  | 'setVolume'
  | 'speak'
  | 'unlock'
  | 'write'
>

/**
 * Text that the page speaks: a snapshot to show, and commands. Nothing happens before `speak` or `write`. Commands can be
 * taken off the object, may be called at any time, and never reject: what goes wrong is in `snapshot.error`.
 */
export class SpeechController implements Readable<SpeechSnapshot> {
  #options: SpeechOptions
  #player: Player | undefined
  #playerRateHz = 0
  #utterance: Utterance | undefined
  #volume: number | undefined
  #sinkId: string | undefined
  readonly #store = new Store(idleSpeech)
  readonly #retention = new Retention(
    () => {},
    () => this.#drop(),
  )

  constructor(options: SpeechOptions) {
    this.#options = options
  }

  readonly getSnapshot = this.#store.getSnapshot
  readonly getServerSnapshot = this.#store.getServerSnapshot
  readonly subscribe = this.#store.subscribe

  /** Replaces the options; tells nobody. */
  readonly setOptions = (options: SpeechOptions): void => {
    this.#options = options
  }

  /** Counts a user. When the last one has given it back, speech ends at once. */
  readonly retain = (): (() => void) => this.#retention.retain()

  /**
   * Speaks a text, whole or as it comes; what is being spoken is interrupted. Resolves when the last sample has been heard, or
   * the utterance ended otherwise. Call it from a click the first time: browsers let no page sound before one.
   */
  readonly speak = (
    text: string | Iterable<string> | AsyncIterable<string>,
    { signal }: { signal?: AbortSignal | undefined } = {},
  ): Promise<Spoken> => {
    if (signal?.aborted === true) return Promise.resolve(nothing)
    this.interrupt()
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a missing text is refused, not waited for
    const utterance = this.#begin(text ?? (null as unknown as string))
    if (utterance === undefined) return Promise.resolve({ ...nothing, outcome: 'failed' })
    const stop = (): void => {
      if (utterance === this.#utterance) this.interrupt()
    }
    signal?.addEventListener('abort', stop)
    return utterance.spoken.finally(() => signal?.removeEventListener('abort', stop))
  }

  /** Adds text to the utterance, or begins one: for text that comes by events. Cut anywhere; `end` says that it is whole. */
  readonly write = (text: string): void => {
    const utterance = this.#utterance ?? this.#begin(undefined)
    this.#try(() => utterance?.stream.write(text))
  }

  /** Has what was written spoken without waiting for more. */
  readonly flush = (): void => this.#utterance?.stream.flush()

  /** The text is complete. */
  readonly end = (): void => this.#utterance?.stream.end()

  /** Falls silent within 10 ms, and says what has been heard. */
  readonly interrupt = (): Spoken => {
    const utterance = this.#utterance
    if (utterance === undefined) return nothing
    const heardSeconds = this.#player?.interrupt() ?? 0
    return this.#settle(utterance, 'interrupted', heardSeconds)
  }

  /** Does nothing between utterances. */
  readonly pause = (): void => {
    if (this.#utterance !== undefined) this.#player?.pause()
    this.#showStatus()
  }

  readonly resume = (): void => {
    this.#player?.resume()
    this.#showStatus()
  }

  /**
   * Call it from a click: when the status is `blocked`, or before the first utterance, if that does not come from one. Resolves
   * with whether the page may sound now.
   */
  readonly unlock = async (): Promise<boolean> => {
    try {
      return await this.#anyPlayer.unlock()
    } catch (error) {
      this.#report(error)
      return false
    }
  }

  /** 0 to 1. */
  readonly setVolume = (volume: number): void =>
    this.#try(() => {
      this.#anyPlayer.setVolume(volume)
      this.#volume = volume
    })

  /** Plays on another output, where the browser can; undefined is its default. */
  readonly setSink = async (sinkId: string | undefined): Promise<void> => {
    try {
      await this.#player?.setSink(sinkId)
      this.#sinkId = sinkId
    } catch (error) {
      this.#report(error)
    }
  }

  /** Seconds of the utterance heard, and seconds that wait to be. */
  readonly position = (): { heardSeconds: number; bufferedSeconds: number } =>
    this.#player?.position() ?? { heardSeconds: 0, bufferedSeconds: 0 }

  /** How loud it is, 0 to 1. A meter asks as often as it draws. */
  readonly level = (): number => this.#player?.level() ?? 0

  #begin(text: SpeechStreamOptions['text']): Utterance | undefined {
    this.#store.update({ words: [], wordIndex: -1, underruns: 0, error: undefined })
    try {
      const service = serviceOf(this.#options, () => this.#options)
      const player = this.#readyPlayer()
      player.resume()
      const utterance = new Utterance(
        streamSpeech(service, { ...this.#options, text, format: `pcm_${this.#rateHz}` as const }),
      )
      // Before anything is awaited: browsers let a page sound while it handles a click.
      const opened = player.open()
      // `onEnd` of the one before may have begun another.
      this.#utterance?.settle('interrupted', 0)
      this.#utterance = utterance
      this.#showStatus()
      void this.#read(utterance, player, opened)
      return utterance
    } catch (error) {
      this.#report(error)
      this.#change('error')
      return undefined
    }
  }

  get #rateHz(): NonNullable<SpeechOptions['sampleRateHz']> {
    return this.#options.sampleRateHz ?? 24_000
  }

  get #anyPlayer(): Player {
    return this.#player ?? this.#readyPlayer()
  }

  /** The player as the options want it. */
  #readyPlayer(): Player {
    const sampleRateHz = this.#rateHz
    if (this.#playerRateHz !== sampleRateHz) {
      void this.#player?.close()
      this.#player = undefined
    }
    this.#playerRateHz = sampleRateHz
    this.#player ??= new Player({
      ...(this.#options.resume && wordByWordCushion),
      ...this.#options,
      sampleRateHz,
      sinkId: this.#sinkId ?? this.#options.sinkId,
      onStart: () => this.#start(),
      onUnderrun: () => this.#underrun(),
      onPosition: () => this.#showPosition(),
      onEnd: () => this.#heardAll(),
      onBlockedChange: () => this.#showStatus(),
    })
    this.#player.setVolume(this.#volume ?? this.#options.volume ?? 1)
    return this.#player
  }

  async #read(utterance: Utterance, player: Player, opened: Promise<void>): Promise<void> {
    await utterance.read(opened, (event) => this.#take(utterance, player, event))
    if (utterance !== this.#utterance) return
    player.end()
    // Without any audio there is no end to hear.
    if (utterance.phase !== 'speaking' && player.position().bufferedSeconds === 0) this.#heardAll()
  }

  #take(utterance: Utterance, player: Player, event: SpeechEvent): void {
    if (event.type === 'audio') player.write(event.audio)
    else if (event.type === 'word') {
      const { text, startSeconds, endSeconds } = event
      utterance.words.push({ text, startSeconds, endSeconds })
      this.#store.update({ words: [...utterance.words] })
    } else if (event.type === 'ready') {
      utterance.phase = 'buffering'
      this.#showStatus()
    }
  }

  #start(): void {
    if (this.#utterance === undefined) return
    this.#utterance.phase = 'speaking'
    this.#showStatus()
    callBack(this.#options.onStart)
  }

  #underrun(): void {
    this.#store.update({ underruns: this.#store.getSnapshot().underruns + 1 })
    callBack(this.#options.onUnderrun)
  }

  #showPosition(): void {
    const { words } = this.#utterance ?? idleSpeech
    const { wordIndex } = this.#store.getSnapshot()
    const index = wordIndexAt(words, this.position().heardSeconds)
    if (index <= wordIndex) return
    this.#store.update({ wordIndex: index })
    for (let each = wordIndex + 1; each <= index; each++)
      callBack(this.#options.onWord, words[each]!, each)
  }

  #heardAll(): void {
    const utterance = this.#utterance
    if (utterance === undefined) return
    this.#showPosition()
    const { heardSeconds } = this.position()
    this.#settle(utterance, utterance.error === undefined ? 'ended' : 'failed', heardSeconds)
  }

  #settle(utterance: Utterance, outcome: Spoken['outcome'], heardSeconds: number): Spoken {
    this.#utterance = undefined
    const spoken = utterance.settle(outcome, heardSeconds)
    if (outcome === 'failed') this.#report(utterance.error)
    this.#change(outcome === 'failed' ? 'error' : 'idle')
    callBack(this.#options.onEnd, spoken)
    return spoken
  }

  #drop(): void {
    this.interrupt()
    void this.#player?.close()
    this.#player = undefined
  }

  #showStatus(): void {
    if (this.#utterance === undefined) return
    const { isBlocked = false, isPaused = false } = this.#player ?? {}
    this.#change(isBlocked ? 'blocked' : isPaused ? 'paused' : this.#utterance.phase)
  }

  #change(status: SpeechStatus): void {
    if (status === this.#store.getSnapshot().status) return
    this.#store.update({ status })
    callBack(this.#options.onStatusChange, status)
  }

  #try(command: () => void): void {
    try {
      command()
    } catch (error) {
      this.#report(error)
    }
  }

  #report(error: unknown): void {
    const known = knownError(error, 'playback')
    this.#store.update({ error: known })
    callBack(this.#options.onError, known)
  }
}
